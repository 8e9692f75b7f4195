"""The edge of the package: wrong types and values are answered in our words, by one rule for every function.

`guard` wraps the public functions and methods of a package where users find them. Before a call it holds each
argument against its annotation (`options.kind_of`); after a failed one it says in our words what a library
below said in its own. A fault of ours stays what it is: it is not dressed up as bad input.
"""

from __future__ import annotations

import enum
import functools
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping

from backrisk import _core
from backrisk._shared.blame import blamed, rule_of
from backrisk._shared.options import NUMBER, SEED, WHOLE, Kind, checked, kind_of
from backrisk._shared.places import shown

OURS = (_core.InvalidArgument, _core.DataError, _core.NumericError)

_SIGNATURE = re.compile(r"^\s+\d+\. \((?P<parameters>.*)\)", re.MULTILINE)
_PARAMETER = re.compile(r"(?P<name>\w+): (?P<type>[^=]+?)(?: = .*)?$")
_CAST = re.compile(r"Unable to cast Python instance of type <class '([\w.]+)'>")
_BOUND = {"Int": WHOLE, "Float": NUMBER, "str": kind_of(str), "bool": kind_of(bool)}


_CLASSES: set[type] = set()
"""Public classes, by whose names a lower area annotates what it does not import."""


class Guard:
    """What is known of one function: its name, and the kind of each parameter that has one."""

    def __init__(self, function: Callable[..., object], name: str) -> None:
        self.name = name
        self.documentation = inspect.getdoc(function)
        self.signature = inspect.signature(function)
        places = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
        self.order = [name for name, one in self.signature.parameters.items() if one.kind in places]
        self.kinds = dict(_kinds(function, self.signature))

    def check(
        self, given: tuple[object, ...], named: dict[str, object]
    ) -> tuple[tuple[object, ...], dict[str, object]]:
        """The arguments, whole floats as int where a whole number is asked. Raises `InvalidArgument`."""
        if self.kinds:
            listed = [
                checked(self.name, name, value, self.kinds[name]) if name in self.kinds else value
                for name, value in zip(self.order, given, strict=False)
            ]
            given = (*listed, *given[len(listed) :])
            named = {
                name: checked(self.name, name, value, self.kinds[name]) if name in self.kinds else value
                for name, value in named.items()
            }
        return given, named

    def translate(self, error: Exception, given: tuple[object, ...], named: dict[str, object]) -> Exception | None:
        """The error in our words, or None for a fault that is ours."""
        said = str(error)
        if isinstance(error, TypeError) and "incompatible" in said and "arguments" in said:
            return self._fail(self._mismatch(said, given, named))
        if found := _CAST.search(said):
            return self._fail(f"an argument holds a value of type {found[1]}, which it must not")
        if isinstance(error, RecursionError):
            return self._fail("an argument is nested too deeply")
        if isinstance(error, OverflowError):
            return self._fail("an argument is too large")
        if isinstance(error, AttributeError):
            for name, value in self._arguments(given, named):
                if value is error.obj:
                    return self._must(name, value)
        if isinstance(error, ValueError) and "boost::" in said:
            return _core.NumericError(f"{self.name}: has no finite answer for these arguments")
        if isinstance(error, (TypeError, ValueError, AttributeError, LookupError)):
            arguments = dict(self._arguments(given, named))
            if name := blamed(error, arguments):  # type: ignore[assignment]
                return self._must(name, arguments[name])
        if isinstance(error, OSError) and error.filename is not None:
            return _core.DataError(f"{self.name}: {shown(error.filename)} cannot be read: {error.strerror}")
        return None

    def _must(self, name: str, value: object) -> Exception:
        return self._fail(f"{name} is {shown(value)}, but must be {rule_of(self.documentation, name)}")

    def _fail(self, text: str) -> Exception:
        return _core.InvalidArgument(f"{self.name}: {text}")

    def _arguments(self, given: tuple[object, ...], named: dict[str, object]) -> Iterator[tuple[str, object]]:
        yield from zip(self.order, given, strict=False)
        yield from named.items()

    def _mismatch(self, said: str, given: tuple[object, ...], named: dict[str, object]) -> str:
        """Which argument does not fit the signature that the compiled core names."""
        values = dict(self._arguments(given, named))
        found = _SIGNATURE.search(said)
        for part in _split(found["parameters"]) if found else ():
            parameter = _PARAMETER.match(part)
            if parameter is None or values.get(parameter["name"]) is None:
                continue
            for word, kind in _BOUND.items():
                value = values[parameter["name"]]
                if kind is not None and word in parameter["type"].split("[")[0] and not kind.holds(value):
                    return f"{parameter['name']} is {shown(value)}, but must be {kind.words}"
        return "an argument has a type that it must not have"


def _split(text: str) -> Iterator[str]:
    """Parts of a list of parameters, at commas outside brackets."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "[({") - (letter in "])}")
        if letter == "," and depth == 0:
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _kinds(function: Callable[..., object], signature: inspect.Signature) -> Iterator[tuple[str, Kind]]:
    space = _names(function)
    for name, parameter in signature.parameters.items():
        annotation = parameter.annotation
        open_ended = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        if open_ended or annotation is parameter.empty:
            continue
        if isinstance(annotation, str):
            try:
                annotation = eval(annotation, space)  # type: ignore[arg-type]
            except (NameError, TypeError, AttributeError):
                continue  # a class of an upper area, known to type checkers alone
        kind = kind_of(annotation)
        if kind is WHOLE and name == "seed":
            kind = SEED
        if kind is not None:
            yield name, kind


def _names(function: Callable[..., object]) -> Mapping[str, object]:
    known = {name: kind for kind in _CLASSES for name in [kind.__name__]}
    return {**vars(typing), **known, **getattr(inspect.unwrap(function), "__globals__", {})}


def guarded(function: Callable[..., object], name: str) -> Callable[..., object]:
    """`function` with its arguments checked and its errors in our words."""
    known: list[Guard] = []
    make, ours = Guard, OURS

    def call(*given: object, **named: object) -> object:
        if not known:
            known.append(make(function, name))
        given, named = known[0].check(given, named)
        try:
            return function(*given, **named)
        except ours:
            raise
        except Exception as error:
            translated = known[0].translate(error, given, named)
            if translated is None:
                raise
            raise translated from None

    # The globals of the function: tools that ask where it was defined, doctest among them, find it there.
    space = getattr(function, "__globals__", globals())
    wrapper = types.FunctionType(call.__code__, space, call.__name__, None, call.__closure__)
    wrapper.__kwdefaults__ = None
    return functools.wraps(function)(wrapper)


def guard(module: types.ModuleType) -> None:
    """Guards what `module.__all__` offers: functions where they stand, methods on their classes."""
    for name in module.__all__:
        value = getattr(module, name)
        if inspect.isclass(value) and value.__module__.startswith("backrisk.") and value not in OURS:
            _CLASSES.add(value)
            _guard_class(value)
        elif inspect.isfunction(value) and not hasattr(value, "_guarded"):
            wrapper = guarded(value, name)
            wrapper._guarded = True  # type: ignore[attr-defined]
            setattr(module, name, wrapper)


def _guard_class(kind: type) -> None:
    for base in kind.__mro__:
        if base.__module__.startswith("backrisk.") and "_core" not in base.__module__:
            _guard_methods(base)


def _guard_methods(kind: type) -> None:
    if vars(kind).get("_guarded_by") is kind or issubclass(kind, enum.Enum):
        return
    kind._guarded_by = kind  # type: ignore[attr-defined]
    for name, value in list(vars(kind).items()):
        if name.startswith("_") and not (name == "__init__" and not hasattr(kind, "__dataclass_fields__")):
            continue
        label = kind.__name__ if name == "__init__" else f"{kind.__name__}.{name}"
        if isinstance(value, (classmethod, staticmethod)):
            setattr(kind, name, type(value)(guarded(value.__func__, label)))
        elif inspect.isfunction(value):
            setattr(kind, name, guarded(value, label))


def guard_all(package: str) -> None:
    """Guards the package and each of its public modules that is imported."""
    for name, module in list(sys.modules.items()):
        public = name == package or (name.startswith(f"{package}.") and not re.search(r"\._|_core", name))
        if public and hasattr(module, "__all__") and hasattr(module, "__path__"):
            guard(module)
