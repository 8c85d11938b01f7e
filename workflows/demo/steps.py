"""The stages of a recall as lists of steps, with what differs from the example answers; a script says on which days they happen."""

from __future__ import annotations

from typing import Any

from workflows.demo import scene
from workflows.demo.play import Step, When, on

REPORT = "联合调查组进村核实：走访村干部和群众，查看考勤与日记，并当面听取本人陈述，所列问题属实，建议责令召回。"
FINDINGS = "听取村两委干部和群众意见，核对考勤记录和工作日记，反映的问题与实际情况相符。"
IDLE = "派驻人员长期不入户、不履职，考勤与实际在岗情况不符。"
ILL = "该队员患病住院，需长期治疗休养，不能继续驻村。"
# trigger -> source of the lead, its facts, the ground found (table D4), and what the report says of it beside the text
REPEATED = ("T5", "T6")  # found repeated or serious
LEADS: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "T1": ("inspection", "暗访发现该队员虽按时打卡，但长期不入户、不参加村务会议，帮扶工作没有进展。", "G3", {}),
    "T2": (
        "system",
        "上月在村天数明显不足，连续两个月低于应到天数，且没有请假手续。",
        "G4",
        {"attendance_gap": -7, "months_short": 2},
    ),
    "T4": ("system", "连续两个月考核排名末位，群众满意度测评靠后，乡镇多次提醒后改进不明显。", "G7", {}),
    "T5": (
        "hotline",
        "群众来电反映该队员多次承诺的事项没有落实，找不到人，态度生硬。",
        "G7",
        {},
    ),
    "T6": (
        "township",
        "乡镇党委反映该队员不服从日常管理，多次擅自离村，经提醒仍未改正。",
        "G6",
        {},
    ),
    "T7": ("unit", f"{ILL}单位申请调整。", "G9", {}),
}
# outcome -> on what the department's meeting rests it
BASES = {
    "order": "联合调查报告认定问题属实，依照驻村工作队管理办法，应当由派出单位召回并另行选派。",
    "warn": "联合调查认定该队员满意度测评靠后、工作改进不明显，情节较轻，给予限期整改。",
    "no_fault": "诊断证明真实有效，本人因病不能坚持驻村，同意调整召回并另行选派。",
}


def lead(when: When, trigger: str = "T1", by: str = "reviewer.a") -> list[Step]:
    """Somebody of the general group registers a lead."""
    source, facts, _, _ = LEADS[trigger]
    answers = {
        "trigger": trigger,
        "source": source,
        "people_text": scene.subjects,
        "facts": facts,
        "evidence": "走访记录三份，考勤截图两张。",
    }
    return [Step(when, "lead_registered", answers, by=by, verb="start")]


def accepted(when: When, by: str = "reviewer.b") -> list[Step]:
    """The lead is taken up as a matter of fault."""
    return [Step(when, "accept_lead", {}, by=by)]


def accepted_without_fault(when: When) -> list[Step]:
    """The lead is taken up as an adjustment: illness, proved."""
    answers = {
        "recall_type": "no_fault",
        "leave_days_year": 24,
        "proof": "市第一人民医院诊断证明及住院记录，单位已核实。",
    }
    return [Step(when, "accept_lead", answers, by="reviewer.b")]


def _visit(finding: str, trigger: str) -> dict[str, Any]:
    """What one office found: the same of everybody the lead is about."""
    repeated = str(trigger in REPEATED and finding != "unfounded").lower()
    row = f'posting_id: person.posting_id, ground: "{LEADS[trigger][2]}", finding: "{finding}", is_repeated: {repeated}'
    told = FINDINGS if finding != "unfounded" else "走访十户群众和村干部，均称该队员坚持在岗，反映的问题不成立。"
    return {
        "visited_on": "=today()",
        "cadres_heard": 3,
        "villagers_heard": 6,
        "findings": f"=for person in people return {{{row}}}",
        "findings_text": told,
    }


def office_visit(when: When, finding: str = "substantiated", trigger: str = "T1") -> list[Step]:
    """The village-stationing office's investigator has been in the village."""
    return [Step(when, "verify_office", _visit(finding, trigger), by="investigator")]


def poverty_visit(when: When, finding: str = "substantiated", trigger: str = "T1") -> list[Step]:
    """The poverty-relief office's investigator has been in the village."""
    return [Step(when, "verify_poverty", _visit(finding, trigger), by="poverty.investigator")]


def report(when: When, finding: str = "substantiated", trigger: str = "T1") -> list[Step]:
    """The two offices' joint report, written by one and signed by the other."""
    answers: dict[str, Any] = {
        "allegations": f'=for one in allegations return {{conclusion: "{finding}"}}',
        "report": REPORT
        if finding == "substantiated"
        else "联合调查组进村核实：该队员坚持驻村，考勤完整，群众评价良好，所反映问题不属实。",
    }
    if finding == "substantiated":
        answers |= LEADS[trigger][3]
    return [
        Step(when, "joint_report", answers, by="investigator"),
        Step(when, "sign_report", {}, by="poverty.investigator"),
    ]


def decided(when: When, outcome: str = "order", slots: int = 1) -> list[Step]:
    """The department's meeting decides, and the general group issues the order the same afternoon."""
    decision = {
        "outcome": outcome,
        "slots_wanted": slots,
        "meeting_on": "=today()",
        "minutes_no": "部务会〔第12次〕",
        "votes_for": 6,
        "decision_basis": BASES[outcome],
    }
    return [Step(when, "decide", decision, by="director")]


def rectified(when: When) -> list[Step]:
    """The unit's leader in charge reports what was put right after a warning."""
    answers = {
        "rectification_measures": "安排老队员结对帮带，每周入户不少于三天，逐户建立台账，单位每半月到村检查一次。",
        "rectification_proof": "整改报告、入户台账、村民代表座谈记录",
    }
    return [Step(when, "rectify_warning", answers)]


def ordered(when: When, facts: str = IDLE) -> list[Step]:
    """The order is drafted, signed by the director, numbered and issued."""
    answers = {
        "order_facts": facts,
        "order_basis": "驻村工作队管理考核办法有关召回的规定",
        "copy_to": ["county_office", "township_committee"],
        "contact": "综合组 8712 3300",
    }
    return [
        Step(when, "prepare_order", answers, by="reviewer.a"),
        Step(when, "sign_order", {"outcome": "sign"}, by="director"),
    ]


def served(when: When) -> list[Step]:
    """The unit's contact reads the order: the seven days begin."""
    return [Step(when, "acknowledge", {"received_by": "人事科经办人"})]


def interviewed(held: When, signed: When | None) -> list[Step]:
    """The leader in charge is interviewed, and signs the record where `signed` says when."""
    talk = {
        "interview_held_at": '=now() - duration("PT2H")',
        "interview_attendees": "驻村办综合组两人，派出单位人事科一人",
        "interview_points": "指出选派把关不严、日常管理缺位的问题，要求一周内选派合适人选，并加强跟踪管理。",
    }
    steps = [Step(held, "interview", talk, by="reviewer.b")]
    if signed is not None:
        confirmed = {"interview_remarks": "诚恳接受，立即整改。"}
        steps.append(Step(signed, "sign_interview", confirmed))
    return steps


def recalled(when: When) -> list[Step]:
    """The unit has brought its people home."""
    return [Step(when, "unit_recall", {})]


def nominated(when: When) -> list[Step]:
    """The unit's personnel section nominates somebody who qualifies."""
    answers = {
        "employee_no": scene.next_candidate,
        "recommender": "办公室主任",
        "attitude_reason": "主动报名驻村，在抗洪抢险和招商工作中不讲条件、敢于担当，同事评价好。",
        "resource_reason": "熟悉农产品加工和销售渠道，可为村里引入合作社订单。",
        "rural_reason": "在农村长大，会说当地方言，做过两年包村干部。",
        "cv_ref": "干部档案 2018-041",
        "appraisal_last_year": "excellent",
        "appraisal_year_before": "competent",
        "born_on": scene.candidate_birthday,
        "work_years": 9,
    }
    return [Step(when, "nominate", answers)]


def proposed(when: When) -> list[Step]:
    """The party group proposes the person who qualified."""
    return [Step(when, "party_group", {"minutes_no": "党组会〔第9次〕"})]


def called(
    when: When, relation: str = "peer", by: str = "reviewer.a", *, is_from_unit_list: bool = False
) -> list[Step]:
    """One background call."""
    answers = {
        "relation": relation,
        "is_from_unit_list": is_from_unit_list,
        "interviewee": {"superior": "分管领导", "peer": "科室同事", "subordinate": "科室下属"}[relation],
        "ratings": [{"rating": rating} for rating in (5, 4, 5, 4, 4)],
        "call_remarks": "做事踏实，愿意到一线，和群众说得上话。",
    }
    return [Step(when, "phone_check", answers, by=by)]


def reviewed(letter: str, when: When, by: str, outcome: str = "agree", score: int = 17) -> list[Step]:
    """Reviewer A or B scores the five criteria of the demonstration city with evidence."""
    evidence = "考核材料和电话考察均有印证。" if outcome == "agree" else "材料中没有可以印证的事例。"
    answers: dict[str, Any] = {
        "outcome": outcome,
        "scores": [{"points": score, "evidence": evidence} for _ in range(5)],
    }
    if outcome != "agree":
        answers |= {
            "review_reason": "人选缺少农村工作经历，与所驻村产业需求不匹配，建议另行推荐。",
        }
    return [Step(when, f"review_{letter}", answers, by=by)]


def matched(county: When, leader: When) -> list[Step]:
    """The county gives its opinion and the group leader matches person and village."""
    opinion = {"village_needs": "该村以油茶和茶叶为主，需要懂产业、会做群众工作的干部。"}
    match = {"match_score": 86, "match_reason": "人选的产业经验与村情需求相符，且无本村亲属。"}
    return [Step(county, "county_opinion", opinion), Step(leader, "match", match, by="group.leader")]


def dispatched(when: When) -> list[Step]:
    """The director signs the dispatch order."""
    return [Step(when, "sign_dispatch", {"handover_contact": "驻村工作队队长"}, by="director")]


def arrived(when: When) -> list[Step]:
    """Whoever was sent punches inside the fence, and the village secretary confirms it."""
    place = {"latitude": scene.latitude, "longitude": scene.longitude}
    return [Step(when, "report_in", place), Step(when, "confirm_arrival", {})]


def handed_over(given: When, taken: When, signed: When) -> list[Step]:
    """The recalled member hands over to whoever has come in their place, and the team leader signs for it."""
    return [Step(given, "hand_over", {}), Step(taken, "take_over", {}), Step(signed, "witness", {})]


def closed(when: When) -> list[Step]:
    """The general group closes the file."""
    answers = {"closing_summary": "召回、改派、报到、交接均已完成，材料齐全，同意结案归档。"}
    return [Step(when, "close_case", answers, by="reviewer.b")]


def extended(when: When, days: int = 3) -> list[Step]:
    """The director grants the one extension."""
    given = {"days": days, "reason_code": "road", "reason": "进村公路塌方，抢修预计三天，人选无法按期报到。"}
    return [Step(when, "replacement", given, by="director", verb="extend")]


def taken(when: When, element: str, by: str) -> Step:
    """Somebody claims a task and has not completed it yet."""
    return Step(when, element, {}, by=by, verb="claim")


def until_order(days: int, *, slots: int = 1, trigger: str = "T1") -> list[Step]:
    """From the lead to the order, which is issued `days` days before the day of loading."""
    return [
        *lead(on(days + 9, "10:20"), trigger),
        *accepted(on(days + 8, "09:40")),
        *office_visit(on(days + 6, "16:30"), trigger=trigger),
        *poverty_visit(on(days + 5, "17:10"), trigger=trigger),
        *report(on(days + 4, "11:15"), trigger=trigger),
        *decided(on(days + 1, "15:30"), slots=slots),
        *ordered(on(days, "09:10")),
    ]


def until_service(days: int, *, slots: int = 1, trigger: str = "T1") -> list[Step]:
    """From the lead to service of the order, which happens `days` days before the day of loading."""
    return [*until_order(days, slots=slots, trigger=trigger), *served(on(days, "10:05"))]


def until_proposal(days: int, *, first: int) -> list[Step]:
    """The unit recalls its people and proposes a successor, `first` (two or more) days after service; `days` as above."""
    return [
        *recalled(on(days - 1, "11:00")),
        *nominated(on(days - first, "09:30")),
        *proposed(on(days - first, "16:00")),
    ]
