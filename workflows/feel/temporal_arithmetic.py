"""Sums, differences, products and quotients of dates, times and durations (DMN 1.4, tables 55 to 58)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflows.feel.dates import Date, FarDate, add_months, epoch_day, from_epoch_day
from workflows.feel.durations import DAY_SECONDS, NANOSECONDS, DaysTimeDuration, YearsMonthsDuration
from workflows.feel.numbers import CONTEXT, Number, settle
from workflows.feel.times import DateTime, Time, at_epoch

DURATION_BOUND = 10**28
"""Nanoseconds, and months, beyond which a duration is out of range: no date of the language lies that far apart."""


class Unfit(Exception):
    """The operands have no result; `code` names the diagnosis."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _is_date(value: Any) -> bool:
    return isinstance(value, (datetime.date, FarDate))


def days_time(nanoseconds: int) -> DaysTimeDuration:
    """Return the duration; raises Unfit beyond the range of the language."""
    if abs(nanoseconds) > DURATION_BOUND:
        raise Unfit("number.range")
    return DaysTimeDuration(nanoseconds)


def years_months(months: int) -> YearsMonthsDuration:
    """Return the duration; raises Unfit beyond the range of the language."""
    if abs(months) > DURATION_BOUND:
        raise Unfit("number.range")
    return YearsMonthsDuration(months)


def _date_within(value: Date | None) -> Date:
    if value is None:
        raise Unfit("date.range")
    return value


def shift(moment: Any, duration: Any) -> Any:
    """Return a date, time or date and time moved by a duration; raises Unfit where that has no result."""
    if isinstance(duration, YearsMonthsDuration):
        if isinstance(moment, DateTime):
            day = _date_within(add_months(moment.date, duration.total_months))
            return DateTime(day, moment.seconds, moment.nanos, moment.offset, moment.zone)
        if _is_date(moment):
            return _date_within(add_months(moment, duration.total_months))
        raise Unfit("operator.types")
    if isinstance(moment, DateTime):
        return _shift_date_time(moment, duration)
    if isinstance(moment, Time):
        total = moment.seconds * NANOSECONDS + moment.nanos + duration.nanoseconds
        seconds, nanos = divmod(total % (DAY_SECONDS * NANOSECONDS), NANOSECONDS)
        return Time(seconds, nanos, moment.offset, moment.zone)
    # A date stands for its midnight; what the sum has of a time of day is dropped again.
    return _date_within(from_epoch_day(epoch_day(moment) + duration.nanoseconds // (DAY_SECONDS * NANOSECONDS)))


def _shift_date_time(moment: DateTime, duration: DaysTimeDuration) -> DateTime:
    seconds, nanos = divmod(moment.nanos + duration.nanoseconds, NANOSECONDS)
    result = at_epoch(moment.epoch_seconds + seconds, nanos, moment.offset, moment.zone)
    if result is None:
        raise Unfit("date.range")
    return result


def add(left: Any, right: Any) -> Any:
    """Return `left + right` where at least one is a date, time or duration; raises Unfit where there is no sum."""
    if isinstance(right, (DaysTimeDuration, YearsMonthsDuration)):
        if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
            return days_time(left.nanoseconds + right.nanoseconds)
        if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
            return years_months(left.total_months + right.total_months)
        if isinstance(left, (DateTime, Time)) or _is_date(left):
            return shift(left, right)
    elif isinstance(left, (DaysTimeDuration, YearsMonthsDuration)) and (
        isinstance(right, (DateTime, Time)) or _is_date(right)
    ):
        return shift(right, left)
    raise Unfit("operator.types")


def subtract(left: Any, right: Any) -> Any:
    """Return `left - right` where at least one is a date, time or duration; raises Unfit where there is none."""
    if isinstance(right, (DaysTimeDuration, YearsMonthsDuration)):
        return add(left, -right)
    if isinstance(left, Time) and isinstance(right, Time):
        return _between_times(left, right)
    if (isinstance(left, DateTime) or _is_date(left)) and (isinstance(right, DateTime) or _is_date(right)):
        return between_moments(at_midnight(left), at_midnight(right))
    raise Unfit("operator.types")


def at_midnight(value: DateTime | Date) -> DateTime:
    """Return a date and time as it is, a date as its midnight in UTC (DMN 1.4, 10.3.2.3.4)."""
    return value if isinstance(value, DateTime) else DateTime(value, 0, 0, 0)


def between_moments(left: DateTime, right: DateTime) -> DaysTimeDuration:
    """Return the time from `right` to `left`; raises Unfit where only one of them has a zone."""
    if (left.utc_offset is None) != (right.utc_offset is None):
        raise Unfit("operator.zone")
    return days_time((left.epoch_seconds - right.epoch_seconds) * NANOSECONDS + left.nanos - right.nanos)


def _between_times(left: Time, right: Time) -> DaysTimeDuration:
    first, second = left.utc_offset, right.utc_offset
    if (first is None) != (second is None):
        raise Unfit("operator.zone")
    seconds = left.seconds - (first or 0) - right.seconds + (second or 0)
    return days_time(seconds * NANOSECONDS + left.nanos - right.nanos)


def scale(duration: Any, factor: Fraction) -> Any:
    """Return the duration times a number, its smallest unit cut off towards zero."""
    if isinstance(duration, DaysTimeDuration):
        return days_time(_towards_zero(duration.nanoseconds * factor))
    return years_months(_towards_zero(duration.total_months * factor))


def _towards_zero(value: Fraction) -> int:
    return int(value)


def _fraction(number: Number) -> Fraction:
    if isinstance(number, Decimal) and abs(number.adjusted()) > 40:
        raise Unfit("number.range")
    return Fraction(number)


def multiply(left: Any, right: Any) -> Any:
    """Return the product of a duration and a number; raises Unfit for other operands."""
    if isinstance(left, (DaysTimeDuration, YearsMonthsDuration)) and _is_number(right):
        return scale(left, _fraction(right))
    if isinstance(right, (DaysTimeDuration, YearsMonthsDuration)) and _is_number(left):
        return scale(right, _fraction(left))
    raise Unfit("operator.types")


def divide(left: Any, right: Any) -> Any:
    """Return a duration divided by a number, or by a duration of its kind; raises Unfit for other operands."""
    if _is_number(right) and isinstance(left, (DaysTimeDuration, YearsMonthsDuration)):
        if not right:
            raise Unfit("number.zero")
        return scale(left, 1 / _fraction(right))
    if isinstance(left, DaysTimeDuration) and isinstance(right, DaysTimeDuration):
        return _ratio(left.nanoseconds, right.nanoseconds)
    if isinstance(left, YearsMonthsDuration) and isinstance(right, YearsMonthsDuration):
        return _ratio(left.total_months, right.total_months)
    raise Unfit("operator.types")


def _ratio(left: int, right: int) -> Number:
    if not right:
        raise Unfit("number.zero")
    if left % right == 0:
        return left // right
    result = settle(CONTEXT.divide(Decimal(left), Decimal(right)))
    if result is None:
        raise Unfit("number.range")
    return result


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)
