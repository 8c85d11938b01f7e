"""Refused attempts in a case's history: kept so that they are seen, but no more of them than can be read."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from workflows.calendar.day_ends import end_of_day
from workflows.calendar.zone import local_date
from workflows.casework.locked_case import lock_case
from workflows.casework.models import Case
from workflows.casework.words import Attempt
from workflows.proof.history import record
from workflows.proof.models import HistoryEntry
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

KEPT_A_DAY = 10
"""Of one person's attempts at one verb in one case: who sends the same form again and again must not bury the file."""


@dataclass(frozen=True, slots=True)
class RefusedAttempt:
    """What somebody tried in a case, and the sentence that refused it."""

    case_id: uuid.UUID
    actor_id: uuid.UUID
    verb: Attempt
    task_id: uuid.UUID | None
    element_id: str
    code: str
    sentence: str


def keep(work: UnitOfWork, attempt: RefusedAttempt) -> None:
    """Tell the history of an attempt; the last that is kept of a day says so, and those after it are not told."""
    case = lock_case(work, attempt.case_id)
    earlier = _kept_today(work, case, attempt)
    if earlier >= KEPT_A_DAY:
        return
    data: dict[str, object] = {"verb": attempt.verb, "refusal": attempt.code}
    if attempt.task_id is not None:
        data["task_id"] = str(attempt.task_id)
    if earlier + 1 == KEPT_A_DAY:
        data["is_last_kept"] = True
    record(
        work,
        case,
        HistoryKind.ATTEMPT_REFUSED,
        data,
        element_id=attempt.element_id,
        actor_id=attempt.actor_id,
        # The sentence may name a person, so it stands beside the entry, where it can be erased.
        values={"sentence": attempt.sentence},
    )


def _kept_today(work: UnitOfWork, case: Case, attempt: RefusedAttempt) -> int:
    since = end_of_day(local_date(work.now) - timedelta(days=1))
    told = work.session.scalars(
        select(HistoryEntry.data).where(
            HistoryEntry.case_id == case.id,
            HistoryEntry.kind == HistoryKind.ATTEMPT_REFUSED,
            HistoryEntry.actor_id == attempt.actor_id,
            HistoryEntry.happened_at >= since,
        )
    )
    return sum(json.loads(data)["verb"] == attempt.verb for data in told)
