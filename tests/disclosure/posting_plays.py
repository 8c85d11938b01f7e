"""Plays of a batch that goes on: one candidate's calls and reviews; the matching, an exchange, and orders."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from tests.disclosure import steps
from tests.disclosure.batch_plays import BATCH, need_step
from tests.disclosure.playing import FILE, TEXT, Play
from tests.office.values import decided
from tests.recall.office import CENTRE
from workflows.casework.models import CasePart, SheetRow, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.save_row import save_row
from workflows.jobs.duties import work_off
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.selection.models import Candidate
from workflows.store import UnitOfWork

_VETTING = ("selection_candidate", "selection_vetting", "background_calls", "gate_review")
_PERSON = ("selection_person", "selection_arrival", "selection_handover")
_NOTICE = ("selection_notice", "selection_objection")
_ALL = (*BATCH, "selection_posting", *_VETTING, *_PERSON, *_NOTICE)
POSTING_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "vetted": _ALL,
    "posting": _ALL,
    "person": _ALL,
    "announced": _ALL,
    "kept": ("selection_withdrawal", *_ALL),
}
_UNBOUND = {"has_village_relative": False, "is_home_village": False, "special_circumstance": "none"}
_SHEETS = {
    "shares": "selection.shares",
    "match_places": "selection.matching",
    "sign_orders": "selection.orders",
}
_TERM = {"term_from": "2026-03-03", "term_to": "2028-03-31"}


def _goes_on(play: Play) -> None:
    """Two places of a village, a candidate for each, and the accepted list goes on; the case is that of the orders."""
    office = play.office
    need_step(play, "need", "431200000001", 3, 801, needs=["industry"])
    play.do("accept_need", "county", outcome="accept")
    given = {"batch_name": "二〇二六年第一批", "answer_by": "2026-03-20", "requirements": TEXT, "contact": TEXT}
    play.start("selection_batch", "batch", "organisation", **given)
    work_off(office.store)
    _save(play, "shares", "organisation", lambda row: {"share_unit": "WATER", "share_role": "member"})
    play.do("issue", "organisation", outcome="issue")
    work_off(office.store)
    round_id = office.case_id
    (office.case_id,) = (unit_part,) = _parts(play, round_id)
    play.do("reply", "unit_hr", outcome="take")
    for number in ("W11", "W12"):
        steps.nominate(play, number, step=f"nominate {number}", **_UNBOUND)
    _propose(play)
    office.case_id = round_id
    play.do("review_unit", "acceptor", outcome="accept")
    play.do("settle_list", "organisation", outcome="proceed")
    _let_pass(play)
    office.case_id = next(each for each in _parts(play, round_id) if each != unit_part)


def _propose(play: Play) -> None:
    office = play.office
    with office.store.read() as work:
        ranked = [
            {"candidate_id": str(row.id), "votes_for": 3, "votes_against": 0, "votes_abstain": 0}
            for row in work.session.scalars(select(Candidate).order_by(Candidate.id))
        ]
    present = [{"employee_no": str(office.persons[name])} for name in ("unit_secretary", "unit_leader", "unit_hr")]
    given = {"meeting_on": "2026-03-02", "members_total": 4, "minutes_no": TEXT, "minutes": [FILE]}
    play.do("meeting", "unit_secretary", outcome="proposed", ranked=ranked, attendees=present, **given)
    work_off(office.store)


def _let_pass(play: Play) -> None:
    """What waits for the next second, and for the one after it, goes on."""
    for _ in range(2):
        play.office.clock.now += timedelta(minutes=1)
        work_off(play.office.store)


def _parts(play: Play, round_id: uuid.UUID | None) -> list[uuid.UUID]:
    """The parts of a round."""
    with play.office.store.read() as work:
        of_round = select(CasePart.part_id).where(CasePart.round_id == round_id)
        return list(work.session.scalars(of_round.order_by(CasePart.key)))


def _rows(work: UnitOfWork, case_id: uuid.UUID | None, element: str) -> list[SheetRow]:
    of_sheet = (SheetRow.case_id == case_id, SheetRow.sheet == _SHEETS[element])
    return list(work.session.scalars(select(SheetRow).where(*of_sheet).order_by(SheetRow.place)))


def _save(play: Play, element: str, by: str, answers: Callable[[SheetRow], dict[str, Any]]) -> None:
    """Answer each row of a sheet, and complete it."""
    office = play.office
    with office.store.read() as work:
        of_case = (Task.case_id == office.case_id, Task.status == TaskStatus.OPEN, Task.element_id == element)
        task_id = work.session.scalars(select(Task.id).where(*of_case)).one()
        rows = _rows(work, office.case_id, element)
    for row in rows:
        with transaction(office.store) as work:
            save_row(work, task_id, row.id, office.actor(by), answers(row), version=row.version)
    office.do(element, by)
    work_off(office.store)


def _vet(play: Play, county_view: str) -> None:
    """Three calls, two reviews and the county's opinion."""
    for place, relation in enumerate(("peer", "superior", "served"), 1):
        steps.call(play, f"phone_check {place}", 2 + place, relation)
    steps.review(play, "review_a 1", 16, "agree")
    steps.review(play, "review_b 1", 17, "agree")
    play.do("county_opinion", "county", county_view=county_view, village_needs=TEXT)
    _let_pass(play)


def vetted(play: Play) -> Iterator[str]:
    """One candidate of a batch: three calls, two reviews, the county's opinion."""
    with play.quietly():
        _goes_on(play)
    play.office.case_id = _parts(play, play.office.case_id)[0]
    yield "begun"
    for place, relation in enumerate(("peer", "superior", "served"), 1):
        steps.call(play, f"phone_check {place}", 2 + place, relation)
    yield "called"
    steps.review(play, "review_a 1", 16, "agree")
    yield "half_reviewed"
    steps.review(play, "review_b 1", 17, "agree")
    yield "reviewed"
    play.do("county_opinion", "county", county_view="reserved", village_needs=TEXT)
    _let_pass(play)
    yield "vetted"


def posting(play: Play) -> Iterator[str]:
    """Two are matched and exchanged; one order is signed, the other sent back; then the place is left."""
    office = play.office
    with play.quietly():
        _goes_on(play)
        orders = office.case_id
        for office.case_id in _parts(play, orders):
            _vet(play, "support")
        office.case_id = orders
    yield "vetted"
    _save(play, "match_places", "group_leader", lambda row: _chosen(play, row))
    yield "matched"
    with office.store.read() as work:
        rows = _rows(work, office.case_id, "match_places")
        people = {str(each.id): each.person.name for each in work.session.scalars(select(Candidate))}
    one, other = (f"{row.key} · 清溪村队员：{people[row.answers['chosen']]}" for row in rows)
    for row, value in zip(rows, (one, other), strict=True):
        # As the form called it, however the places stand afterwards.
        play.options[value] = f"清溪村第{row.key[-1]}名额 队员：{people[row.answers['chosen']]}"
    swap = {"outcome": "swap", "swap_a": one, "swap_b": other}
    play.do("settle_matching 1", "group_leader", **swap, swap_reason=TEXT)
    yield "exchanged"
    play.do("settle_matching 2", "group_leader", outcome="submit", handover_contact=TEXT, **_TERM)
    yield "submitted"
    _save(play, "sign_orders", "director", lambda row: _signed(play, row))
    yield "signed"


def _sent(play: Play) -> None:
    """One of two is signed, and their part of the batch has begun; the case is theirs."""
    office = play.office
    with play.quietly():
        _goes_on(play)
        orders = office.case_id
        for office.case_id in _parts(play, orders):
            _vet(play, "support")
        office.case_id = orders
        why = "熟悉产业，村里急需，综合比较确定。"
        _save(play, "match_places", "group_leader", lambda row: {"chosen": _first(row), "match_reason": why})
        play.do("settle_matching", "group_leader", outcome="submit", handover_contact=TEXT, **_TERM)
        with office.store.write() as work:
            left = work.session.get_one(Posting, office.postings["recalled"])
            left.status, left.to_on = PostingStatus.ENDED, date(2026, 2, 27)
        back = {"outcome": "return", "return_reason": "该村另有安排，请重新匹配人选。"}
        # Of two who come at once either might take over from the one who left.
        _save(play, "sign_orders", "director", lambda row: {"outcome": "sign"} if "江一帆" in row.name else back)
        office.case_id = _part_of(play, orders, "江一帆")


def person(play: Play) -> Iterator[str]:
    """One who was sent: arrival, a handover that is disputed, and in the end by one side alone."""
    office = play.office
    _sent(play)
    yield "sent"
    place = {"latitude": CENTRE[0] + 0.001, "longitude": CENTRE[1] + 0.001}
    play.do("report_in", "candidate", photo=[FILE], dingtalk_account=TEXT, **place)
    yield "punched"
    play.do("confirm_arrival", "village_secretary", outcome="arrived")
    yield "arrived"
    play.do("hand_over", "recalled", **steps.handover_items())
    play.do("take_over 1", "candidate", outcome="accept")
    yield "taken"
    play.do("witness", "team_leader", outcome="dispute", witness_remark=TEXT)
    play.do("settle_dispute 1", "acceptor", outcome="again", dispute_ruling=TEXT)
    yield "disputed"
    office.clock.now += timedelta(days=9)
    work_off(office.store)
    play.do("hand_over_alone 1", "team_leader", alone_reason=TEXT, **steps.handover_items())
    play.do("take_over 2", "candidate", outcome="dispute", dispute_text=TEXT)
    play.do("settle_dispute 2", "acceptor", outcome="confirm", dispute_ruling=TEXT)
    yield "handed_over"


def kept(play: Play) -> Iterator[str]:
    """Whoever is to arrive asks to be let go, and is not."""
    _sent(play)
    given = {"asked_by": "person", "withdraw_reason": TEXT, "statement": [FILE]}
    play.start("selection_withdrawal", "withdrawal", "unit_hr", employee_no="W11", **given)
    yield "asked"
    play.do("decide_end", "director", outcome="refuse", end_reason=TEXT)
    yield "refused"


def announced(play: Play) -> Iterator[str]:
    """The list of a batch is announced; an objection is verified, and upheld."""
    office = play.office
    with play.quietly():
        with office.store.write() as work:
            decided(work, "5", key="selection.notice_days")
        _goes_on(play)
        orders = office.case_id
        for office.case_id in _parts(play, orders):
            _vet(play, "support")
        office.case_id = orders
        why = "熟悉产业，村里急需，综合比较确定。"
        _save(play, "match_places", "group_leader", lambda row: {"chosen": _first(row), "match_reason": why})
        play.do("settle_matching", "group_leader", outcome="submit", handover_contact=TEXT, **_TERM)
    play.do("draw_up", "organisation", notice_from="2026-03-02", notice_days=6, notice_contact=TEXT)
    yield "announced"
    with office.store.read() as work:
        place = _rows(work, office.case_id, "match_places")[0].key
    play.options[place] = "清溪村队员"  # and whoever is to be sent there
    given = {"received_on": "2026-03-02", "received_by": "visit", "objector": TEXT, "objection_text": TEXT}
    play.do("register_objection", "organisation", objected_place=place, **given)
    yield "objected"
    play.do("hear_person", "candidate", statement=TEXT, statement_files=[FILE])
    yield "heard"
    play.do("verify_objection", "registrar", objection_finding="unfounded", objection_facts=TEXT)
    yield "verified"
    why = {"objection_reason": TEXT, "objection_deviation": TEXT, "objection_answer": TEXT}
    play.do("decide_objection", "director", outcome="uphold", **why)
    yield "decided"
    play.do("answer_objector", "organisation", answered_on="2026-03-02", answered_by="visit")
    yield "settled"


def _part_of(play: Play, round_id: uuid.UUID | None, name: str) -> uuid.UUID:
    with play.office.store.read() as work:
        of_person = (CasePart.round_id == round_id, CasePart.process_id == "selection_person")
        return next(row.part_id for row in work.session.scalars(select(CasePart).where(*of_person)) if row.name == name)


def _first(row: SheetRow) -> str:
    return str(row.given["options"][0]["value"])


def _chosen(play: Play, row: SheetRow) -> dict[str, Any]:
    play.answered |= {("match_place", "chosen"), ("match_place", "match_reason")}
    return {"chosen": _first(row), "match_reason": play.marked("match_places", "match_reason")}


def _signed(play: Play, row: SheetRow) -> dict[str, Any]:
    play.answered |= {("sign_order", "outcome"), ("sign_order", "return_reason")}
    if row.place == 1:
        return {"outcome": "sign"}
    return {"outcome": "return", "return_reason": play.marked("sign_orders", "return_reason")}


POSTING_PLAYS: Mapping[str, Callable[[Play], Iterator[str]]] = {
    "vetted": vetted,
    "posting": posting,
    "person": person,
    "announced": announced,
    "kept": kept,
}
