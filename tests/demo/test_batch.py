"""A selection batch of the demonstration city played from village needs to handovers; the command plays it for 272 people."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.clock import MovingClock, at
from tests.databases import copy_sqlite
from tests.demo.conftest import LOADED
from workflows.casework.models import Case, CasePart, Incident, OutboxMessage, SheetRow, Task, TaskStatus
from workflows.demo.batch import play_batch, show_batches
from workflows.demo.batch_plan import Size, TooMany, plan_of
from workflows.documents import next_number
from workflows.people.arrival_models import Handover, VillageArrival
from workflows.people.roster import Posting
from workflows.people.words import EndReason
from workflows.proof.verify import verify
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.slots import SLOT_SERIES
from workflows.selection.words import CandidateStatus
from workflows.store import Store


def test_the_people_of_a_batch_are_spread_over_its_villages() -> None:
    villages = [(f"V{number}", f"U{number % 8}") for number in range(24)]
    plan = plan_of(Size(20, 40), villages)
    assert sum(plan.shares().values()) == 40 + sum(plan.shares()[unit] for unit in plan.exempt | plan.late)
    assert set(plan.wanted) == {village for village, _ in villages[:20]}
    for size in (Size(25, 40), Size(20, 70), Size(20, 3)):
        with pytest.raises(TooMany):
            plan_of(size, villages)


def test_the_demonstration_shows_a_batch_to_be_matched_and_one_to_be_called_about(
    loaded_file: Path, tmp_path: Path
) -> None:
    store = Store.from_url(copy_sqlite(loaded_file, tmp_path), clock=MovingClock(at(LOADED)))
    told: list[str] = []
    assert show_batches(store, told.append)
    assert not show_batches(store), "once"
    assert told == ["2026年第一批", "2026年第二批"]
    with store.read(is_snapshot=True) as work:
        parts = select(CasePart.part_id).where(CasePart.process_id.in_(("selection_posting", "selection_candidate")))
        open_steps = select(Task.element_id).where(Task.case_id.in_(parts), Task.status == TaskStatus.OPEN)
        assert {"match_places", "phone_check", "review_b"} == set(work.session.scalars(open_steps))
        rows = work.session.scalars(select(SheetRow).where(SheetRow.sheet == "selection.matching")).all()
        assert len(rows) == 3
        assert any(len(row.given["options"]) > 1 for row in rows), "somebody to choose from"
        assert work.session.scalars(select(Incident.id)).all() == []
        assert work.session.scalars(select(Slot.status).where(Slot.place.is_not(None)).distinct()).all() == ["open"]
    store.close()


def test_a_batch_is_played_to_its_end(loaded_file: Path, tmp_path: Path) -> None:
    """With two who withdraw, an objection, an order that is sent back and somebody who never comes: all places are filled.

    Sent back and announced anew, the batch is about something else for longer than a message waits: reports of those who have
    arrived meanwhile are not lost.
    """
    store = Store.from_url(copy_sqlite(loaded_file, tmp_path), clock=MovingClock(at(LOADED)))
    with store.write(at("2025-11-01 09:00")) as work:
        # A place that is opened again has more digits in its number than before, and is its place's latest all the same.
        for _ in range(6):
            next_number(work, SLOT_SERIES)
    played = play_batch(store, Size(villages=3, people=4))
    assert (played.sent, played.end) == (4, "posting_ended")
    lines = list(played.meter.lines())
    assert [line.partition(":")[0] for line in lines if line.startswith("S")][-1] == "S12 handover"
    with store.read(is_snapshot=True) as work:
        of_batch = select(Candidate.status, func.count()).join(Slot, Slot.id == Candidate.slot_id)
        ended = dict(work.session.execute(of_batch.where(Slot.place.is_not(None)).group_by(Candidate.status)).all())
        assert ended[CandidateStatus.WITHDRAWN] == 2
        absent = (Posting.end_reason == EndReason.NO_SHOW,)
        assert work.session.scalar(select(func.count()).select_from(Posting).where(*absent)) == 1
        parts = select(Case.id).where(Case.process_id == "selection_person")
        ends = Counter(work.session.scalars(select(Case.end_event).where(Case.process_id == "selection_person")))
        for table, count in ((VillageArrival, 4), (Handover, ends["in_post"])):
            assert work.session.scalar(select(func.count()).where(table.case_id.in_(parts))) == count
        assert (ends.total(), ends["not_come"], ends["in_post"]) == (5, 1, 3), "before one of them nobody was there"
        late = OutboxMessage.delivered_at > OutboxMessage.created_at
        assert work.session.scalar(select(func.count()).where(late, OutboxMessage.name == "person.reported"))
        assert work.session.scalars(select(Incident.id)).all() == []
        assert [breach.sentence for breach in verify(work).breaches] == []
    store.close()
