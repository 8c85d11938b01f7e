"""Nobody is needed in a recalled member's place any more (R11): the village says so, the director decides, everybody is told."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from tests.shipped import with_called
from workflows.casework.catalogue import publish
from workflows.casework.errors import NotAllowed
from workflows.casework.models import Case, Deadline, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.recall.models import RecallOrder
from workflows.selection.models import Candidate, Slot
from workflows.selection.words import CandidateStatus, SlotStatus

WISH = "本村已整村搬迁，在村农户不足十户，不再需要补派。"
REASON = "该村已整村搬迁，现有人员满足需要。"


def ask(office: Office, by: str) -> uuid.UUID:
    """Somebody of the village says that nobody is needed; the next steps are about that."""
    with transaction(office.store) as work:
        for procedure in with_called("recall_no_refill"):
            publish(work, procedure)
        asked = start_case(work, "recall_no_refill", actor=office.actor(by), answers={"wish_reason": WISH})
        return asked.id


def decide(office: Office, recall_id: uuid.UUID, asked: uuid.UUID, **answers: Any) -> None:
    office.case_id = asked
    office.do("decide_no_refill", "dai", **(answers or {"outcome": "agree", "given_up_reason": REASON}))
    work_off(office.store)
    office.case_id = recall_id


def served(office: Office, *members: str) -> uuid.UUID:
    case_id = office.start(*members)
    steps.verify_and_report(office)
    steps.decide(office, slots=len(members))
    steps.prepare(office, *members)
    steps.serve(office)
    return case_id


def test_the_place_is_given_up_and_whoever_it_concerns_is_told(office: Office) -> None:
    recall_id = served(office, "W01")
    steps.nominate(office, "W11")
    with pytest.raises(NotAllowed):
        ask(office, "hu")
    for_nothing = ask(office, "cun2")
    asked = ask(office, "cun1")
    decide(office, recall_id, asked, outcome="refuse", given_up_reason="该村产业项目尚未完成，仍须补派。")
    assert "party_group" in office.open_tasks(), "a refusal leaves the selection alone"
    decide(office, recall_id, ask(office, "cun1"))
    assert "party_group" not in office.open_tasks()
    steps.interview_and_recall(office)
    assert office.open_tasks() == ["close_case"]
    with office.store.read() as work:
        told = work.session.scalars(select(Notice).where(Notice.case_id == recall_id, Notice.text.contains("不再补派")))
        people = {each.post_key or each.person_id for each in told}
        posts = {"unit_hr", "unit_leader", "unit_secretary", "village_secretary", "county_office", "general_group"}
        assert people == {*posts, "general_group_leader", office.persons["W11"]}
        answer = work.session.scalars(select(Notice).where(Notice.case_id == asked)).one()
        assert (answer.post_key, "产业项目尚未完成" in answer.text) == ("village_secretary", True)
        nothing = work.session.scalars(select(Notice).where(Notice.case_id == for_nothing)).one()
        assert (nothing.post_key, "没有正在另行选派" in nothing.text) == ("village_secretary", True)
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
        assert (clock.status, clock.stopped_at is None) == ("cancelled", False), "neither met nor missed"
        assert work.session.scalars(select(Slot.status)).all() == [SlotStatus.CANCELLED]
        assert work.session.scalars(select(Candidate.status)).all() == [CandidateStatus.WITHDRAWN]
        order = work.session.scalars(select(RecallOrder)).one()
        assert order.dispatched_at is None, "nobody was dispatched"
        letter = work.session.scalars(select(Document).where(Document.kind == "no_refill")).one()
        assert REASON.rstrip("。") in letter.text
        assert WISH not in letter.text
    office.do("close_case", "wen")
    with office.store.read() as work:
        assert work.session.get_one(Case, recall_id).end_event == "recalled_without_refill"


def test_of_two_places_the_other_is_filled_by_its_own_clock(office: Office) -> None:
    recall_id = served(office, "W01", "W02")
    decide(office, recall_id, ask(office, "cun2"))
    assert office.open_tasks().count("nominate") == 1
    with office.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
        assert clock.status == "running"
        left = work.session.scalars(select(Slot.replaces_posting_id).where(Slot.status == SlotStatus.OPEN)).all()
        assert left == [office.postings["W01"]]
