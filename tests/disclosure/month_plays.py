"""Plays of a month: points claimed for a member, what an inspection found of one, an appeal against a result, and a talk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from tests.disclosure.playing import FILE, TEXT, Play
from tests.recall.office import BPMN
from workflows.casework.messages import publish_message
from workflows.casework.models import Case, CasePart, RowAsk
from workflows.casework.transaction import transaction
from workflows.casework.verbs.answer_row import answer_row
from workflows.casework.verbs.complete import complete
from workflows.casework.words import AskState
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Unit, User
from workflows.procedure import read_folder
from workflows.procedure.scenario import EVERY_ROW
from workflows.scenarios.stage import Examples, Stage

MONTH_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "claim": ("points_claim",),
    "claim_refused": ("points_claim",),
    "finding": ("inspection_finding", "rectification", "rectification_item"),
    "finding_unfounded": ("inspection_finding", "rectification", "rectification_item"),
    "appeal": ("assessment_appeal",),
    "talk": ("assessment_consequence",),
}
# A month must be graded before somebody appeals against it; its own steps are no part of these plays.
_MONTH = ("assessment", "assessment_facts", "assessment_county")
BESIDE: Mapping[str, tuple[str, ...]] = {"appeal": _MONTH}
_SCORER = "lent"


def _claim(play: Play, step: str, member: str, points: int) -> None:
    answers = {"member_text": member, "claim_month": "2026-03-01", "line": "praise", "points": points}
    given = {**answers, "facts": TEXT, "proof": [FILE]}
    play.options["praise"] = "上级表扬表彰"
    if step == "claim":
        play.start("points_claim", "claim", "township", **given)
    else:
        play.do(step, "township", **given)


def claim(play: Play) -> Iterator[str]:
    """A bonus claimed for a wrong number, put right, and agreed to in part."""
    _claim(play, "claim", "W99", 7)
    yield "mistaken"
    _claim(play, "correct_claim", "W01", 9)
    yield "claimed"
    play.do("agree", "county", outcome="agree", agreed_points=8)
    yield "recorded"


def claim_refused(play: Play) -> Iterator[str]:
    """A bonus that the county does not agree to."""
    _claim(play, "claim", "W01", 9)
    yield "claimed"
    play.do("agree", "county", outcome="refuse", claim_opinion=TEXT)
    yield "refused"


def _finding(play: Play, step: str, **about: str) -> None:
    what = {"found_on": "2026-03-01", "finding_kind": "absence", "severity": "ordinary", "inspectors": TEXT}
    given = {**about, **what, "place": TEXT, "facts": TEXT, "evidence_files": [FILE]}
    if step == "found":
        play.start("inspection_finding", step, "inspector", **given)
    else:
        play.do(step, "inspector", **given)


def finding(play: Play) -> Iterator[str]:
    """What an inspection found of a wrong number, put right, verified by somebody else and made a lead."""
    _finding(play, "found", about="member", member_text="W99")
    yield "mistaken"
    _finding(play, "correct_finding", about="member", member_text="W01")
    yield "entered"
    play.options["deduction"] = "减分项（本地填写）"
    taken = {"is_deducted": True, "line": "deduction", "deducted_points": 17}
    play.do("verify", "acceptor", outcome="substantiated", verify_opinion=TEXT, handling="lead", **taken)
    yield "lead"


def finding_unfounded(play: Play) -> Iterator[str]:
    """What an inspection found of a team, at first of a village that is none; it does not hold."""
    _finding(play, "found", about="team", village_text="V99")
    yield "mistaken"
    _finding(play, "correct_finding", about="team", village_text="V1")
    yield "entered"
    play.do("verify", "acceptor", outcome="unfounded", verify_opinion=TEXT)
    yield "unfounded"


def _graded(play: Play) -> None:
    """March is graded in the first county, by somebody who belongs to it for these days only; the member appeals."""
    office = play.office
    _lend(play)
    for moment in ("2026-04-01 00:30", "2026-04-01 09:00"):
        office.clock.move_to(moment)
        work_off(office.store)
    with office.store.read() as work:
        part = work.session.scalars(select(CasePart.part_id).where(CasePart.key == "C1")).one()
    stage = Stage("assessment_county", _examples(), lambda value: value, part)
    facts = Stage("assessment_facts", _examples(), lambda value: value, part)
    _answer(play, "village_secretary", absent_1="")
    _sheet(play, stage, "collect", _SCORER)
    _sheet(play, facts, "diaries", "township")
    _answer(play, "recalled", cause="device", explanation="手机故障未能打卡，当月在村入户走访。")
    _sheet(play, facts, "exceptions", "township")
    _sheet(play, stage, "score", _SCORER, outcome="some", points=2)
    text = play.marked("appeal", "appeal_text")
    _answer(play, "recalled", outcome="appeal", appeal_text=text)
    with office.store.read() as work:
        office.case_id = work.session.scalars(select(Case.id).where(Case.process_id == "assessment_appeal")).one()


def _lend(play: Play) -> None:
    with play.office.store.write() as work:
        county = work.session.scalars(select(Unit.id).where(Unit.code == "C1")).one()
        person = Person(name="甘借用", unit_id=county)
        work.session.add(person)
        work.session.flush()
        user = User(username=_SCORER, person_id=person.id)
        held = {"post_key": "county_office", "from_on": date(2026, 3, 1), "to_on": date(2026, 4, 2)}
        work.session.add_all([user, PostHolding(person_id=person.id, unit_id=county, **held)])
        work.session.flush()
        play.office.users[_SCORER] = user.id


@lru_cache
def _examples() -> Examples:
    return Examples.of({name: read_folder(BPMN / name) for name in _MONTH})


def _answer(play: Play, by: str, **answers: Any) -> None:
    """Answer on the row that asks somebody."""
    actor = play.office.actor(by)
    with transaction(play.office.store) as work:
        asked = select(RowAsk.id).where(RowAsk.person_id == actor.person_id, RowAsk.state == AskState.OPEN)
        answer_row(work, work.session.scalars(asked).one(), actor, answers)
    work_off(play.office.store)


def _sheet(play: Play, stage: Stage, element: str, by: str, **answers: Any) -> None:
    """Settle each row of a sheet as its form's example says but for these answers, and complete it."""
    actor = play.office.actor(by)
    with transaction(play.office.store) as work:
        stage.save_rows(work, stage.task(work, element), actor, {EVERY_ROW: answers})
    with transaction(play.office.store) as work:
        complete(work, stage.task(work, element).id, actor, {})
    work_off(play.office.store)


def _lines(**points: int) -> list[dict[str, Any]]:
    """The lines that a person scored, with what some of them are changed to."""
    names = (("law", "遵纪守法"), ("nots", "“五个不准”"), ("fifth", "纪律第五项（本地填写）"))
    return [{"item_name": name, "points": 2, "most": 6, "new_points": points.get(key)} for key, name in names]


def appeal(play: Play) -> Iterator[str]:
    """An appeal for which the county asks for more and changes days and points; the member goes on to the city, which does too."""
    _graded(play)
    yield "appealed"
    play.do("county_review 1", "county", outcome="ask", county_opinion=TEXT)
    yield "more_asked"
    play.do("supplement", "recalled", supplement_text=TEXT, supplement_files=[FILE])
    yield "supplemented"
    changed = {"outcome": "change", "scored_lines": _lines(law=5)}
    play.do("county_review 2", "county", **changed, days_counted="3、5-7", nights_counted="5-6", county_opinion=TEXT)
    yield "county_decided"
    play.do("go_on", "recalled", outcome="city", city_ground=TEXT, city_files=[FILE])
    yield "gone_on"
    changed = {"outcome": "change", "scored_lines": _lines(nots=4)}
    play.do("city_review", "acceptor", **changed, city_days="11-12", city_nights="11", city_opinion=TEXT)
    yield "closed"


def _talk(play: Play) -> None:
    """March has led to a talk with the member, as the round says it."""
    office = play.office
    office.clock.move_to("2026-04-02 09:30")
    with office.store.read() as work:
        person_id = work.session.get_one(User, office.users["recalled"]).person_id
    said = {"month": "2026-03-01", "month_name": "2026年3月", "member_name": "陈小明", "village_name": "清溪村"}
    of = {"unit_code": "WATER", "county_code": "C1", "person": f"person:{person_id}", "lead_person": "W01", "key": "m1"}
    why = {"consequence": "talk", "trigger": None, "ground": "当月考核为差", "ground_en": "Poor", "facts": "总分59分"}
    with transaction(office.store) as work:
        publish_message(work, "consequence.wanted", "m1", {**said, **of, **why})
    work_off(office.store)
    with office.store.read() as work:
        office.case_id = work.session.scalars(select(Case.id).where(Case.process_id == "assessment_consequence")).one()


def talk(play: Play) -> Iterator[str]:
    """A talk after a month: the county holds it, the member signs the record with an objection."""
    _talk(play)
    yield "wanted"
    held = {"talk_at": "2026-04-02T09:00:00+08:00", "talk_place": TEXT, "talk_present": TEXT}
    play.do("talk", "county", outcome="held", **held, talk_points=TEXT, talk_note=TEXT)
    yield "held"
    play.do("sign", "recalled", is_record_confirmed=True, talk_remarks=TEXT)
    yield "talked"


MONTH_PLAYS: Mapping[str, Callable[[Play], Iterator[str]]] = {
    "claim": claim,
    "claim_refused": claim_refused,
    "finding": finding,
    "finding_unfounded": finding_unfounded,
    "appeal": appeal,
    "talk": talk,
}
