"""Dates, times and durations: how they are written, read apart, compared and calculated with."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Callable
from typing import Any

import pytest

from workflows.feel import DateTime, Environment, parse_expression

Feel = Callable[..., Any]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('date("2026-03-01")', "2026-03-01"),
        ('date("-2026-03-01")', "-2026-03-01"),
        ('date("999999999-12-31")', "999999999-12-31"),
        ("date(2026, 3, 1)", "2026-03-01"),
        ("date(day: 1, month: 3, year: 2026)", "2026-03-01"),
        ('date(date and time("2026-03-01T23:00:00-05:00"))', "2026-03-01"),
        ('date and time("2026-03-01")', "2026-03-01T00:00:00"),
        ('date and time("2026-03-01T10:20:30.123456789")', "2026-03-01T10:20:30.123456789"),
        ('date and time("2026-12-31T24:00:00")', "2027-01-01T00:00:00"),
        ('date and time("2026-03-01T10:20:00@Asia/Shanghai")', "2026-03-01T10:20:00@Asia/Shanghai"),
        ('date and time(date("2026-03-01"), time("10:00:00+08:00"))', "2026-03-01T10:00:00+08:00"),
        ('date and time(date: @"2026-03-01T09:00:00", time: @"10:00:00")', "2026-03-01T10:00:00"),
        ('time("24:00:00")', "00:00:00"),
        ('time("10:00:00-00:00")', "10:00:00Z"),
        ('time("10:00:00+02:45:55")', "10:00:00+02:45:55"),
        ('time(date and time("2026-03-01T10:00:00@Asia/Shanghai"))', "10:00:00@Asia/Shanghai"),
        ('time(date("2026-03-01"))', "00:00:00Z"),
        ("time(10, 20, 30.5)", "10:20:30.5"),
        ('time(10, 20, 30, @"-PT2H")', "10:20:30-02:00"),
        ('duration("PT1000M0.999999999S")', "PT16H40M0.999999999S"),
        ('duration("P0Y")', "P0M"),
        ('duration("-PT0S")', "PT0S"),
        ('duration("P1Y27M")', "P3Y3M"),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
        ('years and months duration(date("2013-08-24"), date("2011-12-22"))', "-P1Y8M"),
        ('years and months duration(date("2026-01-31"), @"2026-02-28T23:00:00")', "P0M"),
    ],
)
def test_a_temporal_value_writes_itself(feel: Feel, source: str, text: str) -> None:
    assert feel(f"string({source})") == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "2026-13-01",
        "26-01-01",
        "01211-12-31",
        "+2026-01-01",
        "2026-01-01T",
        "1000000000-01-01",
        "2026-1-1",
    ],
)
def test_what_is_no_date_gives_null(feel: Feel, text: str) -> None:
    assert feel("date(t)", t=text) is None


@pytest.mark.parametrize(
    "text",
    [
        "7:00:00",
        "07:1:00",
        "24:00:01",
        "25:00:00",
        "00:60:00",
        "00:00:60",
        "T10:00:00",
        "10:00:00+19:00",
        "10:00:00+5:00",
        "10:00:00@Nowhere/Land",
        "10:00:00+02:00@Europe/Paris",
        "10:00:00@../../etc/passwd",
    ],
)
def test_what_is_no_time_gives_null(feel: Feel, text: str) -> None:
    assert feel("time(t)", t=text) is None
    assert feel("date and time(t)", t=f"2026-01-01T{text}") is None


@pytest.mark.parametrize("text", ["", "P", "PT", "P1H", "1D", "P1Y1D", "P1D1Y", "PT1S1M", "P-1D", "P1.5D"])
def test_what_is_no_duration_gives_null(feel: Feel, text: str) -> None:
    assert feel("duration(t)", t=text) is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('@"2026-01-31" + @"P1M"', "2026-02-28"),
        ('@"2024-02-29" - @"P1Y"', "2023-02-28"),
        ('@"P1D" + @"2026-02-28"', "2026-03-01"),
        ('@"2026-03-01" - @"PT1S"', "2026-02-28"),
        ('@"2026-03-01" - @"2026-02-01"', "P28D"),
        ('@"2026-03-01T10:00:00+08:00" - @"2026-03-01"', "PT2H"),
        ('@"2026-03-01T10:00:00" - @"2026-02-28T12:00:00"', "PT22H"),
        ('@"10:00:00" - @"11:30:00"', "-PT1H30M"),
        ('@"23:00:00" + @"PT2H"', "01:00:00"),
        ('@"2026-03-29T01:30:00@Europe/Paris" + @"PT1H"', "2026-03-29T03:30:00@Europe/Paris"),
        ('@"P1DT12H" * 1.5', "P2DT6H"),
        ('2 * @"P1Y6M"', "P3Y"),
        ('@"P5M" / 2', "P2M"),
        ('@"P1D" / @"PT6H"', "4"),
        ('-@"P1D"', "-P1D"),
        ('@"9999-12-31" + @"P1D"', "10000-01-01"),
        ('@"0001-01-01" - @"P1D"', "0000-12-31"),
    ],
)
def test_calculating_with_dates_and_durations(feel: Feel, source: str, text: str) -> None:
    assert feel(f"string({source})") == text


@pytest.mark.parametrize(
    "source",
    [
        '@"2026-03-01" - @"2026-03-01T10:00:00"',
        '@"2026-03-01T10:00:00Z" - @"2026-03-01T10:00:00"',
        '@"2026-03-01" + @"2026-03-01"',
        '@"10:00:00" + @"P1M"',
        '@"P1D" + @"P1M"',
        '@"P1D" / 0',
        '@"999999999-12-31" + @"P1D"',
    ],
)
def test_what_cannot_be_calculated_gives_null(feel: Feel, source: str) -> None:
    assert feel(source) is None


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('@"2026-03-01T10:00:00+08:00" = @"2026-03-01T02:00:00Z"', True),
        ('@"2026-03-01T10:00:00@Asia/Shanghai" = @"2026-03-01T02:00:00Z"', True),
        ('@"2026-03-01T10:00:00" = @"2026-03-01T10:00:00Z"', False),
        ('@"2026-03-01T10:00:00" < @"2026-03-01T10:00:00Z"', None),
        ('@"2026-03-01T10:00:00" < @"2026-03-02T10:00:00"', True),
        ('@"10:00:00+08:00" < @"03:00:00Z"', True),
        ('@"2026-03-01" < @"2026-03-01T10:00:00"', None),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
        ('is(@"10:00:00Z", @"11:00:00+01:00")', False),
        ('is(@"10:00:00", "10:00:00")', False),
        ("is(null, null)", True),
        ("is([1, 2], [1, 2])", True),
    ],
)
def test_moments_compare_by_instant_and_is_by_zone_too(feel: Feel, source: str, value: bool | None) -> None:
    assert feel(source) is value


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('@"2026-03-01".weekday', 7),
        ('@"-0400-03-01".year', -400),
        ('@"2026-03-01T10:20:30".minute', 20),
        ('string(@"2026-03-01T10:20:30+08:00".time offset)', "PT8H"),
        ('string(@"2026-07-01T10:20:30@Europe/Paris".time offset)', "PT2H"),
        ('@"10:20:30@Asia/Shanghai".timezone', "Asia/Shanghai"),
        ('@"10:20:30".time offset', None),
        ('@"-P1DT2H3M4S".hours', -2),
        ('@"P1Y2M".months', 2),
        ('@"P1Y2M".days', None),
        ('day of year(@"2024-12-31")', 366),
        ('day of week(@"2026-03-02T10:00:00")', "Monday"),
        ('month of year(date: @"2026-03-02")', "March"),
        ('week of year(@"2010-01-01")', 53),
        ('week of year(@"2003-12-29")', 1),
    ],
)
def test_parts_of_dates_and_times(feel: Feel, source: str, value: Any) -> None:
    assert feel(source) == value


def test_now_and_today_are_those_of_the_environment(feel: Feel) -> None:
    assert feel("string(now())") == "2026-03-02T09:30:00@Asia/Shanghai"
    assert feel("today()") == datetime.date(2026, 3, 2)
    late = Environment(now=datetime.datetime(2026, 3, 2, 17, 0, tzinfo=datetime.UTC))
    assert parse_expression("today()").evaluate({}, late) == datetime.date(2026, 3, 3)
    assert feel("now(1)") is None


def test_without_a_set_time_now_is_the_clock() -> None:
    value = parse_expression("now()").evaluate({})
    assert abs(value.to_datetime() - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(seconds=5)


def test_an_environment_needs_an_aware_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Environment(now=datetime.datetime(2026, 3, 2))


def test_a_moment_becomes_a_datetime_of_python() -> None:
    moment = parse_expression('@"2026-03-02T09:30:00.5@Asia/Shanghai"').evaluate({})
    shanghai = zoneinfo.ZoneInfo("Asia/Shanghai")
    assert moment.to_datetime() == datetime.datetime(2026, 3, 2, 9, 30, 0, 500_000, shanghai)
    local = parse_expression('@"2026-03-02T09:30:00"').evaluate({})
    assert local.to_datetime(shanghai).utcoffset() == datetime.timedelta(hours=8)
    with pytest.raises(OverflowError):
        DateTime(parse_expression('@"12026-03-02"').evaluate({})).to_datetime()
