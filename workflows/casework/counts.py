"""The numbers beside the navigation, on every page of everybody: one statement, and none of them counts without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from workflows.casework.board import overdue_clocks
from workflows.casework.inbox import COUNT_LIMIT, end_of_today, reachable
from workflows.casework.models import Task
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks an actor may take or holds, how many of them are overdue and how many are due today; clocks that ran over.

    Each stops at COUNT_LIMIT.
    """

    open: int
    overdue: int
    due_today: int
    overdue_clocks: int


def counts(work: UnitOfWork, actor: Actor) -> Counts:
    """The numbers for one person."""
    mine, today = reachable(work, actor), end_of_today(work.now)

    def tasks(*conditions: Any) -> Any:
        return number(select(Task.id).where(mine, *conditions).limit(COUNT_LIMIT))

    def number(rows: Any) -> Any:
        return select(func.count()).select_from(rows.subquery()).scalar_subquery()

    late, soon = tasks(Task.due_at < work.now), tasks(Task.due_at >= work.now, Task.due_at <= today)
    return Counts(*work.session.execute(select(tasks(), late, soon, number(overdue_clocks(work, actor)))).one())
