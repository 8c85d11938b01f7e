"""Erase a file: its name and digest are cleared, the answer that holds its name too, and its content goes with the next tidying."""

from __future__ import annotations

import uuid

from workflows.attachments.models import Attachment
from workflows.casework.models import Decision
from workflows.proof.erase import erase
from workflows.store import UnitOfWork


def erase_file(work: UnitOfWork, attachment_id: uuid.UUID, *, because: str, actor_id: uuid.UUID | None = None) -> None:
    """Erase a file of a case by this rule or order. Raises NotErasable where it is erased already."""
    attachment = work.session.get_one(Attachment, attachment_id)
    decision = work.session.get_one(Decision, attachment.decision_id)
    erase(work, attachment, ["name", "sha256"], because=because, actor_id=actor_id)
    if attachment.field in decision.answers:
        erase(work, decision, [f"answers.{attachment.field}"], because=because, actor_id=actor_id)
