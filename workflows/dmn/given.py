"""Values given as JSON where the model declares a temporal type: their ISO 8601 text is read as that type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.feel.comparison import kind
from workflows.feel.dates import parse_date
from workflows.feel.durations import parse_duration
from workflows.feel.kinds import FeelType
from workflows.feel.times import parse_date_time, parse_time
from workflows.feel.types import ConstrainedType, ContextType, ListType, SimpleType

_READERS: Mapping[str, Callable[[str], Any]] = {
    "date": parse_date,
    "time": parse_time,
    "date and time": parse_date_time,
    "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


def read_given(value: Any, of_type: FeelType) -> Any:
    """The value with every text read that stands where `of_type` has a temporal type; unreadable ones stay as they are.

    JSON has no dates, and state of a case is JSON; the standard leaves open how inputs are encoded.
    """
    if isinstance(of_type, ConstrainedType):
        return read_given(value, of_type.base)
    if isinstance(value, str) and isinstance(of_type, SimpleType) and of_type.name in _READERS:
        read = _READERS[of_type.name](value)
        return read if read is not None and kind(read) == of_type.name else value
    if isinstance(value, list) and isinstance(of_type, ListType):
        return [read_given(each, of_type.element) for each in value]
    if isinstance(value, Mapping) and isinstance(of_type, ContextType):
        entries = dict(of_type.entries)
        return {name: read_given(each, entries[name]) if name in entries else each for name, each in value.items()}
    return value
