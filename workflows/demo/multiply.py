"""Fill the real tables with many cases: each is a copy of a played one, with ids, numbers, unit and names of its own.

For measuring pages at the size of a city. The copies were never played: `verify` speaks of every one of them, so this is a
database to measure on and to throw away.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, Table, UniqueConstraint, create_engine, event, func, insert, select

import workflows.models  # noqa: F401  every table must be known before those of a case are looked for
from workflows.casework.models import Case
from workflows.demo.names import person_name
from workflows.people import Person, Unit
from workflows.store import Store
from workflows.store.base import Base

AT_ONCE = 200  # cases written by one statement and table
_COPIED_ROOMS = ("workflows.proof.", "workflows.casework.", "workflows.documents.")
PAST_DAYS = 700  # ended cases are spread over so many days
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

Maker = Callable[["_Copy"], Any]


@dataclass(frozen=True, slots=True)
class _Copy:
    """What one copy puts in the place of what its original holds."""

    ids: Mapping[uuid.UUID, uuid.UUID]
    texts: Mapping[str, str]  # ids as texts among them
    suffix: str
    shift: timedelta


@dataclass(slots=True)
class _Original:
    """A played case: its rows by table, each column with what makes its value in a copy."""

    case: Case
    is_open: bool
    unit: Unit | None
    names: Sequence[str]
    own_ids: set[uuid.UUID] = field(default_factory=set)
    rows: list[tuple[Table, list[dict[str, Maker]]]] = field(default_factory=list)


def case_tables() -> list[Table]:
    """The tables whose rows belong to one case, directly or through another such table, in the order they can be written.

    Records of the procedure rooms are left out: a posting is recalled, and a candidate proposed, in one case at a time.
    """
    copied = {
        mapper.local_table for mapper in Base.registry.mappers if mapper.class_.__module__.startswith(_COPIED_ROOMS)
    }
    owned = [Case.__table__]
    for table in Base.metadata.sorted_tables:
        if table in copied and table not in owned and any(key.column.table in owned for key in table.foreign_keys):
            owned.append(table)
    return [table for table in Base.metadata.sorted_tables if table in owned]


def multiply(store: Store, cases: int, *, seed: int = 1, tell: Callable[[int], None] = lambda done: None) -> int:
    """Bring the number of cases to `cases` by copying those there are; returns how many were added.

    The share of open and ended cases stays that of the originals. `tell` hears how many are written. Raises ValueError where
    there is no case to copy.
    """
    # An engine without the session's rules about rows of record: these copies are no record.
    engine = create_engine(store.engine.url, json_serializer=str)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hurry)
    try:
        with engine.connect() as connection:
            originals = list(_originals(connection, store))
            present = connection.scalar(select(func.count()).select_from(Case)) or 0
        if not originals:
            raise ValueError("There is no case to copy: load the demonstration city first.")
        units, random, wanted = _units_by_kind(store), Random(seed), max(cases - present, 0)
        for first in range(0, wanted, AT_ONCE):
            after = min(first + AT_ONCE, wanted)
            copies = [
                (
                    originals[number % len(originals)],
                    _copy_of(originals[number % len(originals)], units, present + number, random),
                )
                for number in range(first, after)
            ]
            with engine.begin() as connection:
                _write(connection, copies)
            tell(after)
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    finally:
        engine.dispose()
    return wanted


def _hurry(connection: Any, _record: Any) -> None:
    """Safe to lose: the database is thrown away. The pages of indexes over random ids must stay in memory."""
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1500000")


def _units_by_kind(store: Store) -> dict[str, list[Unit]]:
    with store.read() as work:
        found: dict[str, list[Unit]] = {}
        for unit in work.session.scalars(select(Unit).order_by(Unit.code)):
            found.setdefault(unit.kind, []).append(unit)
        return found


def _originals(connection: Connection, store: Store) -> Iterator[_Original]:
    tables = case_tables()
    with store.read() as work:
        people = list(work.session.scalars(select(Person.name).distinct()))
        for case in work.session.scalars(select(Case).order_by(Case.started_at).limit(200)):
            unit = work.session.get(Unit, case.unit_id) if case.unit_id else None
            names = [name for name in people if len(name) > 1 and name in case.title]
            original = _Original(case, case.is_open, unit, names)
            _take(connection, tables, original)
            yield original


def _take(connection: Connection, tables: Sequence[Table], original: _Original) -> None:
    """Read the original's rows, and prepare for every column what a copy holds there."""
    found: list[tuple[Table, list[dict[str, Any]]]] = []
    keys: dict[Table, set[Any]] = {}
    for table in tables:
        if table is Case.__table__:
            condition = table.c.id == original.case.id
        else:
            condition = _belongs(table, keys, original.case.id)
        rows = [dict(row) for row in connection.execute(select(table).where(condition)).mappings()]
        (key, *_) = table.primary_key.columns
        keys[table] = {row[key.name] for row in rows}
        original.own_ids |= {value for value in keys[table] if isinstance(value, uuid.UUID)}
        # The id of a token may stand in the state alone, as that of an activity with a clock does.
        original.own_ids |= {row["token_id"] for row in rows if isinstance(row.get("token_id"), uuid.UUID)}
        if rows:
            found.append((table, rows))
    state = next(rows[0]["state"] for table, rows in found if table is Case.__table__)
    tokens = {uuid.UUID(text) for text in re.findall(r'"id":"(' + _IDS.pattern + r')"', bytes(state).decode())}
    original.own_ids |= tokens
    for table, rows in found:
        unique = _unique_columns(table)
        original.rows.append((table, [_makers(table, row, original, unique) for row in rows]))


def _belongs(table: Table, keys: Mapping[Table, set[Any]], case_id: uuid.UUID) -> Any:
    """SQL: the row points to the case or to a row of the case; a row that points nowhere belongs to nobody."""
    for key in table.foreign_keys:
        if key.column.table is Case.__table__:
            return key.parent == case_id
    key = next(key for key in table.foreign_keys if key.column.table in keys)
    return key.parent.in_(keys[key.column.table])


def _unique_columns(table: Table) -> set[str]:
    """Columns that alone must be unique, such as a letter's number; the key is not among them."""
    constraints = [list(known.columns) for known in table.constraints if isinstance(known, UniqueConstraint)]
    indexes = [list(index.columns) for index in table.indexes if index.unique]
    return {columns[0].name for columns in constraints + indexes if len(columns) == 1}


def _makers(table: Table, row: Mapping[str, Any], original: _Original, unique: set[str]) -> dict[str, Maker]:
    numbered = table.autoincrement_column
    makers = {}
    for column in table.columns:
        if column is numbered:
            continue
        value = row[column.name]
        if column.name in unique and isinstance(value, str):
            makers[column.name] = _with_suffix(value)
        elif column.name in unique and column.nullable and value not in original.own_ids:
            # A row outside the case that only one case may point to, such as the posting that a slot refills.
            makers[column.name] = _maker(None, original)
        else:
            makers[column.name] = _maker(value, original)
    return makers


def _with_suffix(value: str) -> Maker:
    return lambda copy: f"{value}{copy.suffix}"


def _maker(value: Any, original: _Original) -> Maker:
    if isinstance(value, uuid.UUID):
        return lambda copy: copy.ids.get(value, value)
    if isinstance(value, datetime) and not original.is_open:
        return lambda copy: value - copy.shift
    if isinstance(value, bytes | memoryview):
        text = _text_maker(bytes(value).decode(), original)
        return lambda copy: text(copy).encode()
    if isinstance(value, str):
        return _text_maker(value, original)
    if isinstance(value, dict | list):
        # Serialised once; the engine of the copies takes such texts as they are.
        return _text_maker(json.dumps(value, ensure_ascii=False, separators=(",", ":")), original)
    return lambda copy: value


def _text_maker(value: str, original: _Original) -> Maker:
    """A text is cut once where ids, unit and names stand in it; a copy puts its own between the pieces."""
    known = [str(own) for own in original.own_ids if str(own) in value]
    words = [name for name in original.names if name in value]
    if original.unit is not None:
        words += [
            word for word in (f'"{original.unit.code}"', original.unit.name, str(original.unit.id)) if word in value
        ]
    if not known and not words:
        return lambda copy: value
    cuts = re.split(
        "(" + "|".join(re.escape(word) for word in sorted([*known, *words], key=len, reverse=True)) + ")", value
    )

    def make(copy: _Copy) -> str:
        return "".join(copy.texts.get(piece, piece) for piece in cuts)

    return make


def _write(connection: Connection, copies: Sequence[tuple[_Original, _Copy]]) -> None:
    waiting: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for original, copied in copies:
        for table, rows in original.rows:
            for row in rows:
                waiting.setdefault((table, tuple(row)), []).append({name: make(copied) for name, make in row.items()})
    for table in case_tables():
        for (known, _names), rows in waiting.items():
            if known is table:
                connection.execute(insert(table), rows)


def _copy_of(original: _Original, units: Mapping[str, Sequence[Unit]], number: int, random: Random) -> _Copy:
    ids = {own: uuid.UUID(int=random.getrandbits(128), version=4) for own in original.own_ids}
    texts = {str(own): str(copied) for own, copied in ids.items()}
    texts.update((name, person_name(random)) for name in original.names)
    if original.unit is not None:
        unit = random.choice(units[original.unit.kind])
        ids[original.unit.id] = unit.id
        texts[f'"{original.unit.code}"'] = f'"{unit.code}"'
        texts[original.unit.name] = unit.name
        # A reader of the case is kept as a text, and so is the unit in it.
        texts[str(original.unit.id)] = str(unit.id)
    return _Copy(ids, texts, f"-{number}", timedelta(days=random.randrange(PAST_DAYS)))
