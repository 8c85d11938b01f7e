"""What a value that an operation reads must be: read from the annotations of its dataclass, checked before it is called."""

from __future__ import annotations

import types
import typing
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from workflows.feel.shapes import ANYTHING, NOTHING, NUMBER, TEXT, TRUTH, Shape, context_of, join, list_of, one_of
from workflows.sentence import Sentence


class Mismatch(Exception):
    """A value is not what it must be; `path` says where inside it, empty for the value itself. Holds no value."""

    def __init__(self, expected: Sentence, path: str = "") -> None:
        super().__init__(f"{path}: {expected.en}")
        self.expected = expected
        self.path = path


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value must be, in words, and how it is read. `allowed` are the only texts, where there are such."""

    expected: Sentence
    read: Callable[[Any], Any]
    is_nullable: bool = False
    allowed: tuple[str, ...] | None = None
    shape: Shape = ANYTHING  # the same for the checks of a diagram


def _of(
    check: Callable[[Any], bool],
    english: str,
    chinese: str,
    make: Callable[[Any], Any] | None = None,
    shape: Shape = ANYTHING,
) -> Kind:
    expected = Sentence(english, chinese)

    def read(value: Any) -> Any:
        if not check(value):
            raise Mismatch(expected)
        try:
            return value if make is None else make(value)
        except ValueError:
            raise Mismatch(expected) from None

    return Kind(expected, read, shape=shape)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


_PLAIN: Mapping[Any, Kind] = {
    str: _of(_is_text, "a text", "文本", shape=TEXT),
    bool: _of(lambda value: isinstance(value, bool), "yes or no", "是或否", shape=TRUTH),
    int: _of(lambda value: _is_number(value) and value == int(value), "a whole number", "整数", int, NUMBER),
    float: _of(_is_number, "a number", "数字", float, NUMBER),
    date: _of(_is_text, "a date", "日期", date.fromisoformat, Shape("date")),
    datetime: _of(_is_text, "a date and time with its offset", "带时区的日期时间", _moment, Shape("date and time")),
    uuid.UUID: _of(_is_text, "an identifier", "标识", uuid.UUID, TEXT),
    Any: Kind(Sentence("any value", "任意值"), lambda value: value, is_nullable=True),
    object: Kind(Sentence("any value", "任意值"), lambda value: value, is_nullable=True),
}


def kind_of(annotation: Any) -> Kind:
    """The kind of an annotation: plain types, enums of texts, Literal, list, Mapping, TypedDict, and each of them or None.

    Raises TypeError for anything else.
    """
    origin = typing.get_origin(annotation)
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if origin in (typing.Union, types.UnionType):
        return _either([kind_of(part) for part in typing.get_args(annotation) if part is not type(None)], annotation)
    if origin is typing.Literal:
        return _words(typing.get_args(annotation), str)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return _words(tuple(member.value for member in annotation), annotation)
    if origin is list:
        return _list(kind_of(*typing.get_args(annotation)))
    if typing.is_typeddict(annotation):
        return _record(annotation)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _of(lambda value: isinstance(value, Mapping), "a record", "结构", shape=Shape("context"))
    raise TypeError(f"An operation cannot read {annotation!r}; see kind_of.")


def shape_of(annotation: Any) -> Shape:
    """What the checks may say of a value that an operation writes; anything where its annotation is none that one may read."""
    if annotation is type(None):
        return NOTHING
    try:
        return kind_of(annotation).shape
    except TypeError:
        return ANYTHING


def _words(words: tuple[str, ...], make: Callable[[str], Any]) -> Kind:
    kind = _of(lambda value: value in words, f"one of {', '.join(words)}", f"{'、'.join(words)} 之一", make)
    return Kind(kind.expected, kind.read, allowed=words, shape=one_of(words))


def _either(kinds: list[Kind], annotation: Any) -> Kind:
    is_nullable = type(None) in typing.get_args(annotation)
    if len(kinds) == 1:
        return Kind(
            kinds[0].expected, kinds[0].read, is_nullable=is_nullable, allowed=kinds[0].allowed, shape=kinds[0].shape
        )
    expected = Sentence(" or ".join(kind.expected.en for kind in kinds), "或".join(kind.expected.zh for kind in kinds))

    def read(value: Any) -> Any:
        for kind in kinds:
            try:
                return kind.read(value)
            except Mismatch:
                continue
        raise Mismatch(expected)

    return Kind(expected, read, is_nullable=is_nullable, shape=join(kind.shape for kind in kinds))


def _inside(kind: Kind, value: Any, step: str) -> Any:
    if value is None and kind.is_nullable:
        return None
    try:
        return kind.read(value)
    except Mismatch as error:
        raise Mismatch(error.expected, f"{step}{error.path}") from None


def _list(item: Kind) -> Kind:
    expected = Sentence(f"a list, each item {item.expected.en}", f"列表，每项为{item.expected.zh}")

    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Mismatch(expected)
        return [_inside(item, each, f"[{number}]") for number, each in enumerate(value, 1)]

    return Kind(expected, read, shape=list_of(item.shape))


def _record(annotation: Any) -> Kind:
    """A mapping with these entries; it is handed on as it is, with what it holds beside them."""
    kinds = {name: kind_of(part) for name, part in typing.get_type_hints(annotation).items()}
    # Where annotations are texts, Python's own list of required keys knows nothing of NotRequired.
    marked = typing.get_type_hints(annotation, include_extras=True)
    required = [
        name
        for name, part in marked.items()
        if annotation.__total__ and typing.get_origin(part) is not typing.NotRequired
    ]
    expected = Sentence("a record", "结构")
    if required:
        expected = Sentence(f"a record with {', '.join(required)}", f"含 {'、'.join(required)} 的结构")

    def read(value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise Mismatch(expected)
        for name, kind in kinds.items():
            if name in value or name in required:
                _inside(kind, value.get(name), f".{name}")
        return value

    return Kind(expected, read, shape=context_of({name: kind.shape for name, kind in kinds.items()}, is_open=True))
