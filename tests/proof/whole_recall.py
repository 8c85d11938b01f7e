"""What a recall leaves only where it goes one level up, put into the whole record by hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from workflows.recall.models import Accountability, PursuedLeader
from workflows.store import UnitOfWork


def pursue_a_leader(work: UnitOfWork, people: Mapping[str, uuid.UUID]) -> None:
    """A proposal against one leader, of an accountability that is there already."""
    row = work.session.scalars(select(Accountability).limit(1)).one()
    work.session.add(
        PursuedLeader(
            recall_id=row.recall_id,
            accountability_id=row.id,
            leader="leader_in_charge",
            name="冯分管",
            person_id=people["fen"],
            proposal="admonish",
            grounds="疏于管理，负直接领导责任。",
            is_self_criticism_received=True,
            proposed_at=work.now,
            proposed_by_id=people["dai"],
        )
    )
