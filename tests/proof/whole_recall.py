"""What a recall leaves only where it goes one level up, or where its member appeals, put into the whole record by hand."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from workflows.recall.appeal_models import MemberAppeal
from workflows.recall.models import Accountability, PursuedLeader, RecallSubject
from workflows.recall.revocation_models import Revocation
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


def appeal_for_one(work: UnitOfWork, people: Mapping[str, uuid.UUID]) -> None:
    """What somebody recalled appealed on paper, and that the order stands."""
    subject = work.session.scalars(select(RecallSubject).limit(1)).one()
    work.session.add(
        MemberAppeal(
            recall_id=subject.recall_id,
            posting_id=subject.posting_id,
            way="paper",
            filed_at=work.now,
            entered_by_id=people["bao"],
            received_on=work.now.date(),
            ground="走访记录不完整，请求复核。",
            outcome="uphold",
            opinion="事实清楚，维持原决定。",
            decided_at=work.now,
            decided_by_id=people["zu"],
        )
    )


def revoke_for_one(work: UnitOfWork, people: Mapping[str, uuid.UUID]) -> None:
    """That the order was revoked for somebody, who does not go on in their place."""
    subject = work.session.scalars(select(RecallSubject).limit(1)).one()
    work.session.add(
        Revocation(
            recall_id=subject.recall_id,
            posting_id=subject.posting_id,
            is_restored=False,
            reason="经复查，走访记录张冠李戴。",
            revoked_at=work.now,
            revoked_by_id=people["dai"],
        )
    )
