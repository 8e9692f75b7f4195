"""The documentation site: the Markdown of docs/, the Python reference and the C++ and C reference, one search.

    make site        # build/site/html/index.html; a warning is an error
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

import gather  # noqa: E402  (beside this file)

project = "backrisk"
author = "the backrisk authors"
copyright = author
release = version = gather.version(ROOT)

# The pages are collected in the build folder: those of docs/, and what is made for the site alone.
gather.pages(ROOT, ROOT / "build" / "site" / "source")
subprocess.run(["doxygen", str(HERE / "Doxyfile")], cwd=ROOT, check=True)

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "numpydoc",
    "breathe",
    "sphinx_copybutton",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
nitpicky = False
suppress_warnings = ["myst.header"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "attrs_block"]
myst_heading_anchors = 4

autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "alphabetical"
autodoc_default_options = {"members": True, "imported-members": True, "undoc-members": False}
default_role = "code"  # names in docstrings; those of the module lead to what they name, by `setup`
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

breathe_projects = {"backrisk": str(ROOT / "build" / "site" / "doxygen" / "xml")}
breathe_default_project = "backrisk"
breathe_show_include = True
cpp_id_attributes = ["BACKRISK_API"]
c_id_attributes = ["BACKRISK_API"]

intersphinx_mapping: dict[str, tuple[str, None]] = {}  # nothing is fetched

html_theme = "furo"
html_title = f"backrisk {release}"
html_static_path: list[str] = []
html_show_sphinx = False
html_copy_source = False


NAME = re.compile(r"(?<![`:\w])`([A-Za-z_]\w*(?:\.\w+)*)(\(\))?`(?![`_])")


def linked(line: str, module: str) -> str:
    """Names that are public in the module, or in the package, as links to exactly those."""

    def one(found: re.Match[str]) -> str:
        first, *rest = found[1].split(".")
        for base in (module, "backrisk"):
            of = sys.modules.get(base)
            if first not in getattr(of, "__all__", ()):
                continue
            at = getattr(of, first)
            for name in rest:
                at = getattr(at, name, None)
            if at is not None:
                return f":py:obj:`{found[1]}{found[2] or ''} <{base}.{found[1]}>`"
        return found[0]

    return NAME.sub(one, line)


def prepared(lines: list[str], module: str) -> list[str]:
    """Formulas in docstrings say |x| for the size of x, no substitution of reStructuredText; code stays."""
    out, code = [], False
    for line in lines:
        code = line.lstrip().startswith(">>>") or (code and bool(line.strip()))
        out.append(line if code else linked(line.replace("|", "\\|"), module))
    return out


def setup(app):  # type: ignore[no-untyped-def]
    def docstring(_app, _kind, name, _object, _options, lines):  # type: ignore[no-untyped-def]
        parts = name.split(".")
        known = (".".join(parts[:size]) for size in range(len(parts), 0, -1))
        lines[:] = prepared(lines, next((one for one in known if one in sys.modules), "backrisk"))

    def foreign(_app, _kind, name, _object, skip, _options):  # type: ignore[no-untyped-def]
        return skip or re.fullmatch(r"set_\w+_request", name) is not None  # scikit-learn makes and describes these

    app.connect("autodoc-process-docstring", docstring)
    app.connect("autodoc-skip-member", foreign)
