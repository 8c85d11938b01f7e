"""How batches that began before open the places of those who never came: all at once, when the last arrival is settled."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import select

from workflows.casework.operations import OperationCall, operation
from workflows.people.roster import Posting
from workflows.people.words import UNARRIVED
from workflows.selection.operations.batch_ends import slots_of_batch
from workflows.selection.operations.sent_people import NothingGiven
from workflows.selection.operations.slots import opened_again
from workflows.selection.words import SlotStatus
from workflows.sentence import Sentence


class NoShows(TypedDict):
    """How many places are open again because nobody came."""

    no_show_count: int


@operation(
    "selection.reopen_places",
    Sentence(
        "Open the places again to which somebody was sent who never came: for batches that began before `selection.reopen_place`.",
        "派出后未报到的，重新开放名额；供 `selection.reopen_place` 启用之前开始的批次使用。",
    ),
)
def reopen_places(call: OperationCall, given: NothingGiven) -> NoShows:
    """Operation `selection.reopen_places`: once for each no-show, and not where the person's own part has done it."""
    latest = {slot.place: slot for slot in slots_of_batch(call.work, call.case)}
    filled = [slot for slot in latest.values() if slot.status == SlotStatus.FILLED]
    of_slots = Posting.id.in_([slot.posting_id for slot in filled])
    statement = select(Posting.id).where(of_slots, Posting.end_reason.in_(UNARRIVED))
    absent = set(call.work.session.scalars(statement))
    missing = [slot for slot in filled if slot.posting_id in absent]
    call.work.session.add_all([opened_again(call.work, slot, is_apart=False) for slot in missing])
    call.work.session.flush()
    return {"no_show_count": len(missing)}
