"""Which days are worked: real years with their make-up workdays, and the administrator's entries over them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from workflows.calendar import statutory
from workflows.calendar.days import Calendar, DayKind, Override
from workflows.calendar.plans import PlanDay, PlanDayKind, YearPlan, lacking_by_law, shipped_plan
from workflows.calendar.statutory import statutory_year

PLAIN = Calendar()


@pytest.mark.parametrize("day", [date(2026, 2, 14), date(2026, 2, 28), date(2026, 10, 10), date(2018, 2, 11)])
def test_a_saturday_or_sunday_made_up_for_is_worked(day: date) -> None:
    assert day.weekday() >= 5
    assert PLAIN.is_working_day(day)
    assert PLAIN.day(day).kind is DayKind.MAKE_UP_WORKDAY
    assert PLAIN.day(day).label("zh_CN") == "调休上班"


@pytest.mark.parametrize("day", [date(2026, 2, 20), date(2026, 2, 23), date(2018, 2, 21), date(2018, 12, 31)])
def test_a_weekday_given_off_in_exchange_is_not_worked(day: date) -> None:
    assert day.weekday() < 5
    assert not PLAIN.is_working_day(day)
    assert PLAIN.day(day).kind is DayKind.HOLIDAY


def test_february_2018_has_seventeen_working_days_of_which_two_are_made_up() -> None:
    worked = [date(2018, 2, number) for number in range(1, 29) if PLAIN.is_working_day(date(2018, 2, number))]
    assert len(worked) == 17
    assert [day for day in worked if day.weekday() >= 5] == [date(2018, 2, 11), date(2018, 2, 24)]


def test_a_holiday_carries_its_name_in_both_languages_with_dates_a_chinese_office_reads() -> None:
    assert PLAIN.day(date(2026, 2, 17)).label("zh_CN") == "春节"
    assert PLAIN.day(date(2026, 2, 17)).label("en") == "Chinese New Year (Spring Festival)"
    assert "2026-02-14" in PLAIN.day(date(2026, 2, 20)).label("en")


def test_an_entry_of_the_administrator_goes_before_the_plan() -> None:
    typhoon = date(2026, 7, 15)
    calendar = Calendar({typhoon: Override(False, "台风停工", "closed for a typhoon")})
    assert PLAIN.is_working_day(typhoon)
    assert not calendar.is_working_day(typhoon)
    assert calendar.day(typhoon).kind is DayKind.OVERRIDE
    assert calendar.day(typhoon).label("en") == "closed for a typhoon"


def test_a_year_after_the_last_shipped_one_is_unannounced_whatever_the_library_knows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert statutory_year(2026).is_official
    plans = [shipped_plan(2027)]
    library = statutory._country("zh_CN", 2027)
    library.weekend_workdays = {date(2027, 2, 14): ""}
    monkeypatch.setattr(statutory, "_country", lambda *_, **__: library)
    statutory_year.cache_clear()
    plans.append(shipped_plan(2027))
    assert not statutory_year(2027).is_official
    assert plans[0].days
    assert [day.kind for day in plans[1].days if day.kind is PlanDayKind.MAKE_UP_WORKDAY] == []


def test_a_plan_replaces_the_whole_year_that_is_shipped() -> None:
    plan = YearPlan.of(2026, [PlanDay(date(2026, 10, 10), PlanDayKind.HOLIDAY, "国庆节")])
    calendar = Calendar(plans={2026: plan})
    assert calendar.day(date(2026, 10, 10)).label("zh") == "国庆节"
    assert not calendar.is_working_day(date(2026, 10, 10))
    assert calendar.day(date(2026, 10, 1)).kind is DayKind.WORKDAY
    assert calendar.day(date(2026, 10, 3)).kind is DayKind.WEEKEND
    assert YearPlan.read(2026, plan.rows()) == plan


def test_what_is_shipped_as_a_plan_is_the_year_as_it_counts() -> None:
    calendar = Calendar(plans={2026: shipped_plan(2026)})
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [calendar.is_working_day(day) for day in year] == [PLAIN.is_working_day(day) for day in year]
    assert len(lacking_by_law(shipped_plan(2026))) == 0
    assert [day.date.isoformat() for day in lacking_by_law(YearPlan(2027, ()))][:2] == ["2027-01-01", "2027-02-05"]


def test_entering_a_worked_weekend_makes_the_year_official() -> None:
    saturday = date(2035, 2, 3)
    assert saturday.weekday() == 5
    due = datetime(2035, 3, 1, tzinfo=UTC)
    assert PLAIN.unannounced_year(due) == 2035
    assert Calendar({saturday: Override(True, "春节调休上班")}).unannounced_year(due) is None
    assert Calendar({date(2035, 3, 5): Override(False, "停工")}).unannounced_year(due) == 2035
