"""What every mapped class says of itself: of record (in a chain, told by digest), derived, working data, or the record itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Table, inspect

from workflows.store.base import Base

SYSTEM_CHAIN = "system"
COMMITMENTS = "commitments"
DIGEST = "digest"


@dataclass(frozen=True)
class OfRecord:
    """Rows that the history tells: each write puts the row's digest into the last entry of its chain.

    `chain` leads from the row to the head of its chain over foreign keys, `case_id` or `deadline_id.case_id`; `system` for rows
    that belong to no case, and for rows whose first key on the way is empty. `layouts` list the plain columns, newest last: a
    migration that only adds columns appends a layout, and rows keep theirs until next written. `erasable` columns enter as a
    commitment; of those in `each` every entry of the mapping is a value of its own. `working` columns are no part of the record.
    `head` names the columns (sequence, hash) in which a class keeps the head of the chains that its rows begin. `kept_until`
    says of an erasable column which other column must hold a value before it may be erased. Rows of a class with `is_block` are
    written once and told a thousand at a time (store/blocks.py): their key is the head of their chain and a number, their columns
    are texts, numbers and days, and each keeps its `digest`. `erased_with` names two columns of `each`: an entry of the first says
    in words what that of the second holds, and goes with it.
    """

    chain: str
    layouts: tuple[str, ...]
    erasable: str = ""
    each: str = ""
    working: str = ""
    head: tuple[str, str] | None = None
    kept_until: tuple[str, str] | None = None
    is_block: bool = False
    erased_with: tuple[str, str] | None = None

    @cached_property
    def columns(self) -> tuple[tuple[str, ...], ...]:
        """The plain columns of each layout."""
        return tuple(tuple(layout.split()) for layout in self.layouts)

    @cached_property
    def whole(self) -> tuple[str, ...]:
        """Erasable columns whose value is one."""
        return tuple(self.erasable.split())

    @cached_property
    def by_entry(self) -> tuple[str, ...]:
        """Erasable columns whose entries are values of their own."""
        return tuple(self.each.split())

    @cached_property
    def committed(self) -> tuple[str, ...]:
        """Every erasable column."""
        return (*self.whole, *self.by_entry)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every column whose change changes the record."""
        return frozenset((*self.columns[-1], *self.committed))

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The columns a digest by the newest layout is made from."""
        return (*self.columns[-1], COMMITMENTS) if self.committed else self.columns[-1]


@dataclass(frozen=True)
class Kind:
    """A class that is not of record, in one word."""

    name: str


DERIVED = Kind("derived")
"""`verify` derives these rows anew and compares."""
WORKING = Kind("working")
"""Sessions, drafts, queues, counters: nothing is proved of them."""
RECORD = Kind("record")
"""Entries, heads and seals: the record itself."""


def kind_of(model: type[Base]) -> OfRecord | Kind:
    """What a class says of itself. Raises TypeError, with what to do, where it says nothing."""
    said = model.__dict__.get("__record__")
    if not isinstance(said, (OfRecord, Kind)):
        raise TypeError(
            f"{model.__name__} does not say what it is: give it `__record__ = OfRecord(chain=…, layouts=(…,))`, DERIVED or "
            "WORKING (workflows/store/kinds.py; design, section 6a)."
        )
    return said


def layout_of(model: type[Base]) -> OfRecord | None:
    """How rows of a class are told, None where they are not of record."""
    said = kind_of(model)
    return said if isinstance(said, OfRecord) else None


def mapped_classes() -> Iterator[type[Base]]:
    """Every mapped class, by table name."""
    yield from sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda model: table_of(model).name)


def table_of(model: type[Base]) -> Table:
    """The table of a class."""
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


@cache
def key_names(model: type[Base]) -> tuple[str, ...]:
    """The columns of the primary key, in their order."""
    return tuple(column.name for column in table_of(model).primary_key.columns)


def key_text(key: tuple[Any, ...]) -> str:
    """A primary key as entries write it."""
    return "|".join(str(part) for part in key)


def model_of_table(name: str) -> type[Base] | None:
    """The class mapped to a table."""
    return next((model for model in mapped_classes() if table_of(model).name == name), None)


def said_wrong(model: type[Base]) -> list[str]:
    """What is wrong with what a class says, as sentences; empty where every column is named once and the chain leads to a head."""
    layout, name = layout_of(model), model.__name__
    if layout is None:
        return []
    found = []
    known = {column.name for column in table_of(model).columns} - set(key_names(model))
    named = [*layout.columns[-1], *layout.committed, *layout.working.split(), *(layout.head or ())]
    if layout.committed:
        named.append(COMMITMENTS)
    if layout.is_block:
        named.append(DIGEST)
        found.extend(_said_wrong_of_block(model, layout))
    for column in sorted(known - set(named)):
        found.append(
            f"{name}.{column} is neither of record nor working: name it in a new layout of `__record__` (appended, so that "
            "rows told before keep theirs), in `erasable` where it holds words or personal data, or in `working`."
        )
    found.extend(f"{name} names {column} twice." for column in sorted({n for n in named if named.count(n) > 1}))
    found.extend(f"{name} names {column}, which is no column of it." for column in sorted(set(named) - known))
    for earlier, later in zip(layout.columns, layout.columns[1:], strict=False):
        if not set(earlier) <= set(later):
            found.append(f"{name} leaves columns out of a later layout: a layout only adds (design, 6a, rule 6).")
    try:
        chain_path(model)
    except (KeyError, ValueError, IndexError):
        found.append(f"{name}: {layout.chain} does not lead to the head of a chain.")
    return found


def _said_wrong_of_block(model: type[Base], layout: OfRecord) -> list[str]:
    found = []
    if len(key_names(model)) != 2 or key_names(model)[0] != layout.chain:
        found.append(f"{model.__name__} is told in blocks: its key is {layout.chain} and a number within it.")
    kinds = {name: table_of(model).c[name].type for name in layout.columns[-1] if name in table_of(model).c}
    for name, kind in kinds.items():
        if kind.python_type not in (str, int, bool, date, uuid.UUID):
            found.append(f"{model.__name__}.{name} is told in blocks: only texts, whole numbers, days and ids can be.")
    if layout.committed:
        found.append(
            f"{model.__name__} is told in blocks, which go all together: no value of them is erased by itself."
        )
    return found


@cache
def chain_path(model: type[Base]) -> tuple[tuple[str, type[Base]], ...]:
    """The way from a row to the head of its chain: (foreign key, class it leads to); empty for the system's chain, and for a class
    that is the head itself. Raises ValueError where it leads nowhere."""
    layout = layout_of(model)
    assert layout is not None
    if layout.chain == SYSTEM_CHAIN or layout.head is not None:
        return ()
    found, at = [], model
    for name in layout.chain.split("."):
        (foreign_key,) = table_of(at).columns[name].foreign_keys
        target = model_of_table(foreign_key.column.table.name)
        if target is None:
            raise ValueError(name)
        found.append((name, target))
        at = target
    last = layout_of(at)
    if last is None or last.head is None:
        raise ValueError(at.__name__)
    return tuple(found)
