"""What stands behind a dot: entries of contexts, of each element of a list, and the parts of dates, times and ranges."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from workflows.feel.comparison import kind
from workflows.feel.dates import FarDate, weekday
from workflows.feel.durations import NANOSECONDS, DaysTimeDuration, YearsMonthsDuration
from workflows.feel.evaluation import Evaluation
from workflows.feel.foreign import adopt
from workflows.feel.ranges import Range
from workflows.feel.times import DateTime, Time

Properties = Mapping[str, Callable[[Any], Any]]


def _offset(value: DateTime | Time) -> DaysTimeDuration | None:
    offset = value.utc_offset
    return None if offset is None else DaysTimeDuration(offset * NANOSECONDS)


_CLOCK: Properties = {
    "hour": lambda value: value.seconds // 3600,
    "minute": lambda value: value.seconds // 60 % 60,
    "second": lambda value: value.seconds % 60,
    "time offset": _offset,
    "timezone": lambda value: value.zone,
}
_DATE: Properties = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": weekday,
}
_DATE_TIME: Properties = {
    "year": lambda value: value.date.year,
    "month": lambda value: value.date.month,
    "day": lambda value: value.date.day,
    "weekday": lambda value: weekday(value.date),
    **_CLOCK,
}
_DAYS_TIME: Properties = {
    "days": lambda value: value.parts()[0],
    "hours": lambda value: value.parts()[1],
    "minutes": lambda value: value.parts()[2],
    "seconds": lambda value: value.parts()[3],
}
_YEARS_MONTHS: Properties = {
    "years": lambda value: value.parts()[0],
    "months": lambda value: value.parts()[1],
}
_RANGE: Properties = {
    "start": lambda value: None if value.operator == "!=" else value.start,
    "end": lambda value: None if value.operator == "!=" else value.end,
    "start included": lambda value: value.start_included,
    "end included": lambda value: value.end_included,
}
_PROPERTIES: Mapping[type, Properties] = {
    datetime.date: _DATE,
    FarDate: _DATE,
    DateTime: _DATE_TIME,
    Time: _CLOCK,
    DaysTimeDuration: _DAYS_TIME,
    YearsMonthsDuration: _YEARS_MONTHS,
    Range: _RANGE,
}
NO_PROPERTIES: Properties = {}


def property_of(run: Evaluation, value: Any, name: str, offset: int) -> Any:
    """Return `value.name`; null and a diagnosis where there is none such. No attribute of Python is reached."""
    value = adopt(value)
    if isinstance(value, Mapping):
        if name in value:
            return adopt(value[name])
    elif isinstance(value, list):
        run.check_list(len(value))
        return [property_of(run, element, name, offset) for element in value]
    else:
        reader = _PROPERTIES.get(type(value), NO_PROPERTIES).get(name)
        if reader is not None:
            return reader(value)
    if value is not None:
        run.note("path.missing", offset, type=kind(value), name=name)
    return None
