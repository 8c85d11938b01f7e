"""Postings that ended before the arrival because the person withdrew, as written before that had a word of its own."""

from __future__ import annotations

from sqlalchemy import select

from workflows.people.roster import Posting
from workflows.people.words import EndReason
from workflows.selection.models import Candidate, DispatchOrder
from workflows.selection.words import CandidateStatus
from workflows.store import Store, update_rows
from workflows.store.migrate import after_upgrade


@after_upgrade
def name_withdrawn(store: Store) -> None:
    """Name them by what the record says: the candidate by whom the order went out is withdrawn, and no day was served.

    Whoever was recalled without fault stands there as sent. It finds none the second time.
    """
    withdrew = (
        select(DispatchOrder.posting_id)
        .join(Candidate, Candidate.id == DispatchOrder.candidate_id)
        .where(Candidate.status == CandidateStatus.WITHDRAWN)
    )
    unserved = (Posting.end_reason == EndReason.NO_FAULT, Posting.to_on == Posting.from_on)
    with store.read() as work:
        found = work.session.scalars(select(Posting.id).where(*unserved, Posting.id.in_(withdrew))).all()
    if found:
        with store.write() as work:
            update_rows(work, Posting, {"id": list(found)}, end_reason=EndReason.WITHDRAWN)
