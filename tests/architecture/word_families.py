"""The families of words that pass between rooms: each with its one home, its columns, its labels and its writers."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from jinja2 import Environment, nodes
from sqlalchemy import CheckConstraint, Column

import workflows.models  # noqa: F401  lets the tables of every room be known
from tests.architecture.test_source import sources, text_of, tree
from webapp.labels import LABELS
from workflows.store.base import Base
from workflows.store.words import Word, one_of

# Tables of the words themselves, and rooms whose people and cases are made up.
NOT_READ = re.compile(r"workflows/(demo|bench|store/migrations)/|webapp/(labels\.py|demo/)|tests/")


@dataclass(frozen=True)
class Family:
    """One family. `words` is its enum or registry, None while it is open. `columns` are `table.column`; `writers` are
    `module:function.parameter`, which must have the enum's type; `names` are further names under which a word is compared or
    passed; `rooms` are the folders in which those names mean this family."""

    number: str
    name: str
    words: type[StrEnum] | Collection[str] | None = None
    columns: tuple[str, ...] = ()
    labels: str = ""
    writers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ("workflows/", "webapp/")
    is_typed: bool = False  # a Literal: mypy holds each use, so it may be written as text
    reads: tuple[str, ...] = ()  # a registry of names: what is read under these must be in it, and each of it is read
    never: tuple[str, ...] = ()  # under these no text may be read at all: a signature says what is read

    @property
    def members(self) -> frozenset[str]:
        """The words, as texts."""
        return frozenset(str(word) for word in self.words or ())

    @property
    def passed_as(self) -> frozenset[str]:
        """The names of attributes, arguments and entries that hold a word of this family."""
        return frozenset((*self.names, *(each.rpartition(".")[2] for each in self.columns)))


def faults(family: Family) -> Iterator[str]:
    """What keeps the family open, each with its place."""
    if not family.words:
        yield f"{family.name} has no home"
        return
    yield from _of_columns(family)
    if family.labels and set(LABELS[family.labels]) != family.members:
        yield f"LABELS[{family.labels!r}] has not the words of {family.name}"
    yield from _of_writers(family)
    yield from _of_members(family)
    yield from _of_reading(family)
    for place, word in literals(family):
        yield f"{place} writes {word!r} of {family.name} as text"


def _of_columns(family: Family) -> Iterator[str]:
    for each in family.columns:
        table, _, name = each.rpartition(".")
        column: Column[Any] = Base.metadata.tables[table].c[name]
        if not isinstance(column.type, Word) or column.type.family is not family.words:
            yield f"{each} takes any text"
            continue
        wanted = str(one_of(name, column.type.family, may_be_empty=column.type.may_be_empty).sqltext)
        if wanted not in {str(c.sqltext) for c in column.table.constraints if isinstance(c, CheckConstraint)}:
            yield f"{each} has no CHECK of its words"


def _of_writers(family: Family) -> Iterator[str]:
    for each in family.writers:
        module, _, path = each.partition(":")
        names, _, parameter = path.rpartition(".")
        found: Any = importlib.import_module(module)
        for name in names.split("."):
            found = getattr(found, name)
        hint = get_type_hints(found.__init__ if inspect.isclass(found) else found)[parameter]
        if family.words not in (hint, *get_args(hint)):
            yield f"{each} takes any text"


def _of_reading(family: Family) -> Iterator[str]:
    read = set()
    for file, line, name, word in _written_anywhere():
        if not file.startswith(family.rooms):
            continue
        if name in family.never:
            yield f"{file}:{line} reads {word!r} past the signature"
        if name in family.reads:
            read.add(word)
            if word not in family.members:
                yield f"{file}:{line} reads {word!r}, which is none of {family.name}"
    if family.reads:
        yield from (f"nothing reads {word} of {family.name}" for word in sorted(family.members - read - _handed_on()))


@cache
def _handed_on() -> frozenset[str]:
    """Texts that are handed to a function or kept in a tuple: names that one function reads for another."""
    return frozenset(
        argument.value
        for file in sources(".py")
        if not NOT_READ.match(file)
        and not file.startswith(("workflows/procedure/accepted/", "workflows/procedure/vocabulary"))
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Call | ast.Tuple)
        for argument in (node.args if isinstance(node, ast.Call) else node.elts)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def _of_members(family: Family) -> Iterator[str]:
    """Words that nothing outside their home names are dead, unless the family is read as a whole."""
    if not isinstance(family.words, type):
        return
    name = family.words.__name__
    if name in _read_as_a_whole():
        return
    for member in family.words:
        if (name, member.name) not in _named_members():
            yield f"nothing names {name}.{member.name}"


# Every text of the program is looked through once for the words of all families, not once for each word.
@cache
def _read_as_a_whole() -> frozenset[str]:
    """What is called but where it is defined, or gone through, or handed on as one thing."""
    text = _all_of_python()
    return frozenset(
        name
        for pattern in (r"(?<!\bclass )\b(\w+)\(", r"\bin (\w+)\b", r"[(\[*](\w+)(?=[)\],])")
        for name in re.findall(pattern, text)
    )


@cache
def _named_members() -> frozenset[tuple[str, str]]:
    return frozenset(re.findall(r"\b(?=(\w+)\.(\w+))", _all_of_python()))


@cache
def _all_of_python() -> str:
    return "\n".join(text_of(name) for name in sources(".py") if not name.startswith("tests/"))


def literals(family: Family) -> Iterator[tuple[str, str]]:
    """(Place, word) of each literal of the family in a comparison, an argument, an assignment or an entry of a dict."""
    words, names = family.members, family.passed_as
    if family.is_typed:
        return
    for file, line, name, word in _written_anywhere():
        if name in names and word in words and file.startswith(family.rooms):
            yield f"{file}:{line}", word


@cache
def _written_anywhere() -> tuple[tuple[str, int, str, str], ...]:
    found = []
    for file in sources(".py", ".html"):
        if NOT_READ.match(file):
            continue
        if file.endswith(".html"):
            found += [(file, *each) for each in in_template(text_of(file))]
        else:
            found += [(file, *each) for each in in_python(tree(file))]
    return tuple(found)


def in_python(module: ast.Module) -> Iterator[tuple[int, str, str]]:
    """(Line, name, word) of each text that is compared with a name, or passed or kept under one."""
    for node in ast.walk(module):
        for name, value in _meetings(node):
            for word in _written(value):
                yield getattr(node, "lineno", 0), name, word


def _meetings(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Compare):
        sides = (node.left, *node.comparators)
        yield from ((name, side) for name in map(_name_of, sides) if name for side in sides)
    elif isinstance(node, ast.Subscript):
        yield f"{_name_of(node.value) or ''}[]", node.slice
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in ("get", "pop", "setdefault"):
                yield f"{_name_of(node.func.value) or ''}[]", node.args[0]
            yield f"{_name_of(node.func.value) or ''}.{node.func.attr}()", node.args[0]
        yield from ((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(node, ast.Assign):
        yield from ((t.attr, node.value) for t in node.targets if isinstance(t, ast.Attribute))


def _name_of(node: ast.expr) -> str | None:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else None
    return None


def _written(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for element in node.elts:
            yield from _written(element)
    elif isinstance(node, ast.IfExp):
        yield from _written(node.body)
        yield from _written(node.orelse)


def in_template(text: str) -> Iterator[tuple[int, str, str]]:
    """The same of a template."""
    parsed = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(text)
    for compare in parsed.find_all(nodes.Compare):
        sides = [compare.expr, *(operand.expr for operand in compare.ops)]
        names = [getattr(side, "attr", getattr(side, "name", None)) for side in sides]
        for side in sides:
            constants = [side] if isinstance(side, nodes.Const) else list(side.find_all(nodes.Const))
            for constant in constants:
                if isinstance(constant.value, str):
                    yield from ((compare.lineno, name, constant.value) for name in names if isinstance(name, str))
