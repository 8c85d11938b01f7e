"""The calendar of a jurisdiction as the administrator entered it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.clock import MovingClock
from workflows.calendar.load import calendar_for, jurisdiction_chain, remove_day, set_day
from workflows.calendar.models import CalendarSetting
from workflows.store import Store

FESTIVAL = date(2026, 8, 12)


def test_a_nearer_entry_goes_before_a_wider_one(store: Store) -> None:
    with store.write() as work:
        set_day(work, FESTIVAL, is_working=False, name="全国放假")
        set_day(work, FESTIVAL, is_working=True, name="本州不放", jurisdiction="431200")
    with store.read() as work:
        assert not calendar_for(work).is_working_day(FESTIVAL)
        assert not calendar_for(work, "440100").is_working_day(FESTIVAL)
        assert calendar_for(work, "431200").day(FESTIVAL).label("zh") == "本州不放"
        assert calendar_for(work, "431224").is_working_day(FESTIVAL)


def test_a_day_is_replaced_and_withdrawn(store: Store) -> None:
    with store.write() as work:
        set_day(work, FESTIVAL, is_working=False, name="放假")
    with store.write() as work:
        set_day(work, FESTIVAL, is_working=True, name="照常上班", note="更正")
    with store.write() as work:
        assert calendar_for(work).is_working_day(FESTIVAL)
        assert remove_day(work, FESTIVAL)
        assert not remove_day(work, FESTIVAL)
    with store.read() as work:
        assert calendar_for(work).overrides == {}


def test_a_day_without_a_name_is_refused(store: Store) -> None:
    with store.write() as work, pytest.raises(ValueError, match="Say what kind of day"):
        set_day(work, FESTIVAL, is_working=False, name="  ")


def test_settings_hold_from_their_day_on(store: Store, clock: MovingClock) -> None:
    with store.write() as work:
        work.session.add(CalendarSetting(valid_from=date(2026, 1, 1), office_hours="08:00-12:00"))
        work.session.add(
            CalendarSetting(valid_from=date(2026, 6, 1), office_hours="07:30-11:30", rolls_to_working_day=True)
        )
    with store.read() as work:
        assert str(calendar_for(work).office_hours) == "08:00-12:00"
        assert not calendar_for(work).rolls_to_working_day
    clock.move_to("2026-06-01 00:00")
    with store.read() as work:
        assert str(calendar_for(work).office_hours) == "07:30-11:30"
        assert calendar_for(work).rolls_to_working_day


def test_a_six_digit_code_stands_under_its_prefecture_and_province() -> None:
    assert jurisdiction_chain("431224") == ("", "430000", "431200", "431224")
    assert jurisdiction_chain("431200") == ("", "430000", "431200")
    assert jurisdiction_chain("north-district") == ("", "north-district")
    assert jurisdiction_chain("") == ("",)
