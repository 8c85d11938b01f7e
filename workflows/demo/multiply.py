"""Fill the real tables with many cases: each is a copy of a played one, with ids, number, people, unit and names of its own.

For measuring pages at the size of a city. The copies were never played: `verify` speaks of every one of them, so this is a
database to measure on and to throw away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from workflows.casework.case_words import write_missing_words as write_case_words
from workflows.casework.models import Case
from workflows.demo.cast import CAST_UNIT
from workflows.demo.copied_rows import Original, case_tables, take_rows, written_columns
from workflows.demo.names import person_name
from workflows.documents.letter_words import write_missing_words as write_letter_words
from workflows.people import Person, PostHolding, Unit
from workflows.store import Store, UnitOfWork
from workflows.store.bulk import bulk_engine, without_indexes, without_references, write_many

AT_ONCE = 500  # cases written in one transaction
MOST_ORIGINALS = 200
# However few cases there are, the people of the demonstration's cast have full pages: else a page with ten rows would be compared
# with a full one. So every second of the first cases is of the cast's unit, and what is open in them has waited so long that
# most of it has run over.
FIRST_CASES = 1000
LONG_AGO_HOURS = 96
PAST_DAYS = 700  # ended cases are spread over so many days
PAST_HOURS = 36  # and open ones over so many hours, so that no two clocks end at one moment
_NUMBER = re.compile(r"〔\d{4}〕\d+号")


@dataclass(frozen=True, slots=True)
class _Places:
    """Every unit by its kind, and who holds which post in it."""

    units: Mapping[str, Sequence[Unit]]
    holders: Mapping[tuple[UUID, str], Person]
    posts: Mapping[UUID, str]

    def counterpart(self, person: Person, unit: Unit) -> Person:
        """Who holds the person's post in another unit; the person where nobody does."""
        return self.holders.get((unit.id, self.posts.get(person.id, "")), person)

    def unit_for(self, original: Unit, number: int, random: Random) -> Unit:
        """The unit of the copy with this number: any of the original's kind, among the first cases often that of the cast."""
        units = self.units[original.kind]
        if number < FIRST_CASES and number % 2 == 0:
            return next((unit for unit in units if unit.code == CAST_UNIT), original)
        return random.choice(units)


def multiply(store: Store, cases: int, *, seed: int = 1, tell: Callable[[int], None] = lambda done: None) -> int:
    """Bring the number of cases to `cases` by copying those there are; returns how many were added.

    The share of open and ended cases stays that of the originals. `tell` hears how many are written. Raises ValueError where
    there is no case to copy.
    """
    engine = bulk_engine(store.engine)
    try:
        with store.read() as work, engine.connect() as connection:
            present = work.session.scalar(select(func.count()).select_from(Case)) or 0
            places, originals = _places(work), _originals(work)
            for original in originals:
                take_rows(connection, original)
        if not originals:
            raise ValueError("There is no case to copy: load the demonstration city first.")
        # What was copied before must not come again.
        random, wanted = Random(f"{seed} {present}"), max(cases - present, 0)
        with without_indexes(engine, case_tables()):
            for first in range(0, wanted, AT_ONCE):
                after = min(first + AT_ONCE, wanted)
                with engine.begin() as connection:
                    without_references(connection)
                    _write(connection, originals, places, range(present + first, present + after), random)
                tell(after)
        write_case_words(store)
        write_letter_words(store)
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")
    finally:
        engine.dispose()
    return wanted


def _places(work: UnitOfWork) -> _Places:
    units: dict[str, list[Unit]] = {}
    for unit in work.session.scalars(select(Unit).order_by(Unit.code)):
        units.setdefault(unit.kind, []).append(unit)
    holders: dict[tuple[UUID, str], Person] = {}
    posts: dict[UUID, str] = {}
    held = select(PostHolding, Person).join(Person, PostHolding.person_id == Person.id).order_by(PostHolding.id)
    for holding, person in work.session.execute(held):
        holders[holding.unit_id, holding.post_key] = person
        posts.setdefault(person.id, holding.post_key)
    return _Places(units, holders, posts)


def _originals(work: UnitOfWork) -> list[Original]:
    people = list(work.session.scalars(select(Person)))
    return [
        Original(
            case,
            case.is_open,
            work.session.get(Unit, case.unit_id) if case.unit_id else None,
            people=[person for person in people if case.unit_id and person.unit_id == case.unit_id],
            names=sorted({person.name for person in people if len(person.name) > 1 and person.name in case.title}),
            numbers=sorted(set(_NUMBER.findall(f"{case.title_public} {case.business_key}"))),
        )
        for case in work.session.scalars(select(Case).order_by(Case.started_at).limit(MOST_ORIGINALS))
    ]


def _write(
    connection: Connection, originals: Sequence[Original], places: _Places, numbers: range, random: Random
) -> None:
    waiting: dict[Table, list[tuple[Any, ...]]] = {}
    for number in numbers:
        for table, row in _copy_of(originals[number % len(originals)], places, number, random):
            waiting.setdefault(table, []).append(row)
    for table in case_tables():
        if table in waiting:
            write_many(connection, table, written_columns(table), waiting[table])


def _copy_of(original: Original, places: _Places, number: int, random: Random) -> list[tuple[Table, tuple[Any, ...]]]:
    ids = _new_ids(random, len(original.own))
    texts = {name: person_name(random) for name in original.names}
    texts |= {text: f"{text[: text.index('〕')]}〕{number + 1}号" for text in original.numbers}
    if original.unit is not None:
        unit = places.unit_for(original.unit, number, random)
        ids.append(unit.id.hex)
        texts |= {original.unit.name: unit.name, f'"{original.unit.code}"': f'"{unit.code}"'}
        for person in original.people:
            other = places.counterpart(person, unit)
            ids.append(other.id.hex)
            texts.setdefault(person.name, other.name)
    shift = (timedelta(hours=PAST_HOURS) if original.is_open else timedelta(days=PAST_DAYS)) * random.random()
    if original.is_open and number < FIRST_CASES:
        shift += timedelta(hours=LONG_AGO_HOURS)
    return original.rows_of(ids, [texts[known] for known in original.texts], shift, f"-{number}")


def _new_ids(random: Random, count: int) -> list[str]:
    digits = f"{random.getrandbits(128 * count):0{32 * count}x}"
    return [
        f"{digits[at : at + 12]}4{digits[at + 13 : at + 16]}a{digits[at + 17 : at + 32]}"
        for at in range(0, 32 * count, 32)
    ]
