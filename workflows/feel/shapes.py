"""What is known of a value before anything runs: its kind, the only texts that it may be, what its items and entries are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value is as far as its givers tell; null is possible for every one.

    `kind` is the language's name of a type (`string`, `number`, `date and time`, `list`, `context` …), None
    where it may be anything. `texts` are the only texts that a string may be, `item` what each item of a list is, `entries` the
    entries that a context has, all of them unless it `is_open`; None where that is not known. `is_typed` tells a text that people
    write as they like.
    """

    kind: str | None = None
    texts: frozenset[str] | None = None
    item: Shape | None = None
    entries: Mapping[str, Shape] | None = None
    is_open: bool = False
    is_typed: bool = False


ANYTHING = Shape()
NOTHING = Shape("null", texts=frozenset())
TEXT = Shape("string")
NUMBER = Shape("number")
TRUTH = Shape("boolean")


def one_of(texts: Iterable[str]) -> Shape:
    """A text that is one of these."""
    return Shape("string", texts=frozenset(texts))


def list_of(item: Shape) -> Shape:
    """A list of such items."""
    return Shape("list", item=item)


def context_of(entries: Mapping[str, Shape], *, is_open: bool = False) -> Shape:
    """A context with these entries, and no others unless it is open."""
    return Shape("context", entries=entries, is_open=is_open)


def join(shapes: Iterable[Shape]) -> Shape:
    """What is true of a value that is one or another of these; null tells nothing."""
    found = NOTHING
    for shape in shapes:
        found = _either(found, shape)
    return found


def _either(one: Shape, other: Shape) -> Shape:
    if one.kind == "null" or one == other:
        return other
    if other.kind == "null":
        return one
    if one.kind is None or one.kind != other.kind:
        return ANYTHING
    texts = one.texts | other.texts if one.texts is not None and other.texts is not None else None
    item = _either(one.item, other.item) if one.item is not None and other.item is not None else None
    entries = None
    if one.entries is not None and other.entries is not None:
        names = dict.fromkeys((*one.entries, *other.entries))
        entries = {name: _either(one.entries.get(name, NOTHING), other.entries.get(name, NOTHING)) for name in names}
    return Shape(one.kind, texts, item, entries, one.is_open or other.is_open, one.is_typed and other.is_typed)
