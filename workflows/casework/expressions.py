"""FEEL as casework evaluates it outside a run: the environment of a moment, and texts that may be FEEL or literal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflows import feel
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.load import calendar_for
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import InvalidRequest
from workflows.feel import kind
from workflows.feel.moments import FIRST_YEAR, LAST_YEAR
from workflows.store import UnitOfWork


def environment_for(work: UnitOfWork) -> feel.Environment:
    """The FEEL environment of a transaction: its instant, the office's zone, and its calendar with the administrator's days."""
    return feel.Environment(now=work.now, zone=OFFICE_ZONE, functions=calendar_functions(lambda: calendar_for(work)))


def evaluate_text(text: str, scope: Mapping[str, Any], environment: feel.Environment) -> Any:
    """The plain value of a text: FEEL where it starts with `=`, itself otherwise. Raises feel.FeelSyntaxError."""
    if not text.startswith("="):
        return text
    return feel.to_json(feel.parse_expression(text[1:]).evaluate(scope, environment))


def moment_of(value: Any, environment: feel.Environment, *, where: str) -> datetime:
    """An instant from what an expression gave: an ISO text or a FEEL date and time; a zone left out is the environment's.

    Raises InvalidRequest, naming `where` and the type of what it gave (a case's values are not for whoever mends it), for
    anything else.
    """
    moment = feel.read_moment(value, environment.zone)
    if moment is None:
        raise InvalidRequest(
            f"{where} must give a date and time between the years {FIRST_YEAR} and {LAST_YEAR}; it gave {kind(value)}.",
            f"{where} 应得出 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间的日期和时间，实际得到 {kind(value)}。",
        )
    return moment
