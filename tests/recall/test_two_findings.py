"""An order against both findings: nobody is recalled at fault for what two offices did not both find of them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office, procedures
from workflows.casework.errors import InvalidAnswers, NotAllowed
from workflows.casework.expressions import evaluate_text
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Decision, Task, TaskStatus
from workflows.documents.models import Document
from workflows.feel import Environment
from workflows.people.roster import Posting
from workflows.recall.models import RecallOrder, RecallSubject, Verification


def seen_at(office: Office, element_id: str) -> Any:
    """What the open task of an element sees: in a called procedure its variables are its own."""
    with office.store.read() as work:
        of_step = (Task.case_id == office.case_id, Task.element_id == element_id, Task.status == TaskStatus.OPEN)
        task_id = work.session.scalars(select(Task.id).where(*of_step)).one()
        run = open_case(work, work.session.get_one(Case, office.case_id), None, is_peek=True).run
        return dict(run.visible(str(task_id)))


def title(office: Office) -> str:
    with office.store.read() as work:
        return work.session.get_one(Case, office.case_id).title


def letter(office: Office, kind: str) -> str:
    with office.store.read() as work:
        statement = select(Document.text).where(Document.kind == kind).order_by(Document.issued_at.desc())
        found = work.session.scalars(statement).first()
    assert found is not None
    return found


def reaches(office: Office, kind: str) -> set[str]:
    """Which members the letter is sent to by name."""
    with office.store.read() as work:
        sent = work.session.scalars(select(Document).where(Document.kind == kind)).one()
        told = str([sent.receivers, sent.copies, sent.told])
        people = {row.id: row.person_id for row in work.session.scalars(select(Posting))}
    return {number for number, posting in office.postings.items() if str(people[posting]) in told}


def refused(problem: pytest.ExceptionInfo[InvalidAnswers], key: str) -> str:
    return problem.value.fields[key].zh


def test_one_alone_cannot_write_what_neither_office_found(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "unfounded"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "unfounded"))
    with pytest.raises(InvalidAnswers) as problem:
        steps.report(office, "substantiated")
    assert "不得重于" in refused(problem, "allegations[1].conclusion")
    steps.report(office, "unfounded")
    steps.sign(office)
    with office.store.read() as work:
        case = work.session.get_one(Case, office.case_id)
        assert (case.status, case.end_event) == ("completed", "not_substantiated")
        assert work.session.get_one(Posting, office.postings["W01"]).status == "active"
    assert "结论：不属实" in letter(office, "verification_report")


def test_the_second_office_never_overwrites_the_first(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "unfounded"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "substantiated"), ("W01", "G2", "partial"))
    seen = seen_at(office, "joint_report")
    assert [row["finding"] for row in seen["verify_office"]["findings"]] == ["unfounded"]
    assert [row["finding"] for row in seen["verify_poverty"]["findings"]] == ["substantiated", "partial"]
    assert "findings" not in seen
    assert [(row["ground"], row["station"], row["poverty"], row["conclusion"]) for row in seen["allegations"]] == [
        ("G3", "unfounded", "substantiated", "unfounded"),
        ("G2", "not_examined", "partial", "unfounded"),
    ]


def test_the_two_signatures_are_those_of_two_offices(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "substantiated"))
    steps.report(office, "substantiated")
    with pytest.raises(NotAllowed):
        office.do("sign_report", "yan", outcome="sign")
    steps.sign(office)
    with office.store.read() as work:
        signed = work.session.scalars(
            select(Decision).where(
                Decision.element_id.in_(("joint_report", "sign_report")), Decision.case_id == office.case_id
            )
        )
        assert {row.post_key for row in signed} == {"investigator", "poverty_investigator"}
    assert "驻村办：严查（执笔）\n扶贫办：傅查" in letter(office, "verification_report")


def test_a_disagreement_reaches_the_director_who_may_not_order_on_it(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "unfounded"))
    steps.report(office, "unfounded")
    objection = "走访对象偏少，群众反映的情况没有逐户核对。"
    office.do("sign_report", "fu", outcome="disagree", disagreement=objection)
    seen = seen_at(office, "decide")
    assert (seen["report_conclusion"], seen["report_disagreement"]) == ("disputed", objection)
    assert "驻村办属实，扶贫办不属实；两家意见不一致，不予认定" in seen["findings_summary"]
    text = letter(office, "verification_report")
    assert "结论：两家单位意见不一致" in text
    assert objection in text
    with pytest.raises(InvalidAnswers) as problem:
        steps.decide(office, 1)
    assert "共同查实" in refused(problem, "outcome")
    office.do("decide", "dai", outcome="reverify", reverify_points="扩大走访面，逐户核对群众反映的情况。")
    assert office.open_tasks() == ["verify_office", "verify_poverty"]


def test_a_second_round_stands_beside_the_first_and_decides(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "unfounded"))
    steps.report(office, "unfounded")
    steps.sign(office)
    office.do("decide", "dai", outcome="reverify", reverify_points="扩大走访面，逐户核对群众反映的情况。")
    office.wait_until("2026-03-03 09:00")
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"))
    assert seen_at(office, "verify_poverty")["allegations"][0]["poverty"] == "unfounded", (
        "half a round says nothing yet"
    )
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "partial"))
    form = next(each for each in procedures() if each.process_id == "recall_verification").forms["joint_report"]
    (asked,) = [each for each in form.inputs if each.key == "report"]
    begun = evaluate_text(str(asked.default), seen_at(office, "joint_report"), Environment())
    assert begun.startswith("联合调查组两家单位进村核实"), "the second report begins with the first"
    steps.report(office, "partial")
    steps.sign(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    with office.store.read() as work:
        rows = work.session.scalars(select(Verification).order_by(Verification.round, Verification.office))
        assert [(row.office, row.round) for row in rows] == [
            ("poverty", 1),
            ("station", 1),
            ("poverty", 2),
            ("station", 2),
        ]
    assert "陈小明消极怠工、帮扶不力（部分属实）" in letter(office, "recall_order")


def test_of_two_accused_only_the_one_whom_both_found_guilty_is_in_the_order(office: Office) -> None:
    office.start("W01", "W02")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"), ("W02", "G3", "substantiated"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "substantiated"), ("W02", "G3", "unfounded"))
    accused = title(office)
    steps.report(office, "substantiated", "unfounded")
    steps.sign(office)
    with pytest.raises(InvalidAnswers) as problem:
        steps.decide(office, 1)
    assert "只有两家单位共同查实" in refused(problem, "ordered_people")
    steps.decide(office, 1, people=("W01",))
    steps.prepare(office, "W01")
    text = letter(office, "recall_order")
    assert "陈小明消极怠工、帮扶不力（属实）" in text
    assert "魏大海" not in text
    # The unit's tasks stand under this title: a colleague who was cleared is named to nobody there.
    assert (accused, title(office)) == ("召回线索 · 市水务局 · 陈小明、魏大海", "责令召回 · 市水务局 · 陈小明")
    assert reaches(office, "recall_order") == {"W01"}
    steps.serve(office)
    steps.interview_and_recall(office)
    with office.store.read() as work:
        order = work.session.scalars(select(RecallOrder)).one()
        assert (order.people, order.slots) == (1, 1)
        states = {row.id: row.status for row in work.session.scalars(select(Posting))}
        assert states[office.postings["W01"]] == "ended"
        assert states[office.postings["W02"]] == "active"
        held = {row.posting_id: row.is_open for row in work.session.scalars(select(RecallSubject))}
        assert held == {office.postings["W01"]: True, office.postings["W02"]: False}
    office.start("W02")  # the other may be the matter of a case of their own


def _two(office: Office, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    """Two members of one lead, of whom both offices find these (ground, finding, `repeated` where it is)."""
    office.start("W01", "W02")
    steps.accept(office)
    for element_id, username in (("verify_office", "yan"), ("verify_poverty", "fu")):
        steps.visit(office, element_id, username, ("W01", *first), ("W02", *second))
    steps.report(office, first[1], second[1])
    steps.sign(office)


def judged(office: Office) -> dict[str, str]:
    """The measure of table D4 for each member, by staff number."""
    numbers = {str(posting): number for number, posting in office.postings.items()}
    return {numbers[one["posting_id"]]: one["measure"] for one in seen_at(office, "decide")["judgements"]}


FOUND = "substantiated"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("G3", FOUND), ("G1", FOUND), {"W01": "order", "W02": "warn"}),
        (("G1", FOUND, "repeated"), ("G1", FOUND), {"W01": "order", "W02": "warn"}),
        (("G5", "partial"), ("G5", "unfounded"), {"W01": "order", "W02": "none"}),
    ],
)
def test_the_table_judges_each_member_by_what_was_found_of_them_alone(
    office: Office, first: tuple[str, ...], second: tuple[str, ...], expected: dict[str, str]
) -> None:
    _two(office, first, second)
    assert judged(office) == expected


def test_who_is_recalled_beyond_the_own_measure_or_spared_it_is_so_with_a_reason(office: Office) -> None:
    _two(office, ("G3", FOUND), ("G1", FOUND))
    for people in (("W01", "W02"), ("W02",)):
        with pytest.raises(InvalidAnswers) as problem:
            steps.decide(office, 1, people=people, deviation_reason="")
        assert set(problem.value.fields) == {"deviation_reason"}
    steps.decide(office, 1, people=("W01",), deviation_reason="")
    steps.prepare(office, "W01")
    assert "魏大海" not in letter(office, "recall_order")


def test_a_colleague_is_recalled_for_less_only_with_a_reason_on_file(office: Office) -> None:
    _two(office, ("G3", FOUND), ("G1", FOUND))
    reason = "两人长期共同脱岗，情节相当，一并召回。"
    steps.decide(office, 1, people=("W01", "W02"), deviation_reason=reason)
    with office.store.read() as work:
        decided = work.session.scalars(select(Decision).where(Decision.element_id == "decide")).one()
        assert decided.answers["deviation_reason"] == reason


def test_the_order_itself_looks_at_both_records_and_not_at_the_case_only(office: Office) -> None:
    """Whoever corrects variables of a case cannot make an order of them."""
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    with office.store.write() as work:
        row = work.session.scalars(select(Verification).where(Verification.office == "poverty")).one()
        row.allegations = [{**one, "finding": "unfounded"} for one in row.allegations]
    with pytest.raises(Exception, match="Both offices did not find a ground against 陈小明"):
        steps.prepare(office, "W01")


def test_every_member_of_the_lead_is_verified_by_name(office: Office) -> None:
    office.start("W01", "W02")
    steps.accept(office)
    with pytest.raises(InvalidAnswers) as problem:
        steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"))
    assert "每名队员至少核实一项" in refused(problem, "findings")
    twice = ("W01", "G3", "substantiated"), ("W01", "G3", "unfounded"), ("W02", "G3", "unfounded")
    with pytest.raises(InvalidAnswers) as problem:
        steps.visit(office, "verify_office", "yan", *twice)
    assert "只填一次" in refused(problem, "findings")


def test_a_warning_names_and_reaches_only_whom_both_offices_found_guilty(office: Office) -> None:
    office.start("W01", "W02")
    steps.accept(office)
    steps.visit(office, "verify_office", "yan", ("W01", "G3", "substantiated"), ("W02", "G3", "substantiated"))
    steps.visit(office, "verify_poverty", "fu", ("W01", "G3", "substantiated"), ("W02", "G3", "unfounded"))
    steps.report(office, "substantiated", "unfounded")
    steps.sign(office)
    answers = {
        "outcome": "warn",
        "deviation_reason": "情节较轻，本人已作检查，先予警示并限期整改。",
        "meeting_on": office.today(),
        "minutes_no": "部务会22号",
        "votes_for": 5,
        "votes_against": 0,
        "votes_abstain": 1,
        "decision_basis": "联合调查属实，情节较轻，予以警示并限期整改。",
    }
    office.do("decide", "dai", **answers)
    text = letter(office, "rectification_notice")
    assert "陈小明" in text
    assert "魏大海" not in text
    assert reaches(office, "rectification_notice") == {"W01"}
