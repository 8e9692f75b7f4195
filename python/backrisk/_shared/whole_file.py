"""Files are written whole or not at all, and never over something that was there unasked.

The content goes to a temporary file in the same folder, is synchronised, and takes the name in one step
(`os.replace`, atomic on POSIX and Windows): who reads the name finds the old content or the new one, also
after a crash or on a full disk.
"""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from backrisk import _core

__all__ = ["checked_path", "refuse_existing", "whole_file", "write_bytes", "write_text"]

PathLike = str | os.PathLike[str]


def checked_path(path: PathLike, function: str = "path") -> str:
    """`path` as text.

    Raises
    ------
    InvalidArgument
        For what is no path, an empty one, or one with a NUL character.
    """
    try:
        name = os.fspath(path)
    except TypeError:
        raise _core.InvalidArgument(f"{function}: path is {path!r}, but must be a text or a path object") from None
    if not isinstance(name, str):
        raise _core.InvalidArgument(f"{function}: path is {name!r}, but must be a text, not bytes")
    if not name or "\0" in name:
        rule = "must name a file or folder and hold no NUL character"
        raise _core.InvalidArgument(f"{function}: path is {name!r}, but {rule}")
    try:
        os.fsencode(name)
    except UnicodeEncodeError:
        rule = "must be made of characters that a file name can have"
        raise _core.InvalidArgument(f"{function}: path is {name!r}, but {rule}") from None
    return name


def refuse_existing(path: PathLike, how: str) -> None:
    """Raises `InvalidArgument` when `path` is a file, or a folder with anything in it.

    `how` says what the caller does to replace it all the same.
    """
    name = checked_path(path)
    if os.path.isdir(name):
        if inside := sorted(os.listdir(name)):
            shown = ", ".join(inside[:5]) + (", ..." if len(inside) > 5 else "")
            raise _core.InvalidArgument(f"{name}: is a folder that holds {shown}; {how}")
    elif os.path.lexists(name) and _is_plain(name):
        raise _core.InvalidArgument(f"{name}: exists; {how}")


def _is_plain(name: str) -> bool:
    """Whether writing would replace content: a device or a pipe has none."""
    try:
        return stat.S_ISREG(os.stat(name).st_mode)
    except OSError:
        return True


@contextmanager
def whole_file(path: PathLike, function: str = "write") -> Iterator[str]:
    """The name of a temporary file to write to, which becomes `path` when the block ends without an error.

    A link is followed, the permissions of an existing file are kept; a device or a pipe is written as it is.

    Raises
    ------
    InvalidArgument
        When the file cannot be written, with the path and the reason; the old content then still stands.
    """
    name = checked_path(path, function)
    target = os.path.realpath(name)
    if os.path.exists(target) and not _is_plain(target) and not os.path.isdir(target):
        yield target
        return
    folder, base = os.path.split(target)
    part = os.path.join(folder, f".{base[:100]}.{secrets.token_hex(6)}.part")
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            yield part
            _finish(part, target)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(part)
    except OSError as error:
        rule = error.strerror or str(error)
        raise _core.InvalidArgument(f"{name}: cannot be written: {rule}") from None


def _finish(part: str, target: str) -> None:
    with open(part, "rb+") as done:
        os.fsync(done.fileno())
    with suppress(FileNotFoundError):
        os.chmod(part, stat.S_IMODE(os.stat(target).st_mode))
    os.replace(part, target)


def write_bytes(path: PathLike, content: bytes, function: str = "write") -> None:
    """Writes a file, whole or not at all; raises as `whole_file`."""
    with whole_file(path, function) as part, open(part, "wb") as out:
        out.write(content)


def write_text(path: PathLike, text: str, function: str = "write") -> None:
    """Writes a text as UTF-8 with plain line ends, whole or not at all; raises as `whole_file`."""
    write_bytes(path, text.encode("utf-8"), function)
