"""Write a decision of record: who, acting in which post, when, with which answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework.models import Decision
from workflows.people import Actor, Holding
from workflows.store import UnitOfWork, insert_rows


def signature_of(actor: Actor, holding: Holding | None, locale: str = "zh") -> str:
    """The signature block: unit, post and name, as it reads on the day; a substitute's with whom they stand in for (代)."""
    if holding is None:
        return actor.name
    label = holding.label(locale)
    if locale == "zh":
        return f"{label} {actor.name} 代 {holding.for_name}" if holding.for_id else f"{label} {actor.name}"
    return f"{actor.name} for {holding.for_name}, {label}" if holding.for_id else f"{actor.name}, {label}"


def decide(
    work: UnitOfWork,
    actor: Actor,
    holding: Holding | None,
    answers: Mapping[str, Any],
    labels: Mapping[str, Any],
    *,
    case_id: uuid.UUID,
    task_id: uuid.UUID | None,
    element_id: str,
    form_id: str | None,
    version_id: uuid.UUID,
) -> Decision:
    """Write the decision on an element of a case; `task_id` is None for the start event, which needs no task.

    `labels` are what the choices among the answers were called (answer_labels.py).
    """
    decision = Decision(
        task_id=task_id,
        case_id=case_id,
        element_id=element_id,
        person_id=actor.person_id,
        post_key=holding.post_key if holding else "",
        unit_id=holding.unit_id if holding else None,
        signature=signature_of(actor, holding, "zh"),
        signature_en=signature_of(actor, holding, "en"),
        substitute_for_id=holding.for_id if holding else None,
        decided_at=work.now,
        outcome=str(answers.get("outcome") or ""),
        answers=dict(answers),
        labels=dict(labels),
        form_id=form_id,
        procedure_version_id=version_id,
    )
    insert_rows(work, decision)
    return decision
