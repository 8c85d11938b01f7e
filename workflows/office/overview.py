"""The settings as pages list them: what holds now and where, what waits to be decided, and how each came to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from workflows.calendar.zone import local_date
from workflows.office.in_force import COUNTING
from workflows.office.models import Setting
from workflows.office.settings_file import SettingEntry, SettingGroup, shipped_settings
from workflows.office.words import SettingState
from workflows.people import Unit
from workflows.store import UnitOfWork
from workflows.store.held import held

HISTORY_PER_PAGE = 50


@dataclass(slots=True)
class SettingLine:
    """One setting: what holds everywhere, where units have another value, what comes later, and what waits to be decided."""

    entry: SettingEntry
    value: str
    since: date
    row: Setting | None = None  # what the office has set; None where the shipped value holds
    units: list[Setting] = field(default_factory=list)
    later: list[Setting] = field(default_factory=list)
    waiting: list[Setting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Changes of one setting, newest first, and the number of the page after, None after the last."""

    rows: Sequence[Setting]
    following: int | None


def setting_lines(work: UnitOfWork, search: str = "", group: SettingGroup | None = None) -> list[SettingLine]:
    """The settings whose key or name holds the words, in the order of the file; one statement."""
    words = search.strip().casefold()
    entries = [
        entry
        for entry in shipped_settings().values()
        if (group is None or entry.group is group)
        and (not words or any(words in text.casefold() for text in (entry.key, entry.name, entry.name_en)))
    ]
    return _lines(work, entries)


def setting_line(work: UnitOfWork, key: str) -> SettingLine | None:
    """One setting, None for a key that there is not."""
    entry = shipped_settings().get(key)
    return _lines(work, [entry])[0] if entry is not None else None


def _lines(work: UnitOfWork, entries: Sequence[SettingEntry]) -> list[SettingLine]:
    today = local_date(work.now)
    lines = {entry.key: SettingLine(entry, entry.on(today), entry.since(today)) for entry in entries}
    if not lines:
        return []
    for row in work.session.scalars(_newest(list(lines), today)):
        line = lines[row.key]
        if row.state is SettingState.PREPARED:
            line.waiting.append(row)
        elif row.from_on > today:
            line.later.append(row)
        elif row.unit_id is not None:
            line.units.append(row)
        else:
            line.value, line.since, line.row = row.value, row.from_on, row
    return list(lines.values())


@dataclass(frozen=True, slots=True)
class SetForUnit:
    """A value that holds in a unit and all below it, since a day."""

    value: str
    unit: str
    unit_en: str
    since: date

    def unit_label(self, locale: str) -> str:
        """The name of the unit in the reader's language."""
        return self.unit if locale.startswith("zh") or not self.unit_en else self.unit_en


def settings_of_unit(work: UnitOfWork, unit: Unit) -> list[tuple[SettingEntry, SetForUnit]]:
    """The settings that hold another value in this unit than in all units, set for it or for a unit above it, in the order of the
    file; the nearest unit counts. What units have set is few and held per process."""
    today = local_date(work.now)
    everywhere = held(work, ("settings of units", today), lambda: _of_units(work, today))
    found: dict[str, SetForUnit] = {}
    for code in unit.path.split("/"):
        found.update(everywhere.get(code, {}))
    return [(entry, found[key]) for key, entry in shipped_settings().items() if key in found]


def _of_units(work: UnitOfWork, today: date) -> Mapping[str, Mapping[str, SetForUnit]]:
    rows = work.session.scalars(
        select(Setting)
        .join(Setting.unit)
        .options(contains_eager(Setting.unit))
        .where(Setting.state == SettingState.DECIDED, Setting.from_on <= today)
        .order_by(Setting.from_on, Setting.decided_at)
    )
    found: dict[str, dict[str, SetForUnit]] = {}
    for row in rows:
        assert row.unit is not None
        found.setdefault(row.unit.code, {})[row.key] = SetForUnit(
            row.value, row.unit.name, row.unit.name_en, row.from_on
        )
    return found


def _newest(keys: Sequence[str], today: date) -> Select[Setting]:
    """What counts of each setting in each unit: the newest that has begun, those that are to come, and what waits.

    Decided in the database, so that a long history costs the page nothing.
    """
    place = func.row_number().over(
        partition_by=(Setting.key, Setting.unit_id, Setting.state, Setting.from_on > today),
        order_by=(Setting.from_on.desc(), Setting.decided_at.desc()),
    )
    numbered = (
        select(Setting.id, place.label("place"))
        .where(Setting.key.in_(keys), Setting.state.in_((SettingState.DECIDED, SettingState.PREPARED)))
        .subquery()
    )
    return (
        select(Setting)
        .join(numbered, Setting.id == numbered.c.id)
        .where(or_(numbered.c.place == 1, Setting.state == SettingState.PREPARED, Setting.from_on > today))
        .options(joinedload(Setting.unit), joinedload(Setting.prepared_by), joinedload(Setting.decided_by))
        .order_by(Setting.from_on, Setting.decided_at)
    )


def setting_history(work: UnitOfWork, key: str, page: int = 0) -> HistoryPage:
    """Every change of a setting that was decided, refused or shipped, newest first; one statement."""
    rows = work.session.scalars(
        select(Setting)
        .where(Setting.key == key, Setting.state.in_((*COUNTING, SettingState.REFUSED)))
        .options(joinedload(Setting.unit), joinedload(Setting.prepared_by), joinedload(Setting.decided_by))
        .order_by(Setting.decided_at.desc(), Setting.from_on.desc(), Setting.id)
        .offset(page * HISTORY_PER_PAGE)
        .limit(HISTORY_PER_PAGE + 1)
    ).all()
    following = page + 1 if len(rows) > HISTORY_PER_PAGE else None
    return HistoryPage(rows[:HISTORY_PER_PAGE], following)
