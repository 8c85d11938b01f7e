"""Which value of each setting holds on a day in a unit, and the sets of them that cases keep."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from workflows.calendar.zone import local_date
from workflows.office.models import Setting, SettingSet
from workflows.office.settings_file import shipped_settings
from workflows.office.words import SettingState
from workflows.people.models import Unit
from workflows.people.unit_tree import path_on
from workflows.store import UnitOfWork, held
from workflows.store.commitments import canonical

Texts = Mapping[str, str]
TEAM_NAME = "office.team_name"
COUNTING = (SettingState.SHIPPED, SettingState.DECIDED)


def texts_in_force(work: UnitOfWork, day: date, unit_id: uuid.UUID | None) -> Texts:
    """Every setting with the text of its value on a day in a unit: that of the nearest unit up the tree of that day which has
    one of its own, else the office's, else the shipped one. Of several the one from the latest day counts, of those the one
    decided last."""
    entries = shipped_settings()
    key = ("settings", day, unit_id, id(entries))
    return held(work, key, lambda: MappingProxyType(_texts_in_force(work, day, unit_id)))


def _texts_in_force(work: UnitOfWork, day: date, unit_id: uuid.UUID | None) -> dict[str, str]:
    found = {key: entry.on(day) for key, entry in shipped_settings().items()}
    unit = work.session.get(Unit, unit_id) if unit_id is not None else None
    # How far down the tree each unit lies that stood above the unit on that day; the office itself lies above all.
    depth = (
        {code: at for at, code in enumerate(path_on(work, unit, day).split("/")) if code} if unit is not None else {}
    )
    rows = work.session.execute(
        select(Setting, Unit.code)
        .outerjoin(Unit, Setting.unit_id == Unit.id)
        .where(Setting.state.in_(COUNTING), Setting.from_on <= day)
    ).all()
    here = [(depth.get(at or "", 0), row) for row, at in rows if at is None or at in depth]

    def precedence(each: tuple[int, Setting]) -> tuple[int, bool, date, datetime]:
        level, row = each
        return level, row.state is SettingState.DECIDED, row.from_on, row.decided_at or row.prepared_at

    for _, row in sorted(here, key=precedence):
        if row.key in found:
            found[row.key] = row.value
    return found


def team_name_in_force(work: UnitOfWork) -> str:
    """What a team that is founded today is called, after the name of its village."""
    return texts_in_force(work, local_date(work.now), None)[TEAM_NAME]


def ensure_settings(work: UnitOfWork) -> list[Setting]:
    """Add the shipped values that the database lacks; returns those added. What the office has set itself goes before them."""
    shipped = select(Setting.key, Setting.from_on).where(Setting.state == SettingState.SHIPPED)
    known = {(key, since) for key, since in work.session.execute(shipped)}
    added = [
        Setting(
            key=entry.key,
            value=value,
            from_on=since,
            state=SettingState.SHIPPED,
            prepared_at=work.now,
            decided_at=work.now,
            reason=entry.source,
        )
        for entry in shipped_settings().values()
        for since, value in entry.values
        if (entry.key, since) not in known
    ]
    work.session.add_all(added)
    work.session.flush()
    return added


def keep(work: UnitOfWork, texts: Texts) -> str:
    """The digest under which a set of values is kept; written where it is the first of its kind."""
    values = dict(texts)
    digest = hashlib.sha256(canonical(values).encode()).hexdigest()
    if work.session.get(SettingSet, digest) is None:
        # Two cases may be the first under the same values at once: whoever comes second finds the other's.
        try:
            with work.session.begin_nested():
                work.session.add(SettingSet(digest=digest, values=values))
                work.session.flush()
        except IntegrityError:
            if work.session.get(SettingSet, digest) is None:
                raise
    return digest


# What a digest names never changes, so it is held for good.
_sets: dict[str, Texts] = {}
MOST_SETS = 1_000


def kept(work: UnitOfWork, digest: str) -> Texts:
    """The set of values that a digest names, empty where nothing is kept under it: the record then says so."""
    if digest not in _sets:
        row = work.session.get(SettingSet, digest)
        if row is None:
            return {}
        if len(_sets) >= MOST_SETS:
            _sets.clear()
        _sets[digest] = MappingProxyType({key: str(value) for key, value in row.values.items()})
    return _sets[digest]
