"""Single steps of the plays with believable answers: numbers that differ from step to step, a marker for every text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.disclosure.playing import FILE, TEXT, Play
from tests.disclosure.world import BORN
from workflows.office.catalogues_file import shipped_schemes

CRITERIA = ("politics", "ability", "masses", "style", "hardship")


def lead(play: Play, people_text: str, **answers: Any) -> None:
    """Register a lead from a hot line."""
    given = {"trigger": "T5", "source": "hotline", "people_text": people_text, "occurred_on": "2026-02-27"}
    texts = {"facts": TEXT, "evidence": TEXT, "evidence_files": [FILE]}
    play.start("recall", "lead_registered", "registrar", **{**given, **texts, **answers})


def accept(play: Play) -> None:
    """Take it up as a matter of fault."""
    play.do("accept_lead", "acceptor", outcome="accept", recall_type="ordered")


def verify(play: Play, step: str, by: str, cadres: int, villagers: int, ground: str = "G3") -> None:
    """One office goes to the village and finds every member of the lead at fault."""
    hears = step.startswith("verify_poverty")
    accused = [str(play.office.postings[name]) for name in play.accused]
    play.do(
        step,
        by,
        visited_on="2026-03-02",
        cadres_heard=cadres,
        villagers_heard=villagers,
        statement_heard=hears,
        refusal_note=TEXT,
        findings=[{"posting_id": one, "ground": ground, "finding": "substantiated"} for one in accused],
        findings_text=TEXT,
    )


def report(play: Play, step: str = "joint_report", **answers: Any) -> None:
    """The joint report, as the findings bound it."""
    numbers = {"attendance_gap": -9, "months_short": 3, "leave_days_year": 17}
    given = {"has_falsified_file": True, "sent_known_unfit": True, "report": TEXT, **numbers, **answers}
    allegations = [{"conclusion": "substantiated"} for _ in play.accused]
    play.do(step, "investigator", outcome="report", allegations=allegations, **given)
    # The report's rows are taken from the findings: whom each is about, and of what.
    found = [probe for probe in play.probes if probe.step.startswith("verify_")]
    play.probes += [replace(probe, step=step) for probe in found if probe.field in ("posting_id", "ground")]


def make_up(play: Play) -> None:
    """The leader, for whom a deputy was interviewed, is interviewed later, though the office would have let it be."""
    for number, answers in ((1, {"outcome": "excuse", "makeup_reason": TEXT}), (2, {"outcome": "held"})):
        play.do(f"set_makeup {number}", "registrar", makeup_at="2026-03-04T10:00:00+08:00", makeup_place=TEXT)
        if number == 2:
            texts = ("makeup_held_place", "makeup_interviewee", "makeup_attendees", "makeup_points")
            answers = {**answers, "makeup_held_at": "2026-03-02T08:50:00+08:00", **dict.fromkeys(texts, TEXT)}
        play.do(f"makeup_interview {number}", "registrar", **answers)
        if number == 1:
            play.do("decide_makeup", "director", outcome="refuse", makeup_decision_reason=TEXT)
    play.do("sign_makeup", "unit_leader", is_makeup_confirmed=True, makeup_remarks=TEXT)


def until_reported(play: Play) -> None:
    """From the lead to a joint report that both offices have signed."""
    lead(play, "W01")
    accept(play)
    verify(play, "verify_office", "investigator", 37, 371)
    verify(play, "verify_poverty", "poverty_investigator", 43, 433)
    report(play)
    play.do("sign_report", "poverty_investigator", outcome="sign")


def decide(play: Play, outcome: str, step: str = "decide", **answers: Any) -> None:
    """The meeting decides."""
    votes = {"votes_for": 31, "votes_against": 2, "votes_abstain": 4}
    given = {"meeting_on": "2026-03-02", "minutes_no": TEXT, "decision_basis": TEXT, **votes, **answers}
    files = {} if outcome == "reverify" else {"decision_minutes": [FILE]}
    play.do(step, "director", outcome=outcome, **files, **given)


def review(play: Play, step: str, points: int, outcome: str) -> None:
    """A gate review of one seat."""
    answers: dict[str, Any] = {"has_no_conflict": True, "outcome": outcome}
    answers["scores"] = [{"points": points, "evidence": TEXT} for _ in CRITERIA]
    if outcome != "agree":
        answers |= {"reason_code": "insufficient", "review_reason": TEXT, "unit_reason": TEXT}
    play.do(step, f"reviewer_{step[7]}", **answers)


def call(play: Play, step: str, rating: int, relation: str, finding: str = "clear") -> None:
    """A background call."""
    told = {"unit_reason": TEXT} if finding == "negative" else {}
    play.do(
        step,
        "acceptor",
        called_at=f"2026-03-02T08:{rating * 5}:00+08:00",
        relation=relation,
        is_from_unit_list=relation == "superior",
        interviewee=TEXT,
        call_remarks=TEXT,
        has_red_flag=False,
        is_unreached=False,
        call_finding=finding,
        ratings=[{"rating": rating} for _ in CRITERIA],
        **told,
    )


def nominate(play: Play, number: str, step: str = "nominate", **answers: Any) -> None:
    """The unit nominates somebody."""
    given: dict[str, Any] = {
        "employee_no": number,
        "department": "W-1",
        "departments_without": ["W-2"],
        "recommender": TEXT,
        "attitude_reason": TEXT,
        "resource_reason": TEXT,
        "rural_reason": TEXT,
        "cv_ref": TEXT,
        "staff_type": "civil_servant",
        "appraisal_last_year": "competent",
        "appraisal_year_before": "excellent",
        "born_on": BORN,
        "is_party_member": True,
        "work_years": 15,
        "is_health_fit": True,
        "discipline_record": "none",
        "has_village_relative": True,
        "is_home_village": True,
        "special_circumstance": "sole_carer",
        "proofs": ["cv", "appraisal", "health", "discipline", "party"],
        "strengths": ["industry"],
        "add_another": False,
        "has_nobody": False,
        "is_self_nominated": False,
        "papers": [],
    }
    play.do(step, "unit_hr", **{**given, **answers})


def both_calls(play: Play, first: int, finding: str = "clear") -> None:
    """Two calls, which are enough for the fast track."""
    call(play, f"phone_check {first}", 4, "peer", finding)
    call(play, f"phone_check {first + 1}", 5, "superior", finding)


def party_group(play: Play, outcome: str, step: str = "party_group", **answers: Any) -> None:
    """The party group decides."""
    counts = {"members_total": 29, "members_present": 27, "votes_for": 25, "votes_against": 1, "votes_abstain": 1}
    given = {"meeting_on": "2026-03-02", "minutes_no": TEXT, **counts, **answers}
    play.do(step, "unit_secretary", outcome=outcome, **given)


def answer_above(play: Play) -> Iterator[str]:
    """The unit answers one level up: interview, both leaders in their own right, rectification."""
    play.do(
        "decide_accountability",
        "superior",
        is_authority_confirmed=True,
        outcome="pursue",
        accountability_opinion=TEXT,
        called_in=["main_leader", "leader_in_charge"],
        main_leader="舒书记",
        charge_leader=TEXT,  # somebody who held the post then: a name, and no person
        special_at="2026-03-02T17:30:00+08:00",
        special_place=TEXT,
    )
    yield "measures_decided"
    texts = ("special_place", "special_interviewee", "special_attendees", "special_points")
    play.do("special_interview", "superior", special_held_at="2026-03-02T08:30:00+08:00", **dict.fromkeys(texts, TEXT))
    yield "interviewed_above"
    for place, leader in enumerate(("unit_secretary", "unit_leader"), start=1):
        play.do(f"sign_special {place}", leader, is_special_confirmed=True, special_remarks=TEXT)
    yield "signed_above"
    play.do("pursue_leader 1", "superior", pursuit_proposal="admonish", pursuit_grounds=TEXT)
    play.do(
        "pursue_leader 2",
        "superior",
        pursuit_proposal="circular",
        pursuit_grounds=TEXT,
        is_self_criticism_received=True,
    )
    yield "pursued"
    play.do("rectify", "unit_hr", measures=TEXT, measures_owner=TEXT, measures_proof=[FILE])
    yield "rectified"
    play.do("inspect", "organisation", outcome="pass", inspection_opinion=TEXT)
    yield "inspected"


def handover_items() -> dict[str, Any]:
    """Everything is handed over, with a remark on each."""
    return {"handed": [{"state": "yes", "remark": TEXT} for _line in shipped_schemes()["handover_5"].lines]}
