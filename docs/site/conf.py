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
default_role = "py:obj"  # a name in a docstring leads to what it names
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


def escaped(lines: list[str]) -> list[str]:
    """Formulas in docstrings say |x| for the size of x, no substitution of reStructuredText; code stays."""
    out, code = [], False
    for line in lines:
        code = line.lstrip().startswith(">>>") or (code and bool(line.strip()))
        out.append(line if code else line.replace("|", "\\|"))
    return out


def setup(app):  # type: ignore[no-untyped-def]
    def bars(_app, _kind, _name, _object, _options, lines):  # type: ignore[no-untyped-def]
        lines[:] = escaped(lines)

    def foreign(_app, _kind, name, _object, skip, _options):  # type: ignore[no-untyped-def]
        return skip or re.fullmatch(r"set_\w+_request", name) is not None  # scikit-learn makes and describes these

    app.connect("autodoc-process-docstring", bars)
    app.connect("autodoc-skip-member", foreign)
