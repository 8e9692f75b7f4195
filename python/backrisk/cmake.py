"""Where a C++ project finds the headers, the library and the CMake configuration that this package carries.

cmake -S . -B build -Dbackrisk_DIR="$(python -m backrisk.cmake)"
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def cmake_dir() -> Path:
    """Folder of `backrisk-config.cmake`, for `backrisk_DIR` or `CMAKE_PREFIX_PATH`.

    Raises `FileNotFoundError` when the package was not installed but is used from its source tree.

    >>> (cmake_dir() / "backrisk-config.cmake").is_file()
    True
    """
    return _existing(_PACKAGE / "lib" / "cmake" / "backrisk")


def include_dir() -> Path:
    """Folder to put on the include path; Eigen and Boost headers are the user's own.

    Raises `FileNotFoundError` when the package was not installed but is used from its source tree.

    >>> (include_dir() / "backrisk.hpp").is_file()
    True
    """
    return _existing(_PACKAGE / "include")


def _existing(folder: Path) -> Path:
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: only an installed backrisk carries it (pip install .)")
    return folder


if __name__ == "__main__":
    print(cmake_dir())
