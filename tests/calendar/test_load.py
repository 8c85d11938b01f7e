"""The calendar of a jurisdiction as the administrator entered it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.calendar.entered import confirmed, days_off, enter_day
from tests.casework.world import World, build_world
from tests.clock import MovingClock, at
from workflows.calendar.load import calendar_for, jurisdiction_chain, newest_number, unannounced_year
from workflows.calendar.models import CalendarSetting
from workflows.store import Store

FESTIVAL = date(2026, 8, 12)


@pytest.fixture
def world(store: Store) -> World:
    """Somebody who may have entered a plan."""
    return build_world(store)


def test_a_nearer_entry_goes_before_a_wider_one(store: Store) -> None:
    with store.write() as work:
        enter_day(work, FESTIVAL, is_working=False, name="全国放假")
        enter_day(work, FESTIVAL, is_working=True, name="本州不放", jurisdiction="431200")
    with store.read() as work:
        assert not calendar_for(work).is_working_day(FESTIVAL)
        assert not calendar_for(work, "440100").is_working_day(FESTIVAL)
        assert calendar_for(work, "431200").day(FESTIVAL).label("zh") == "本州不放"
        assert calendar_for(work, "431224").is_working_day(FESTIVAL)


def test_each_number_has_its_own_calendar_and_a_later_plan_takes_the_place_of_an_earlier(
    world: World, store: Store
) -> None:
    for day in (FESTIVAL, date(2026, 8, 13)):
        with store.write() as work:
            confirmed(work, days_off(2026, day))
    with store.read() as work:
        assert newest_number(work) == 2
        found = [
            [calendar_for(work, number=number).is_working_day(date(2026, 8, day)) for day in (12, 13)]
            for number in range(3)
        ]
        assert found == [[True, True], [False, True], [True, False]]


def test_a_due_time_of_a_year_that_nobody_announced_says_so(world: World, store: Store) -> None:
    asked = [at(text) for text in ("1999-05-01 12:00", "2026-12-31 24:00", "2027-01-01 09:00", "2028-06-01 12:00")]
    with store.read() as work:
        assert [unannounced_year(work, due) for due in asked] == [None, None, 2027, 2028]
    with store.write() as work:
        confirmed(work, days_off(2027, date(2027, 2, 11)))
    with store.read() as work:
        assert [unannounced_year(work, due) for due in asked] == [None, None, None, 2028]


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
