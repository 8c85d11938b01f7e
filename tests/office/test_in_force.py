"""Which value of a setting holds: the nearest unit's, from its day on, and only what was decided."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.casework.world import build_world
from tests.office.values import decided
from workflows.office.in_force import ensure_settings, keep, kept, texts_in_force
from workflows.office.models import Setting, SettingSet
from workflows.office.settings_file import shipped_settings
from workflows.office.words import SettingState
from workflows.people import Unit
from workflows.proof.verify import verify
from workflows.store import Store, UnitOfWork

DAY = date(2026, 3, 2)


@pytest.fixture
def office(store: Store) -> Store:
    """The office of the tests with the shipped settings."""
    build_world(store)
    with store.write() as work:
        ensure_settings(work)
    return store


def days(work: UnitOfWork, unit: str | None = None, day: date = DAY) -> str:
    """The days for the replacement that hold in a unit."""
    unit_id: uuid.UUID | None = work.session.scalar(select(Unit.id).where(Unit.code == unit)) if unit else None
    return texts_in_force(work, day, unit_id)["recall.days"]


def test_the_nearest_unit_counts_then_the_office_then_what_is_shipped(office: Store) -> None:
    with office.write() as work:
        assert (days(work), days(work, "BUREAU")) == ("7", "7")
        decided(work, "10")
        decided(work, "5", unit="BUREAU")
        assert [days(work, unit) for unit in (None, "CITY", "BUREAU", "SCHOOL")] == ["10", "10", "5", "10"]
        decided(work, "9", unit="CITY", since=DAY)
        assert [days(work, unit) for unit in (None, "CITY", "BUREAU", "SCHOOL")] == ["10", "9", "5", "9"]
        assert days(work, "SCHOOL", DAY - timedelta(days=1)) == "10"


def test_only_what_was_decided_counts_and_the_later_decision_of_one_day(office: Store) -> None:
    with office.write() as work:
        decided(work, "20", state=SettingState.PREPARED)
        decided(work, "21", state=SettingState.REFUSED)
        assert days(work) == "7"
    with office.write(office.clock() + timedelta(hours=1)) as work:
        decided(work, "10")
    with office.write(office.clock() + timedelta(hours=2)) as work:
        decided(work, "11")
    with office.read() as work:
        assert days(work) == "11"


def test_the_shipped_values_enter_once_and_are_of_record(office: Store) -> None:
    with office.write() as work:
        assert ensure_settings(work) == []
        rows = work.session.scalars(select(Setting)).all()
        assert {row.key for row in rows} == set(shipped_settings())
        assert {row.state for row in rows} == {SettingState.SHIPPED}
    with office.read() as work:
        assert verify(work).is_intact


def test_cases_under_the_same_settings_share_one_set(office: Store) -> None:
    with office.write() as work:
        first = keep(work, texts_in_force(work, DAY, None))
        assert keep(work, texts_in_force(work, DAY, None)) == first
        decided(work, "10")
        second = keep(work, texts_in_force(work, DAY, None))
    with office.read() as work:
        assert set(work.session.scalars(select(SettingSet.digest))) == {first, second}
        assert (kept(work, first)["recall.days"], kept(work, second)["recall.days"]) == ("7", "10")
        assert verify(work).is_intact
