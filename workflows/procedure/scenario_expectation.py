"""What a scenario says must be so at one moment of its case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ExpectedLetter:
    """A letter that must exist: its kind and, where they are said, the unit that it is for, whether it is served, a piece of it."""

    kind: str
    to: str | None = None
    is_served: bool | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedNotice:
    """A notice that must have been sent: its kind and, where they are said, a post, `post@UNIT` or a person, and a piece of it."""

    kind: str
    to: str | None = None
    says: str | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be so at one moment; None is not looked at.

    `open` are all open tasks, `closed` tasks that are not open, `deadlines` maps a deadline name to any of due, status,
    side, extended, overdue_days, unit_time and office_time, `letters` and `notices` those that exist, one for each, `timers`
    element ids to due times (None: not armed), `history` lines `kind element` that stand in this order.
    """

    open: tuple[str, ...] | None = None
    closed: tuple[str, ...] = ()
    deadlines: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    letters: tuple[ExpectedLetter, ...] = ()
    notices: tuple[ExpectedNotice, ...] = ()
    variables: Mapping[str, Any] = field(default_factory=dict)
    timers: Mapping[str, datetime | None] = field(default_factory=dict)
    history: tuple[str, ...] = ()
