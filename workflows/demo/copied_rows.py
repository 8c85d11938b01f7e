"""The rows of a played case, taken apart once: each copy is put together from what all share and what it has of its own.

A copy is one list of values, its own first; a row says which of them it takes. So a row costs a call and no loop, and a hundred
thousand cases are written in minutes.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, select

import workflows.models  # noqa: F401  every table must be known before those of a case are looked for
from workflows.casework.models import Case, CaseReader, CaseWords, Task, TaskCandidate, Timer
from workflows.casework.queue import NEVER, digits_of, moment_of_digits
from workflows.documents.models import LetterWords
from workflows.people import Person, Unit
from workflows.store.base import Base
from workflows.store.bulk import Bound, bound_to
from workflows.store.kinds import table_of

_COPIED_ROOMS = ("workflows.proof.", "workflows.casework.", "workflows.documents.")
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Values = list[Any]
Taker = Callable[[Values], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text with something of the copy's own in it: its pieces, and whether the column holds bytes."""

    pieces: Taker
    is_bytes: bool

    def of(self, values: Values) -> str | bytes:
        """The text of one copy."""
        text = "".join(self.pieces(values))
        return text.encode() if self.is_bytes else text


@dataclass(slots=True)
class Original:
    """A played case. A copy gets new ids for `own`, and another unit with its people in the place of the original's."""

    case: Case
    is_open: bool
    unit: Unit | None
    people: Sequence[Person]
    names: Sequence[str]
    numbers: Sequence[str]
    own: dict[uuid.UUID, None] = field(default_factory=dict)
    texts: Sequence[str] = ()  # names, numbers, the unit: what stands for them, `values_of` is told
    times: Sequence[datetime] = ()
    digits: Sequence[datetime] = ()  # moments that stand in the places of lists
    marked: Sequence[str] = ()  # such as a letter's number, which must be unique
    shared: Values = field(default_factory=list)
    made: list[Text] = field(default_factory=list)
    rows: list[tuple[Table, Taker]] = field(default_factory=list)
    bound_time: Bound = lambda moment: moment

    def rows_of(
        self, ids: Sequence[str], texts: Sequence[str], shift: timedelta, suffix: str
    ) -> list[tuple[Table, tuple[Any, ...]]]:
        """The rows of one copy, bound. `ids` are 32 digits each, in the order of `own`, the unit, its people; `texts` as here."""
        times = [self.bound_time(moment - shift) for moment in self.times]
        digits = [digits_of(moment - shift) for moment in self.digits]
        marked = [f"{text}{suffix}" for text in self.marked]
        values = [*ids, *map(_dashed, ids), *texts, *times, *digits, *marked, *self.shared]
        values += [text.of(values) for text in self.made]
        return [(table, take(values)) for table, take in self.rows]


def _dashed(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def case_tables() -> list[Table]:
    """The tables whose rows belong to one case, directly or through another such table, in the order they can be written.

    Records of the procedure rooms are left out: a posting is recalled, and a candidate proposed, in one case at a time. So are the
    words by which a row is found: they follow from the copy's own texts.
    """
    copied = {
        mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(_COPIED_ROOMS)
    }
    copied -= {CaseWords.__table__, LetterWords.__table__}
    owned = [Case.__table__]
    for table in Base.metadata.sorted_tables:
        if table in copied and table not in owned and any(key.column.table in owned for key in table.foreign_keys):
            owned.append(table)
    return [table for table in Base.metadata.sorted_tables if table in owned]


def written_columns(table: Table) -> list[str]:
    """The columns of a copied row; a number that the database gives is not among them."""
    return [column.name for column in table.columns if column is not table.autoincrement_column]


def take_rows(connection: Connection, original: Original) -> None:
    """Read the original's rows, and prepare where each value of a copy's rows comes from."""
    found: list[tuple[Table, list[dict[str, Any]]]] = []
    keys: dict[Table, set[Any]] = {}
    for table in case_tables():
        if table is Case.__table__:
            condition = table.c.id == original.case.id
        else:
            condition = _belongs(table, keys, original.case.id)
        rows = [dict(row) for row in connection.execute(select(table).where(condition)).mappings()]
        (key, *_) = table.primary_key.columns
        keys[table] = {row[key.name] for row in rows}
        _own(original, keys[table])
        # The id of a token may stand in the state alone, as that of an activity with a clock does.
        _own(original, [row.get("token_id") for row in rows])
        found.append((table, rows))
    state = bytes(next(rows[0]["state"] for table, rows in found if table is Case.__table__)).decode()
    _own(original, [uuid.UUID(text) for text in re.findall(f'"id":"({_IDS.pattern})"', state)])
    original.bound_time = bound_to(table_of(Case), Case.started_at.key, connection.engine)
    _Places(original, connection).take(found)


def _own(original: Original, values: Sequence[Any] | set[Any]) -> None:
    original.own |= {value: None for value in values if isinstance(value, uuid.UUID)}


def _belongs(table: Table, keys: Mapping[Table, set[Any]], case_id: uuid.UUID) -> Any:
    """SQL: the row points to the case or to a row of the case; a row that points nowhere belongs to nobody."""
    for key in table.foreign_keys:
        if key.column.table is Case.__table__:
            return key.parent == case_id
    key = next(key for key in table.foreign_keys if key.column.table in keys)
    return key.parent.in_(keys[key.column.table])


class _Places:
    """Where in the values of a copy each value of a row stands."""

    def __init__(self, original: Original, connection: Connection) -> None:
        self.original = original
        self.connection = connection
        unit = original.unit
        others: list[Unit | Person] = [*([unit] if unit else []), *original.people]
        names = [*original.names, *original.numbers, *(row.name for row in others)]
        ids = [*original.own, *(row.id for row in others)]
        original.texts = list(dict.fromkeys([*names, *([f'"{unit.code}"'] if unit else [])]))
        self.ids = {known: place for place, known in enumerate(ids)}
        self.words = {word: len(ids) + place for place, word in enumerate([*map(str, ids), *original.texts])}
        plain = sorted(map(re.escape, original.texts), key=len, reverse=True)
        self.cut = re.compile("(" + "|".join([_IDS.pattern, *plain]) + ")")
        # Places of the groups that follow are known once all rows were looked at.
        self.times: dict[datetime, None] = {}
        self.digits: dict[datetime, None] = {}
        self.marked: dict[str, None] = {}
        self.shared: dict[tuple[type, Any], Any] = {}
        self.made: list[tuple[list[_Place], bool]] = []

    def take(self, found: Sequence[tuple[Table, Sequence[Mapping[str, Any]]]]) -> None:
        """Prepare every row."""
        rows = [
            (table, [self._place(table, name, row[name]) for name in written_columns(table)])
            for table, many in found
            for row in many
        ]
        self.original.times, self.original.digits = list(self.times), list(self.digits)
        self.original.marked = list(self.marked)
        self.original.shared = list(self.shared.values())
        self.first: dict[str, int] = {}
        at = len(self.ids) + len(self.words)
        for group, known in (
            ("time", self.times),
            ("digits", self.digits),
            ("mark", self.marked),
            ("shared", self.shared),
            ("made", self.made),
        ):
            self.first[group] = at
            at += len(known)
        self.original.made = [Text(self._taker(places), is_bytes) for places, is_bytes in self.made]
        self.original.rows = [(table, self._taker(places)) for table, places in rows]

    def _taker(self, places: Sequence[_Place]) -> Taker:
        found = [self.first.get(group, 0) + place for group, place in places]
        if len(found) == 1:  # of one place itemgetter gives the value itself, and a row is a tuple
            (only,) = found
            return lambda values: (values[only],)
        return itemgetter(*found)

    def _place(self, table: Table, name: str, value: Any) -> _Place:
        column, bound = table.c[name], bound_to(table, name, self.connection.engine)
        is_unique = name in _unique_columns(table)
        if is_unique and isinstance(value, str):
            return "mark", _place_in(self.marked, value, None)
        if is_unique and column.nullable and value not in self.original.own:
            # A row outside the case that only one case may point to, such as the posting that a slot refills.
            return self._shared(None)
        if isinstance(value, uuid.UUID):
            return ("", self.ids[value]) if value in self.ids else self._shared(value.hex)
        if isinstance(value, datetime) and not (self.original.is_open and table is Timer.__table__):
            # Times of timers stay what the state says, so that no worker fires what is not due.
            return "time", _place_in(self.times, value, None)
        if isinstance(value, bytes | memoryview):
            return self._text(bytes(value).decode(), bound, is_bytes=True)
        if isinstance(value, dict | list):
            return self._text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), bound)
        if isinstance(value, str) and (table.name, name) in _PLACES:
            return self._place_of_list(value)
        if isinstance(value, str):
            return self._text(value, bound)
        return self._shared(bound(value))

    def _shared(self, value: Any) -> _Place:
        return "shared", _place_in(self.shared, (type(value), value), value)

    def _place_of_list(self, value: str) -> _Place:
        """The place of a row in a list is written in moments, 20 digits each, and in the rank between them."""
        pieces = [value[:20], value[20:24], value[24:]]
        places = [
            ("digits", _place_in(self.digits, moment_of_digits(piece), None))
            if len(piece) == len(NEVER) and piece != NEVER
            else self._shared(piece)
            for piece in pieces
        ]
        self.made.append((places, False))
        return "made", len(self.made) - 1

    def _text(self, value: str, bound: Bound, *, is_bytes: bool = False) -> _Place:
        """A text is cut where ids, unit and names stand in it; a copy puts its own between the pieces."""
        pieces = self.cut.split(value)
        if not any(piece in self.words for piece in pieces):
            return self._shared(value.encode() if is_bytes else bound(value))
        if len(pieces) == 1 and not is_bytes:
            return "", self.words[value]
        places = [("", self.words[piece]) if piece in self.words else self._shared(piece) for piece in pieces]
        self.made.append((places, is_bytes))
        return "made", len(self.made) - 1


_PLACES = {
    (Task.__tablename__, "queue"),
    (TaskCandidate.__tablename__, "queue"),
    (CaseReader.__tablename__, "started"),
    (CaseReader.__tablename__, "due"),
}
_Place = tuple[str, int]  # the group of values, "" for ids and words, and the place in it


def _place_in(known: dict[Any, Any], key: Any, value: Any) -> int:
    """The place of a key in its group, at the end where it is new."""
    if key not in known:
        known[key] = value
        return len(known) - 1
    return list(known).index(key)


def _unique_columns(table: Table) -> set[str]:
    """Columns that alone must be unique, such as a letter's number; the key is not among them."""
    constraints = [list(known.columns) for known in table.constraints if isinstance(known, UniqueConstraint)]
    indexes = [list(index.columns) for index in table.indexes if index.unique]
    return {columns[0].name for columns in constraints + indexes if len(columns) == 1}
