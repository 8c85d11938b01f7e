"""Which days are worked: real years with their make-up workdays, and the administrator's entries over them."""

from __future__ import annotations

from datetime import date

import pytest

from workflows.calendar.days import Calendar, DayKind, Override, unofficial_year_warnings
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


def test_a_year_without_make_up_workdays_is_announced_as_not_official() -> None:
    assert statutory_year(2026).is_official
    assert not statutory_year(2035).is_official
    zh = unofficial_year_warnings(PLAIN, [2035, 2026, 2035], "zh_CN")
    en = unofficial_year_warnings(PLAIN, [2026, 2035], "en")
    assert [text[:4] for text in zh] == ["2035"]
    assert len(en) == 1
    assert "make-up workdays of 2035" in en[0]


def test_entering_a_worked_weekend_makes_the_year_official() -> None:
    saturday = date(2035, 2, 3)
    assert saturday.weekday() == 5
    calendar = Calendar({saturday: Override(True, "春节调休上班")})
    assert calendar.is_official(2035)
    assert unofficial_year_warnings(calendar, [2035], "zh") == ()


def test_a_closed_weekday_alone_does_not_make_the_year_official() -> None:
    assert not Calendar({date(2035, 3, 5): Override(False, "停工")}).is_official(2035)
