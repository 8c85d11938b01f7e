"""Plays of a batch: the need of a village, the round, a unit's share; and of an order to put something right."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from tests.disclosure import steps
from tests.disclosure.playing import FILE, TEXT, Play
from tests.recall.office import BPMN
from workflows.casework.models import CasePart, SheetRow, Task, TaskStatus
from workflows.casework.transaction import transaction
from workflows.casework.verbs.save_row import save_row
from workflows.jobs.duties import work_off
from workflows.procedure import read_folder
from workflows.procedure.model import Procedure
from workflows.selection.models import Candidate
from workflows.selection.operations.batch_ends import place_name
from workflows.selection.own_candidacy import ask_to_leave

BATCH = ("village_need", "selection_nomination", "selection_unit", "selection_list_review", "selection_batch")
FOLDERS: Mapping[str, tuple[str, ...]] = {
    "need": ("village_need",),
    "batch": BATCH,
    "batch_stopped": BATCH,
    "share": BATCH,
    "withdrawal": ("selection_withdrawal", *BATCH),
    "own_withdrawal": ("selection_withdrawal", *BATCH),
    "rectification": ("rectification", "rectification_item"),
    "unneeded": ("recall_no_refill",),
    "revoked": ("recall_revocation",),
    "reopened": ("recall_reopening",),
    "reported": ("recall_report",),
}
NEED = {"village_code": "V1", "village_kind": "weak", "has_lodging": True, "language": TEXT}


@lru_cache
def folders(names: tuple[str, ...]) -> tuple[Procedure, ...]:
    """These procedures as they are shipped, each read once."""
    return tuple(read_folder(BPMN / name) for name in names)


def need_step(play: Play, step: str, village_number: str, slots: int, radius: int, **needs: Any) -> None:
    """The township says what a village needs, first or once more."""
    place = {"latitude": 27.5 + radius / 1e6, "longitude": 110 + radius / 1e6, "fence_radius": radius}
    answers = {**NEED, "village_number": village_number, "slots": slots, **place, **needs}
    if step == "need":
        play.start("village_need", "need", "township", **answers)
    else:
        play.do(step, "township", **answers)


def need(play: Play) -> Iterator[str]:
    """A village's need, returned once by the county."""
    need_step(play, "need", "431200000001", 2, 801, needs=["industry", "party"])
    yield "reported"
    play.do("accept_need 1", "county", outcome="return", return_reason=TEXT)
    yield "returned"
    need_step(play, "correct_need", "431200000001", 3, 907, needs=["medical"])
    yield "corrected"
    play.do("accept_need 2", "county", outcome="accept")
    yield "accepted"


def _begin(play: Play) -> None:
    """A village wants one person more, and a batch has begun that asks WATER for them."""
    with play.quietly():
        need_step(play, "need", "431200000001", 2, 801, needs=["industry"])
        play.do("accept_need", "county", outcome="accept")
    given = {"batch_name": "二〇二六年第一批", "answer_by": "2026-03-20", "requirements": TEXT, "contact": TEXT}
    play.start("selection_batch", "batch", "organisation", **given)
    work_off(play.office.store)


def _share(play: Play, outcome: str, **answers: Any) -> None:
    office = play.office
    with transaction(office.store) as work:
        row = work.session.scalars(select(SheetRow).where(SheetRow.case_id == office.case_id)).one()
        task_id = _task(play, "shares")
        chosen = {"share_unit": "WATER", "share_role": "member"}
        save_row(work, task_id, row.id, office.actor("organisation"), chosen, version=row.version)
    play.answered |= {("share", "share_unit"), ("share", "share_role")}
    office.do("shares", "organisation")
    play.do("issue", "organisation", outcome=outcome, **answers)
    work_off(office.store)


def _task(play: Play, element: str) -> uuid.UUID:
    with play.office.store.read() as work:
        of_case = (Task.case_id == play.office.case_id, Task.status == TaskStatus.OPEN, Task.element_id == element)
        return work.session.scalars(select(Task.id).where(*of_case)).one()


def _part(play: Play) -> uuid.UUID:
    with play.office.store.read() as work:
        return work.session.scalars(select(CasePart.part_id).where(CasePart.round_id == play.office.case_id)).one()


def _named(play: Play, number: str, step: str) -> None:
    """The unit nominates somebody, whom a person qualifies; the next step knows them."""
    steps.nominate(play, number, step=step)
    last = step.split()[-1]
    play.do(f"qualify_manually {last}", "acceptor", outcome="pass", qualification_note=TEXT)
    with play.office.store.read() as work:
        for row in work.session.scalars(select(Candidate)):
            play.options[str(row.id)] = f"{row.person.name}（清溪村{place_name(row.slot)}队员）"


def _meeting(play: Play, step: str, outcome: str, *, votes: int = 3, **answers: Any) -> None:
    """The party group of three."""
    present = [{"employee_no": str(play.office.persons[name])} for name in ("unit_secretary", "unit_leader", "unit_hr")]
    ranked = [
        {"candidate_id": key, "votes_for": votes, "votes_against": 0, "votes_abstain": 3 - votes}
        for key in play.options
    ]
    given = {"meeting_on": "2026-03-02", "members_total": votes + 1, "minutes_no": TEXT, "minutes": [FILE]}
    if outcome == "proposed":
        answers["ranked"] = ranked[-1:]
    play.do(step, "unit_secretary", outcome=outcome, attendees=present, **given, **answers)
    work_off(play.office.store)


def batch(play: Play) -> Iterator[str]:
    """A batch of one place, whose list is returned once, accepted and settled."""
    _begin(play)
    yield "begun"
    _share(play, "issue")
    yield "issued"
    office, round_id = play.office, play.office.case_id
    part_id = _part(play)
    with play.quietly():
        office.case_id = part_id
        play.do("reply", "unit_hr", outcome="take")
        _named(play, "W11", "nominate 1")
        _meeting(play, "meeting", "proposed")
    office.case_id = round_id
    yield "reported"
    play.do("review_unit 1", "acceptor", outcome="return", return_reason=TEXT)
    work_off(office.store)
    yield "returned"
    with play.quietly():
        office.case_id = part_id
        _meeting(play, "meeting", "proposed", votes=2)
    office.case_id = round_id
    play.do("review_unit 2", "acceptor", outcome="accept")
    work_off(office.store)
    yield "accepted"
    play.do("settle_list", "organisation", outcome="release", settle_remark=TEXT)
    work_off(office.store)
    yield "settled"


def batch_stopped(play: Play) -> Iterator[str]:
    """A batch that is not issued."""
    _begin(play)
    _share(play, "stop", stop_reason=TEXT)
    yield "stopped"


def share(play: Play) -> Iterator[str]:
    """A unit's share: exemption denied, one meeting that finds nobody, one whose list is returned, one whose list is accepted."""
    with play.quietly():
        _begin(play)
        _share(play, "issue")
    office, round_id = play.office, play.office.case_id
    office.case_id = part_id = _part(play)
    yield "asked"
    play.do("reply", "unit_hr", outcome="exemption", exemption_reason=TEXT)
    yield "exemption_asked"
    play.do("decide_exemption", "organisation", exemption="deny", exemption_answer=TEXT)
    yield "denied"
    _named(play, "W11", "nominate 1")
    yield "qualified"
    _meeting(play, "meeting 1", "reopen", meeting_reason=TEXT)
    yield "reopened"
    _named(play, "W12", "nominate 2")
    _meeting(play, "meeting 2", "proposed")
    yield "ranked"
    for outcome, moment in (("return", "returned"), ("accept", "accepted")):
        with play.quietly():
            office.case_id = round_id
            play.do(
                "review_unit", "acceptor", outcome=outcome, **({"return_reason": TEXT} if outcome == "return" else {})
            )
            work_off(office.store)
            office.case_id = part_id
        yield moment
        if outcome == "return":
            _meeting(play, "meeting 3", "proposed", votes=2)
            yield "ranked_again"


def _stands(play: Play) -> None:
    """The unit has nominated its candidate for a place."""
    with play.quietly():
        _begin(play)
        _share(play, "issue")
        play.office.case_id = _part(play)
        play.do("reply", "unit_hr", outcome="take")
        _named(play, "W11", "nominate 1")


def own_withdrawal(play: Play) -> Iterator[str]:
    """The candidate asks to be left out on their own page, before the meeting."""
    _stands(play)
    office = play.office
    with transaction(office.store) as work:
        task_id = ask_to_leave(work, office.actor("candidate"))
        office.case_id = work.session.get_one(Task, task_id).case_id
    yield "opened"
    play.do("own_statement", "candidate", withdraw_reason=TEXT, is_sure=True)
    work_off(office.store)
    yield "withdrawn"


def withdrawal(play: Play) -> Iterator[str]:
    """A unit enters a withdrawal: first of somebody who stands for nothing, then of its own candidate, before the meeting."""
    _stands(play)
    given = {"asked_by": "person", "withdraw_reason": TEXT, "statement": [FILE]}
    play.start("selection_withdrawal", "withdrawal", "unit_hr", employee_no="W12", **given)
    yield "refused"
    play.do("correct_withdrawal", "unit_hr", employee_no="W11", **given)
    work_off(play.office.store)
    yield "withdrawn"


def rectification(play: Play) -> Iterator[str]:
    """An order to put something right, by hand: sent back once, then accepted."""
    asked = {"unit_code": "WATER", "unit_name": "市水务局", "subject": TEXT, "items": [{"problem": TEXT}]}
    play.start("rectification", "asked", "registrar", inspect_group="general_group", **asked)
    yield "asked"
    done = {"measures": TEXT, "measures_owner": TEXT, "measures_proof": [FILE]}
    play.do("rectify 1", "unit_hr", **done)
    yield "put_right"
    play.do("inspect 1", "acceptor", outcome="again", inspection_opinion=TEXT)
    yield "sent_back"
    play.do("rectify 2", "unit_hr", **done)
    yield "put_right_again"
    play.do("inspect 2", "acceptor", outcome="pass", inspection_opinion=TEXT, inspection_proof=[FILE])
    yield "passed"


BATCH_PLAYS: Mapping[str, Callable[[Play], Iterator[str]]] = {
    "need": need,
    "batch": batch,
    "batch_stopped": batch_stopped,
    "share": share,
    "withdrawal": withdrawal,
    "own_withdrawal": own_withdrawal,
    "rectification": rectification,
}
