"""Functions that Camunda's FEEL has beyond the standard, as far as rules of an office use them; each as its manual says.

What gives another value each time it is asked (`uuid`, `random number`) is left out: a case must replay.
"""

from __future__ import annotations

from typing import Any

from workflows.feel.builtins.define import builtin
from workflows.feel.comparison import canonical
from workflows.feel.dates import Date, days_in_month, make_date
from workflows.feel.durations import DaysTimeDuration, YearsMonthsDuration
from workflows.feel.errors import FeelError
from workflows.feel.evaluation import Evaluation
from workflows.feel.numbers import Number, whole_part
from workflows.feel.patterns import BadPattern, matcher
from workflows.feel.times import DateTime

CHANGING = frozenset({"uuid", "random number"})
"""Functions of Camunda's FEEL that are refused by name: they give another value each time."""


@builtin("is defined", "value: Any", result="boolean")
def is_defined(run: Evaluation, value: Any) -> bool:
    """Whether the value is not null; a variable that does not exist is null."""
    return value is not None


@builtin("get or else", "value: Any", "default: Any")
def get_or_else(run: Evaluation, value: Any, default: Any) -> Any:
    """The value, or the default in place of null."""
    return default if value is None else value


@builtin("assert", "value: Any", "condition: Any", "cause: string?")
def assert_holds(run: Evaluation, value: Any, condition: Any, cause: str = "") -> Any:
    """The value where the condition is true; otherwise the evaluation fails with the cause. Raises FeelError."""
    if condition is True:
        return value
    raise FeelError("assert.cause" if cause else "assert.failed", source=run.source, cause=cause)


@builtin("trim", "string: string", result="string")
def trim(run: Evaluation, text: str) -> str:
    """The text without the white space at its ends."""
    return text.strip()


@builtin("is blank", "string: string", result="boolean")
def is_blank(run: Evaluation, text: str) -> bool:
    """Whether the text is empty or holds white space only."""
    return not text.strip()


@builtin("extract", "string: string", "pattern: string")
def extract(run: Evaluation, text: str, pattern: str) -> list[str] | None:
    """Every part of the text that the pattern matches, in order."""
    try:
        found = [match[0] for match in matcher(pattern, "").find_all(run, text)]
    except BadPattern:
        return None
    run.check_list(len(found))
    return found


@builtin("is empty", "list: list", result="boolean")
def is_empty(run: Evaluation, elements: list[Any]) -> bool:
    """Whether the list has no element."""
    return not elements


@builtin("duplicate values", "list: list")
def duplicate_values(run: Evaluation, elements: list[Any]) -> list[Any]:
    """Each value that stands more than once, in the order of their first places."""
    times: dict[Any, int] = {}
    for element in elements:
        run.charge(1)
        key = canonical(element, run)
        times[key] = times.get(key, 0) + 1
    result: list[Any] = []
    for element in elements:
        if times.pop(canonical(element, run), 0) > 1:
            result.append(element)
    return result


@builtin("partition", "list: list", "size: number")
def partition(run: Evaluation, elements: list[Any], size: Number) -> list[list[Any]] | None:
    """The list in pieces of one size, of which the last may be shorter; null for a size below 1."""
    step = whole_part(size)
    if step < 1:
        return None
    run.charge(len(elements))
    return [elements[start : start + step] for start in range(0, len(elements), step)]


def _last_day(day: Date) -> Date | None:
    return make_date(day.year, day.month, days_in_month(day.year, day.month))


@builtin("last day of month", "date: date", result="date")
def last_day_of_month(run: Evaluation, day: Date) -> Date | None:
    """The last date of the month."""
    return _last_day(day)


@builtin("last day of month", "date: date and time", result="date")
def last_day_of_month_of_moment(run: Evaluation, moment: DateTime) -> Date | None:
    """The last date of the month of a moment."""
    return _last_day(moment.date)


@builtin("cycle", "interval: Any", result="string")
def cycle(run: Evaluation, interval: Any) -> str | None:
    """The text of an endless repetition for a timer, such as R/PT1H."""
    return f"R/{interval}" if isinstance(interval, (DaysTimeDuration, YearsMonthsDuration)) else None


@builtin("cycle", "repetitions: number|null", "interval: Any", result="string")
def cycle_of_times(run: Evaluation, times: Number | None, interval: Any) -> str | None:
    """The text of so many repetitions for a timer, such as R3/PT1H; null repetitions have no end."""
    if not isinstance(interval, (DaysTimeDuration, YearsMonthsDuration)):
        return None
    if times is None:
        return f"R/{interval}"
    whole = whole_part(times)
    return f"R{whole}/{interval}" if whole == times and whole > 0 else None
