"""What no play of a whole recall shows of its steps, R1 to R11: who must not act, what is asked, what is refused."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.clock import at
from tests.recall import steps
from tests.recall.office import Office, procedures
from workflows.attendance.diary import team_on
from workflows.casework.errors import InvalidAnswers, NotAllowed
from workflows.casework.models import Decision, EvaluationRecord, Task
from workflows.documents.models import Document
from workflows.people import PostHolding, Unit
from workflows.people.roster import Posting
from workflows.recall.models import Interview
from workflows.store import UnitOfWork

on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def also_holds(office: Office, username: str, post_key: str, unit: str) -> None:
    """Somebody holds another post as well."""
    with office.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == unit)).one()
        of_person = {"person_id": office.persons[username], "from_on": date(2020, 1, 1)}
        work.session.add(PostHolding(post_key=post_key, unit_id=unit_id, **of_person))


def asked_about(problem: pytest.ExceptionInfo[InvalidAnswers]) -> set[str]:
    return set(problem.value.fields)


def served(office: Office) -> uuid.UUID:
    case_id = office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 0)
    steps.prepare(office)
    steps.serve(office)
    return case_id


def letter_of(work: UnitOfWork, kind: str) -> str | None:
    """The text of the only letter of a kind, None before there is one."""
    return work.session.scalars(select(Document.text).where(Document.kind == kind)).one_or_none()


@on_one_database
def test_of_a_member_who_is_never_reached_a_note_says_so_and_goes_with_the_report(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    note = "三次登门未遇，电话不接，已由村支部书记转告。"
    for missing in ({}, {"refusal_note": "未接通"}):
        with pytest.raises(InvalidAnswers) as problem:
            office.do("verify_office", "yan", statement_heard=False, visited_on=office.today(), **missing)
        assert asked_about(problem) == {"statement_heard"}
    before = {"visited_on": (office.clock.now - timedelta(days=1)).date().isoformat(), "refusal_note": note}
    with pytest.raises(InvalidAnswers) as problem:
        office.do("verify_office", "yan", statement_heard=False, **before)
    assert asked_about(problem) == {"visited_on"}, "nobody went there before there was a lead"
    office.do("verify_office", "yan", statement_heard=False, visited_on=office.today(), refusal_note=note)
    with office.store.read() as work:
        said = work.session.scalars(select(Decision).where(Decision.element_id == "verify_office")).one().answers
    assert (said["statement_heard"], said["refusal_note"]) == (False, note)


@on_one_database
def test_nobody_decides_before_the_report_nor_on_what_they_investigated(office: Office) -> None:
    also_holds(office, "yan", "city_director", "CITY")
    office.start("W01")
    steps.accept(office)
    assert "decide" not in office.open_tasks()
    found = ("W01", "G3", "substantiated")
    steps.visit(office, "verify_office", "yan", found)
    steps.visit(office, "verify_poverty", "fu", found)
    assert office.open_tasks() == ["joint_report"]
    steps.report(office, "substantiated")
    assert office.open_tasks() == ["sign_report"]
    steps.sign(office)
    with pytest.raises(NotAllowed, match="somebody else"):
        office.do("decide", "yan")
    steps.decide(office, 1)


@on_one_database
def test_a_decision_has_its_report_its_grounds_and_more_votes_for_than_against(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    wrong = {"votes_for": 2, "votes_against": 3}, {"meeting_on": "2026-03-03"}, {"votes_for": None}, {"minutes_no": ""}
    for answers in wrong:
        with pytest.raises(InvalidAnswers) as problem:
            office.do("decide", "dai", **{"meeting_on": office.today(), **answers})
        assert asked_about(problem) == {next(iter(answers))}
    steps.decide(office, 1)
    with office.store.read() as work:
        decided = work.session.scalars(select(Decision).where(Decision.element_id == "decide")).one().answers
        judged = work.session.scalars(select(EvaluationRecord)).one()
    assert [decided[key] for key in ("votes_for", "votes_against", "votes_abstain")] == [5, 0, 1]
    (grounds,) = judged.explanation["inputs"]
    assert [each["ground"] for each in grounds["value"]] == ["G3"]


@on_one_database
def test_an_order_goes_out_on_the_day_of_its_decision_and_no_form_asks_when_it_is_due(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    with office.store.read() as work:
        due = work.session.scalars(select(Task.due_at).where(Task.element_id == "prepare_order")).one()
    assert due == at("2026-03-02 24:00")
    asked = {field.key for each in procedures() for form in each.forms.values() for field in form.inputs}
    kept = {each.property("deadline_variable") for one in procedures() for each in one.elements.values()}
    assert "replacement_due_at" in kept
    assert not asked & {*kept, "served_at", "order_issued_at"}


def test_a_record_of_an_interview_is_signed_by_somebody_else_than_who_held_it(office: Office) -> None:
    also_holds(office, "wen", "unit_leader", "WATER")
    served(office)
    for question in ("interview_held_at", "interview_place", "interview_attendees", "interview_points"):
        with pytest.raises(InvalidAnswers) as problem:
            office.do("interview", "wen", **{question: None})
        assert asked_about(problem) == {question}
    office.do("interview", "wen")
    with pytest.raises(NotAllowed, match="somebody else"):
        office.do("sign_interview", "wen")
    with office.store.read() as work:
        assert work.session.scalars(select(Interview)).all() == [], "a record without its signature is none"
        assert letter_of(work, "interview_record") is None
    office.do("sign_interview", "fen")
    with office.store.read() as work:
        row = work.session.scalars(select(Interview)).one()
        assert (row.interviewer_id, row.signed_by_id) == (office.persons["wen"], office.persons["fen"])
        text = letter_of(work, "interview_record")
    assert text is not None
    said = (
        "约谈时间：2026年3月2日9时",
        "地点：市委驻村办会议室",
        "参加人：综合组、派出单位人事科",
        "约谈要点：派出单位对派驻人员",
    )
    assert [words for words in (*said, "被约谈人签字：冯分管") if words not in text] == []


@on_one_database
def test_a_recall_is_carried_out_when_the_member_was_told_has_left_and_writes_no_more(office: Office) -> None:
    served(office)
    with office.store.read() as work:
        assert team_on(work, office.persons["W01"], date(2026, 3, 2)) is not None
    wrong: list[dict[str, object]] = [
        {"left_on": "2026-03-01"},
        {"left_on": "2026-03-03"},
        {"is_explained": False},
        {"is_handover_started": False},
        {"is_account_closed": False},
    ]
    for answers in wrong:
        with pytest.raises(InvalidAnswers) as problem:
            office.do("unit_recall", "shu", **answers)
        assert asked_about(problem) == set(answers)
    office.do("unit_recall", "shu")
    with office.store.read() as work:
        assert team_on(work, office.persons["W01"], date(2026, 3, 2)) is None, "no diary of a day after that"


@on_one_database
def test_the_superior_says_that_the_unit_is_one_of_theirs_before_anything_goes_out(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office, has_falsified_file=True)
    steps.decide(office, 0)
    steps.prepare(office)
    steps.serve(office)
    steps.interview_and_recall(office)
    with pytest.raises(InvalidAnswers) as problem:
        office.do("decide_accountability", "shang", is_authority_confirmed=False)
    assert asked_about(problem) == {"is_authority_confirmed"}


def test_who_is_referred_is_recalled_as_well_and_serves_no_longer(office: Office) -> None:
    office.start("W01", trigger="T3")
    steps.accept(office)
    for step, by in (("verify_office", "yan"), ("verify_poverty", "fu")):
        steps.visit(office, step, by, ("W01", "G5", "substantiated"))
    steps.report(office, "substantiated", outcome="refer")
    steps.sign(office)
    with pytest.raises(InvalidAnswers) as problem:
        steps.decide(office, 1, is_referred=False)
    assert asked_about(problem) == {"is_referred"}
    steps.decide(office, 1, is_referred=True, referred_to="city")
    steps.prepare(office, "W01")
    steps.serve(office)
    office.do("unit_recall", "shu")
    with office.store.read() as work:
        referred = letter_of(work, "referral")
        posting = work.session.get_one(Posting, office.postings["W01"])
        assert (posting.status, posting.end_reason) == ("ended", "ordered_recall")
    assert referred is not None
    assert "\n市纪委监委：\n" in referred
    assert "驻清溪村工作队队员陈小明涉嫌违纪违法问题线索" in referred


def test_who_registered_a_lead_neither_verifies_nor_decides(office: Office) -> None:
    also_holds(office, "wen", "investigator", "CITY")
    also_holds(office, "wen", "city_director", "CITY")
    office.start("W01")
    steps.accept(office)
    found = ("W01", "G3", "substantiated")
    with pytest.raises(NotAllowed):
        steps.visit(office, "verify_office", "wen", found)
    steps.visit(office, "verify_office", "yan", found)
    steps.visit(office, "verify_poverty", "fu", found)
    with pytest.raises(NotAllowed):
        office.do("joint_report", "wen")
    steps.report(office, "substantiated")
    steps.sign(office)
    with pytest.raises(NotAllowed):
        office.do("decide", "wen")
