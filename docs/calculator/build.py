"""The calculator: the C++ core as WebAssembly and one page that holds everything and asks the network for nothing.

    make calculator      # build/calculator/index.html

A clang with the WebAssembly target, its linker, libc++ and wasi-libc are needed (Debian: clang lld
libc++-dev-wasm32 wasi-libc, of one version each, 19 or newer); `CXX_WASM` names the compiler. The page's policy
allows its own script and style, by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = ROOT / "build" / "calculator"
WORDS = ("card.", "word.", "outcome.", "setting.", "days.", "triage.", "eligibility.", "course.", "concern.",
         "finding.", "factor.", "place.note", "flag")  # fmt: skip
STACK = 2 * 1024 * 1024


def compiler() -> str:
    """The newest clang that has the linker and the headers of WebAssembly beside it; SystemExit where none has."""
    given = os.environ.get("CXX_WASM")
    if given:
        return given
    for version in ("22", "21", "20", "19"):
        found = shutil.which(f"clang++-{version}")
        site = Path(f"/usr/lib/llvm-{version}/include/wasm32-wasi/c++/v1")
        if found and shutil.which(f"wasm-ld-{version}") and (site.is_dir() or headers(found)):
            return found
    needed = "clang, lld, libc++-dev-wasm32 and libclang-rt-dev-wasm32, 19 or newer, and wasi-libc"
    raise SystemExit(f"No C++ compiler for WebAssembly: {needed}; or CXX_WASM")


def headers(clang: str) -> bool:
    """Whether this compiler finds a libc++ for its WebAssembly target."""
    command = [
        clang,
        "--target=wasm32-wasi",
        "-Wno-deprecated",
        "-std=c++20",
        "-stdlib=libc++",
        "-E",
        "-x",
        "c++",
        "-",
    ]
    return subprocess.run(command, input=b"#include <version>\n", capture_output=True, check=False).returncode == 0


def includes() -> list[str]:
    """Eigen and Boost alone: the headers of this machine's C library are not those of WebAssembly."""
    links = OUT / "include"
    links.mkdir(parents=True, exist_ok=True)
    for name, folders in (("Eigen", ("/usr/include/eigen3", "/usr/local/include/eigen3")),
                          ("boost", ("/usr/include", "/usr/local/include"))):  # fmt: skip
        given = os.environ.get(f"{name.upper()}_INCLUDE_DIR")
        for folder in (given,) if given else folders:
            if (Path(folder) / name).is_dir():
                target = links / name
                target.unlink(missing_ok=True)
                target.symlink_to(Path(folder) / name)
                break
        else:
            raise SystemExit(f"No headers of {name}; {name.upper()}_INCLUDE_DIR names their folder")
    return ["-isystem", str(links)]


def module() -> bytes:
    """The core as WebAssembly, compiled where it is older than its sources."""
    made = OUT / "calculator.wasm"
    sources = [path for folder in ("include/backrisk", "bindings/wasm") for path in (ROOT / folder).rglob("*.*pp")]
    if made.is_file() and made.stat().st_mtime > max(path.stat().st_mtime for path in (*sources, Path(__file__))):
        return made.read_bytes()
    clang = compiler()
    linker = shutil.which(Path(clang).name.replace("clang++", "wasm-ld")) or "wasm-ld"
    run(clang, "-Wno-deprecated", "--target=wasm32-wasi", "-std=c++20", "-Oz", "-DNDEBUG", "-DBACKRISK_NO_THREADS",
        "-stdlib=libc++", f"-I{ROOT / 'include'}", *includes(), "-ffp-contract=off", "-mexec-model=reactor",
        f"-fuse-ld={linker}", f"-Wl,-z,stack-size={STACK}", "-Wl,--stack-first,--gc-sections,--strip-all",
        ROOT / "bindings" / "wasm" / "calculator.cpp", "-o", made)  # fmt: skip
    if optimizer := shutil.which("wasm-opt"):
        run(optimizer, "-Oz", "--enable-bulk-memory", "--enable-sign-ext", "--enable-mutable-globals",
            "--enable-nontrapping-float-to-int", made, "-o", made)  # fmt: skip
    return made.read_bytes()


def run(*command: object) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")


def page(binary: bytes) -> str:
    """The page with its script, its style and the module inside."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    words = json.loads((ROOT / "python" / "backrisk" / "words" / "en.json").read_text("utf-8"))
    told = {key: text for key, text in words.items() if key.startswith(WORDS)}
    packed = base64.b64encode(gzip.compress(binary, 9, mtime=0)).decode()
    data = f"const VERSION = {json.dumps(version)}, WORDS = {json.dumps(told)}, MODULE = {json.dumps(packed)};\n"
    script = "\n" + "".join((HERE / name).read_text("utf-8") for name in ("core.js",)) + data + (
        HERE / "page.js").read_text("utf-8").replace('"use strict";\n', "")  # fmt: skip
    script = script.replace("</", "<\\/")
    style = (HERE / "style.css").read_text("utf-8")
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest(script)}' 'wasm-unsafe-eval'; "
        f"style-src 'sha256-{digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    text = (HERE / "page.html").read_text("utf-8")
    for name, part in (("POLICY", policy), ("STYLE", style), ("SCRIPT", script)):
        before, after = text.split(f"@{name}@")
        text = before + part + after
    return text


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main() -> None:
    text = page(module())
    (OUT / "index.html").write_text(text, "utf-8")
    size = len(gzip.compress(text.encode(), 9, mtime=0))
    print(f"{(OUT / 'index.html').relative_to(ROOT)}: {size / 1000:.0f} kB compressed")


if __name__ == "__main__":
    sys.exit(main())
