"""A page a public module, from its signatures and docstrings."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from typing import Any

import backrisk
from generator.markdown import MADE, first_line, prose, table


def public_modules() -> Iterator[Any]:
    """Every module of the package that says what it offers, in alphabetical order."""
    for found in sorted(pkgutil.iter_modules(backrisk.__path__), key=lambda one: one.name):
        if not found.name.startswith("_"):
            module = importlib.import_module(f"backrisk.{found.name}")
            if getattr(module, "__all__", ()):
                yield module


def index_page(modules: Iterable[Any]) -> str:
    """The modules, the tables and what `backrisk` itself offers."""
    lines = [MADE, "", "# Reference", ""]
    lines += [
        "- [measures](measures.md): every measure with formula, source, DOI, status and reproducing test",
        "- [tables of a cohort](columns.md): every column with kind, range and what a missing value means",
        "- [factors](factors.md): the default factors of the model and their coefficients",
        "- [evidence](evidence.md): every published effect and what the model does with it",
        "- [ratings](ratings.md): what two professionals must still rate",
        "- [vocabularies](vocabularies.md): the words of every closed list",
        "",
    ]
    modules = list(modules)
    rows = [(f"[{m.__name__}]({m.__name__}.md)", first_line(m)) for m in modules]
    lines += [table(("module", "what it is"), rows), "", "`backrisk` itself offers:", ""]
    homes = {name: m for m in reversed(modules) for name in m.__all__}
    names = [name for name in sorted(backrisk.__all__) if not inspect.ismodule(getattr(backrisk, name))]
    offered = [
        f"[`{name}`]({homes[name].__name__}.md#{name.lower()})" if name in homes else f"`{name}`"
        for name in names
    ]
    said = [first_line(getattr(backrisk, name)) for name in names]
    return "\n".join([*lines, table(("name", "what it is"), zip(offered, said, strict=True))])


def module_page(module: Any) -> str:
    parts = [MADE, f"# {module.__name__}", prose(module.__doc__ or "")]
    for name in sorted(module.__all__, key=str.lower):
        parts += described(name, getattr(module, name), level=2)
    return "\n\n".join(parts)


def described(name: str, thing: Any, level: int) -> list[str]:
    """Heading, signature and docstring; for a class its public methods as well."""
    parts = [f"{'#' * level} {name}"]
    if callable(thing) and not isinstance(thing, type(list[int])):
        parts.append(f"```text\n{signature(name, thing)}\n```")
    documented = inspect.isclass(thing) or inspect.isroutine(thing) or isinstance(thing, property)
    parts.append(prose(inspect.cleandoc(thing.__doc__ or "")) if documented else f"`{thing!r}`")
    if inspect.isclass(thing):
        for member, value in members(thing).items():
            if isinstance(value, (classmethod, staticmethod)):
                value = value.__func__
            known = inspect.isfunction(value) or isinstance(value, property)
            if known and value.__doc__ and not member.startswith("_"):
                parts += described(f"{name}.{member}", value, level + 1)
    return parts


def members(of: type) -> dict[str, Any]:
    """Of the class and of its bases in this package, its own last."""
    ours = [base for base in reversed(of.__mro__) if base.__module__.startswith("backrisk")]
    return {name: value for base in ours for name, value in vars(base).items()}


def signature(name: str, thing: Any) -> str:
    """`name(a: float, *, b: int = 1) -> float`, an argument a line where it does not fit one."""
    try:
        parameters = inspect.signature(thing)
    except ValueError:
        return name
    kept = [p for p in parameters.parameters.values() if p.name != "self" and not p.name.startswith("_")]
    written = []
    for at, p in enumerate(kept):
        if p.kind is p.KEYWORD_ONLY and (at == 0 or kept[at - 1].kind is not p.KEYWORD_ONLY):
            written.append("*")
        stars = "*" if p.kind is p.VAR_POSITIONAL else "**" if p.kind is p.VAR_KEYWORD else ""
        kind = "" if p.annotation is p.empty else f": {in_source(p.annotation)}"
        written.append(stars + p.name + kind + ("" if p.default is p.empty else f" = {p.default!r}"))
    result = parameters.return_annotation
    back = "" if result is parameters.empty or inspect.isclass(thing) else f" -> {in_source(result)}"
    line = f"{name}({', '.join(written)}){back}"
    if len(line) <= 100:
        return line
    return f"{name}(\n" + "".join(f"    {one},\n" for one in written) + f"){back}"


def in_source(annotation: Any) -> str:
    """An annotation as it stands in the source."""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
