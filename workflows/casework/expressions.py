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
    """An instant from what an expression gave: an ISO text or a FEEL date and time; a zone left out is the office's.

    Raises InvalidRequest, naming `where`, for anything else.
    """
    try:
        moment = datetime.fromisoformat(str(value).split("[", 1)[0])
    except ValueError:
        raise InvalidRequest(
            f"{where} must give a date and time; it gave {value!r}.", f"{where} 应得出日期和时间，实际得到 {value!r}。"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=OFFICE_ZONE)
