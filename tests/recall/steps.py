"""Stretches of a recall, so that a test says only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.recall.office import CENTRE, Office
from workflows.calendar.zone import to_local
from workflows.recall.models import Recall, RecallSubject

UNIT_REASON = "该村需要懂产业的干部，请另行推荐。"
CRITERIA = ("politics", "ability", "masses", "style", "hardship")


def accept(office: Office) -> None:
    """The lead is taken up as a matter of fault."""
    office.do("accept_lead", "wen", outcome="accept", recall_type="ordered")


def visit(office: Office, element_id: str, username: str, *findings: tuple[str, ...]) -> None:
    """An office's investigator found these (staff number, ground, finding; `repeated` after it where it is that)."""
    rows = [
        {"posting_id": str(office.postings[number]), "ground": ground, "finding": finding, "is_repeated": bool(more)}
        for number, ground, finding, *more in findings
    ]
    office.do(
        element_id,
        username,
        visited_on=office.today(),
        cadres_heard=2,
        villagers_heard=5,
        statement_heard=True,
        findings=rows,
        findings_text="走访村干部和农户，情况基本一致：打卡后即离村，工作无实绩。",
    )


def report(office: Office, *conclusions: str, **changes: Any) -> None:
    """The joint report says these of the allegations, in their order."""
    text = "联合调查组两家单位进村核实，逐人逐项形成认定意见，情况如上，请予研究。"
    rows = [{"conclusion": word} for word in conclusions]
    office.do("joint_report", "yan", **{"outcome": "report", "allegations": rows, "report": text, **changes})


def sign(office: Office) -> None:
    """The second office signs the report."""
    office.do("sign_report", "fu", outcome="sign")


def verify_and_report(office: Office, **changes: Any) -> None:
    """Both offices go to the village, find everybody idle, and report together."""
    accept(office)
    with office.store.read() as work:
        statement = select(RecallSubject.posting_id).join(Recall).where(Recall.case_id == office.case_id)
        accused = set(work.session.scalars(statement.order_by(RecallSubject.position)))
    found = [(number, "G3", "substantiated") for number, posting in office.postings.items() if posting in accused]
    visit(office, "verify_office", "yan", *found)
    visit(office, "verify_poverty", "fu", *found)
    report(office, *["substantiated"] * len(found), **changes)
    sign(office)


def decide(office: Office, slots: int, outcome: str = "order", people: Sequence[str] = (), **more: Any) -> None:
    """The meeting decides; of several members, `people` are those recalled, everybody unless told."""
    with office.store.read() as work:
        statement = select(RecallSubject.posting_id).join(Recall).where(Recall.case_id == office.case_id)
        accused = list(work.session.scalars(statement.order_by(RecallSubject.position)))
    chosen = [office.postings[number] for number in people] or accused
    several = {"ordered_people": [str(posting) for posting in chosen]} if len(accused) > 1 else {}
    office.do(
        "decide",
        "dai",
        **several,
        **more,
        outcome=outcome,
        slots_wanted=slots,
        meeting_on=office.today(),
        minutes_no="部务会21号",
        votes_for=5,
        votes_against=0,
        votes_abstain=1,
        decision_basis="联合调查属实，消极怠工，按召回办法责令召回。",
    )


def prepare(office: Office, *members: str) -> None:
    """The order is written; these members' posts are refilled."""
    answers: dict[str, Any] = {
        "order_facts": "虽按要求打卡考勤，但长期消极怠工、帮扶不力，陈小明尤甚。",
        "order_basis": "驻村工作队管理考核办法第十二条",
        "contact": "综合组 0745-2710000",
    }
    if members:
        answers["slot_people"] = [str(office.postings[number]) for number in members]
    else:
        answers["no_refill_reason"] = "该村已脱贫出列，人员满足需要。"
    office.do("prepare_order", "wen", **answers)
    office.do("sign_order", "dai", outcome="sign")


def serve(office: Office) -> None:
    """The unit signs for the order."""
    office.do("acknowledge", "hu", received_by="胡人事", is_received=True)


def appeal_on_paper(office: Office, outcome: str = "appeal", **more: Any) -> None:
    """Somebody recalled who has no account hands in on paper that they appeal, or that they do not."""
    office.do("enter_appeal", "bao", **{"outcome": outcome, "received_on": office.today(), **more})


def interview_and_recall(office: Office, *, is_appealed: bool = False) -> None:
    """The leader in charge is interviewed and the unit calls its people back, who appeal, or say that they do not."""
    if "interview" in office.open_tasks():
        office.do(
            "interview",
            "wen",
            interview_held_at=office.just_now(),
            interview_place="驻村办",
            interview_interviewee="冯分管",
            interview_attendees="综合组",
            interview_points="派出单位对派驻人员疏于管理，须立即改派并加强管理。",
        )
        office.do("sign_interview", "fen", is_record_confirmed=True)
    office.do(
        "unit_recall",
        "shu",
        left_on=office.today(),
        is_explained=True,
        is_handover_started=True,
        is_account_closed=True,
    )
    while "enter_appeal" in office.open_tasks():
        appeal_on_paper(office, "appeal" if is_appealed else "accept")


def nominate(office: Office, number: str, **changes: Any) -> None:
    """The unit nominates somebody."""
    answers = {
        "employee_no": number,
        "recommender": "机关党委",
        "attitude_reason": "工作不讲条件，有担当，主动请缨到最困难的村去。",
        "resource_reason": "熟悉农产品加工和销售渠道，可为村里引入合作社订单。",
        "rural_reason": "在农村长大，会说当地方言，做过两年包村干部。",
        "cv_ref": "简历-07",
        "staff_type": "civil_servant",
        "appraisal_last_year": "competent",
        "appraisal_year_before": "excellent",
        "born_on": "1985-05-01",
        "is_party_member": True,
        "work_years": 15,
        "is_health_fit": True,
        "discipline_record": "none",
        "special_circumstance": "none",
        "proofs": ["cv", "appraisal", "health", "discipline", "party"],
    }
    office.do("nominate", "hu", **{**answers, **changes})


def propose(office: Office, number: str) -> None:
    """The party group proposes somebody."""
    office.do(
        "party_group",
        "shu",
        outcome="proposed",
        candidate_id=str(office.persons[number]),
        meeting_on=office.today(),
        members_total=7,
        members_present=6,
        votes_for=6,
        votes_against=0,
        votes_abstain=0,
        minutes_no="党组纪要30号",
    )


def check_by_phone(office: Office, caller: str = "bao") -> None:
    """Two calls, one of them to a colleague."""
    for minutes, (relation, name) in enumerate((("peer", "王受访"), ("superior", "李受访"))):
        office.do(
            "phone_check",
            caller,
            called_at=to_local(office.clock.now - timedelta(minutes=minutes)).isoformat(),
            relation=relation,
            interviewee=name,
            call_remarks="为人踏实，熟悉农村，愿意吃苦。",
            call_finding="clear",
            ratings=[{"rating": 4} for _ in CRITERIA],
        )


def review(office: Office, seat: str, username: str, points: int = 16, outcome: str = "agree") -> None:
    """One gate review."""
    answers: dict[str, Any] = {"has_no_conflict": True, "outcome": outcome}
    answers["scores"] = [{"points": points, "evidence": "考察材料可证。"} for _ in CRITERIA]
    if outcome != "agree":
        answers |= {
            "reason_code": "unfit",
            "review_reason": "与村情需求不符，产业经验不足。",
            "unit_reason": UNIT_REASON,
        }
    office.do(f"review_{seat}", username, **answers)


def match_and_sign(office: Office, term_from: str, term_to: str) -> None:
    """The person is matched with the village and sent."""
    office.do("county_opinion", "county", county_view="support", village_needs="需要懂产业、会做群众工作的干部。")
    office.do("match", "lead", outcome="match", match_score=82, match_reason="专业与村产业需求相符。")
    office.do(
        "sign_dispatch", "dai", outcome="sign", term_from=term_from, term_to=term_to, handover_contact="综合组 2710000"
    )


def replace(office: Office, number: str, term_from: str, term_to: str) -> None:
    """From nomination to dispatch order without a hitch."""
    nominate(office, number)
    propose(office, number)
    check_by_phone(office)
    review(office, "a", "wen")
    review(office, "b", "bao", 17)
    match_and_sign(office, term_from, term_to)


def arrive(office: Office, village_secretary: str = "cun1") -> None:
    """The village says that the new member, who has not punched, is there; so does the county, as there is no township."""
    office.do(
        "confirm_arrival",
        village_secretary,
        outcome="arrived",
        arrived_at=office.just_now(),
        latitude=CENTRE[0] + 0.001,
        longitude=CENTRE[1],
    )
    office.do("confirm_second", "county", second_outcome="arrived")


def hand_over(office: Office, number: str = "W11", village_secretary: str = "cun1") -> None:
    """The village hands over to the new member, in the place of the recalled one, who has no account."""
    office.do("hand_over_alone", village_secretary)
    office.do("take_over", number)


def close(office: Office) -> None:
    """The file is closed."""
    office.do(
        "close_case",
        "wen",
        is_filed=True,
        closing_summary="召回、改派、交接全部完成。",
    )
