"""Plays of what is asked beside a recall: a place refilled no more, its order revoked, or a closed one taken up again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import select

from tests.disclosure import steps
from tests.disclosure.playing import FILE, TEXT, Play
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.messages import publish_message
from workflows.casework.transaction import transaction
from workflows.jobs.duties import work_off
from workflows.people.roster import Posting
from workflows.recall.models import Recall, RecallOrder, RecallSubject

COPIES = ["county_office", "township_committee"]


def _two_served(play: Play) -> None:
    """Two members of one village are recalled, and their places are being refilled."""
    play.accused = ["recalled", "second_recalled"]
    with play.office.store.write() as work:
        first, second = (work.session.get_one(Posting, play.office.postings[name]) for name in play.accused)
        second.team_id = first.team_id
    with play.quietly():
        steps.lead(play, "W01\nW02")
        steps.accept(play)
        steps.verify(play, "verify_office", "investigator", 37, 371)
        steps.verify(play, "verify_poverty", "poverty_investigator", 43, 433)
        steps.report(play)
        play.do("sign_report", "poverty_investigator", outcome="sign")
        postings = [str(play.office.postings[name]) for name in play.accused]
        steps.decide(play, "order", ordered_people=postings, slots_wanted=2)
        texts = {"order_facts": TEXT, "order_basis": TEXT, "contact": TEXT}
        play.do("prepare_order", "registrar", slot_people=postings, copy_to=COPIES, **texts)
        play.do("sign_order", "director", outcome="sign")
        play.do("acknowledge", "unit_hr", received_by=TEXT, is_received=True)
    play.probes.clear()


def unneeded(play: Play) -> Iterator[str]:
    """A township says of one of two places that nobody is needed any more; the director agrees."""
    _two_served(play)
    play.start("recall_no_refill", "asked", "township", wish_reason=TEXT)
    yield "asked"
    play.do("choose_slot", "township", slot_key=str(play.office.postings["recalled"]))
    yield "chosen"
    play.do("decide_no_refill", "director", outcome="agree", given_up_reason=TEXT)
    work_off(play.office.store)
    yield "agreed"


def given_up(play: Play) -> Iterator[str]:
    """What the recall of that place says of it: one letter more."""
    _two_served(play)
    yield "served"
    with transaction(play.office.store) as work:
        said = {"given_up_reason": "该村已整村搬迁，现有工作队人员满足需要。"}
        publish_message(work, "slot.not_needed", str(play.office.postings["recalled"]), said)
    work_off(play.office.store)
    yield "unneeded"


def revoked(play: Play) -> Iterator[str]:
    """The director revokes that order: one of both goes on, and the letter says so."""
    _two_served(play)
    with play.office.store.read() as work:
        number = work.session.scalars(select(RecallOrder.number)).one()
    play.start(
        "recall_revocation", "revocation", "director", order_number=number, revoke_reason=TEXT, revoke_files=[FILE]
    )
    yield "asked"
    rows = [{"place": "back"}, {"place": "out"}]
    with play.office.store.write() as work:
        letters = open_case(work, lock_case(work, play.office.case_id), None, is_peek=True).run.variables["letters"]
    receipt = next(each for each in letters if each["value"] != number)
    play.options[receipt["value"]] = receipt["label"]
    answers = {"outcome": "revoke", "refilling": "stop", "interview": "lift", "ended_letters": [receipt["value"]]}
    play.do("settle", "director", places=rows, **answers)
    work_off(play.office.store)
    yield "revoked"


def reopened(play: Play) -> Iterator[str]:
    """The director takes up a lead again that was not accepted."""
    with play.quietly():
        steps.lead(play, "W01")
        play.do("accept_lead", "acceptor", outcome="reject", reason_code="other", reason=TEXT)
    play.probes.clear()
    with play.office.store.read() as work:
        number = work.session.scalars(select(Recall.number)).one()
    answers = {"closed_number": number, "reopen_reason": TEXT, "new_evidence": TEXT}
    play.start("recall_reopening", "reopening", "director", **answers)
    work_off(play.office.store)
    yield "reopened"


def reported(play: Play) -> Iterator[str]:
    """A township reports one member; the unit of another asks for them to be called home, and is told that the office agrees."""
    given = {"occurred_on": "2026-02-27", "facts": TEXT, "evidence_files": [FILE]}
    play.start("recall_report", "report", "township", people_text="W01", trigger="T6", **given)
    play.probes.clear()
    ill = {"no_fault_reason": "illness", "medical_files": [FILE]}
    play.start("recall_report", "report", "unit_hr", people_text="W02", **ill, **given)
    asked = play.office.case_id
    work_off(play.office.store)
    yield "asked"
    with play.office.store.read() as work:
        of_member = select(Recall.case_id).join(RecallSubject, RecallSubject.recall_id == Recall.id)
        of_member = of_member.where(RecallSubject.posting_id == play.office.postings["second_recalled"])
        play.office.case_id = work.session.scalars(of_member).one()
    with play.quietly():
        proof = {"grounds": ["G9"], "leave_days_year": 23, "proof": TEXT}
        play.do("accept_lead", "acceptor", outcome="accept", recall_type="no_fault", **proof)
    play.office.case_id = asked
    work_off(play.office.store)
    yield "answered"


UNNEEDED_PLAYS: Mapping[str, Callable[[Play], Iterator[str]]] = {
    "unneeded": unneeded,
    "given_up": given_up,
    "revoked": revoked,
    "reopened": reopened,
    "reported": reported,
}
