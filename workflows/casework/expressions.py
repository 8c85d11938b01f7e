"""FEEL as casework evaluates it outside a run: the environment of a moment, and texts that may be FEEL or literal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from workflows import feel
from workflows.calendar.feel_functions import CALENDAR_FUNCTIONS
from workflows.calendar.zone import OFFICE_ZONE
from workflows.casework.errors import InvalidRequest


@lru_cache(maxsize=64)
def environment_at(now: datetime) -> feel.Environment:
    """The FEEL environment of an instant: the office's zone and the functions of the statutory calendar."""
    return feel.Environment(now=now, zone=OFFICE_ZONE, functions=CALENDAR_FUNCTIONS)


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
