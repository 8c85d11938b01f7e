"""FEEL as casework evaluates it outside a run: the environment of a moment, and texts that may be FEEL or literal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflows import feel
from workflows.calendar.days import Calendar
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.load import calendar_for, newest_number
from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.errors import WrongValue
from workflows.casework.models import Case
from workflows.engine import is_writable
from workflows.feel import kind
from workflows.feel.moments import FIRST_YEAR, LAST_YEAR
from workflows.procedure.model import PRIORITIES
from workflows.store import UnitOfWork, held


def calendar_of(work: UnitOfWork, case: Case) -> Calendar:
    """The calendar that a case counts by: the plans up to its number, with the office hours of the day on which it started.

    So nothing that runs moves by itself; `calendar_moves.py` gives the case a later number once a person has confirmed it.
    """
    return calendar_for(work, number=case.calendar, on=local_date(case.started_at))


def environment_for(work: UnitOfWork, case: Case | None = None, calendar: Calendar | None = None) -> feel.Environment:
    """The FEEL environment of a transaction: its instant, the office's zone, and its calendar.

    The calendar is that of the case where there is one, unless another is given to try what it would do.
    """
    if calendar is not None:
        functions = calendar_functions(calendar)
    elif case is not None:
        key = ("calendar functions", case.calendar, local_date(case.started_at))
        functions = held(work, key, lambda: calendar_functions(calendar_of(work, case)))
    else:
        key = ("calendar functions", newest_number(work), local_date(work.now))
        functions = held(work, key, lambda: calendar_functions(calendar_for(work)))
    return feel.Environment(now=work.now, zone=OFFICE_ZONE, functions=functions)


def evaluate_text(text: str, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
    """The plain value of a text: FEEL where it starts with `=`, itself otherwise. Raises feel.FeelSyntaxError."""
    if not text.startswith("="):
        return text
    return feel.to_json(feel.parse_expression(text[1:]).evaluate(scope, environment))


def moment_of(value: Any, environment: feel.Environment, *, at: str, what: str) -> datetime:
    """An instant from what an expression gave: an ISO text or a FEEL date and time; a zone left out is the environment's.

    Raises WrongValue at the element `at` for anything else.
    """
    moment = feel.read_moment(value, environment.zone)
    if moment is None:
        wanted = f"a date and time between the years {FIRST_YEAR} and {LAST_YEAR}"
        raise _wrong(at, what, value, wanted, f"{FIRST_YEAR} 年至 {LAST_YEAR} 年之间的日期和时间")
    return moment


def text_of(value: Any, *, at: str, what: str, limit: int) -> str:
    """A text, or a number as it is written, of at most `limit` characters. Raises WrongValue at the element `at`."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip() or not is_writable(value):
        raise _wrong(at, what, value, "a text that is not empty, or a number", "非空文本或数字")
    if len(value) > limit:
        raise WrongValue(
            at,
            f"The {what} at {at} has {len(value)} characters; at most {limit} are kept.",
            f"{at} 的 {what} 有 {len(value)} 个字符，最多保存 {limit} 个。",
        )
    return value


def names_of(value: Any, *, at: str, what: str) -> list[str]:
    """The names of a list of texts that are not empty. Raises WrongValue at `at`: what is no such list widens nobody's rights."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise _wrong(at, what, value, "a list of texts that are not empty", "由非空文本组成的列表")
    return [each.strip() for each in value]


def priority_of(value: Any, *, at: str) -> int:
    """A whole number from 0 to 100. Raises WrongValue at the element `at`."""
    if isinstance(value, bool) or not isinstance(value, int) or value not in PRIORITIES:
        raise _wrong(at, "priority", value, "a whole number from 0 to 100", "0 到 100 的整数")
    return value


def _wrong(at: str, what: str, value: Any, wanted: str, wanted_zh: str) -> WrongValue:
    # A case's values are not for whoever mends it: the sentence tells the type of what came, no more.
    found = kind(value)
    return WrongValue(
        at,
        f"The {what} at {at} must be {wanted}; it gave {found}.",
        f"{at} 的 {what} 应为{wanted_zh}，实际得到 {found}。",
    )
