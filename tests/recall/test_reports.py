"""Whoever may report a lead does so by what they know, the office answers, and nobody learns more of it than they must."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.recall.office import Office
from tests.shipped import with_called
from workflows.casework.answers import is_hidden
from workflows.casework.cases import visible_case
from workflows.casework.catalogue import latest_version, procedure_of, publish
from workflows.casework.errors import IncidentRaised, InvalidAnswers, NotAllowed, NotFound
from workflows.casework.expressions import evaluate_text
from workflows.casework.models import Case, Notice
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case, start_environment, start_form
from workflows.documents import Document
from workflows.jobs.duties import work_off
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.roster import Posting
from workflows.people.words import PostingStatus
from workflows.recall.models import Recall
from workflows.recall.words import LeadSource

FACTS = "连续两周未入户走访，帮扶项目无人跟进，经提醒仍未改正。"


def staffed(office: Office) -> Office:
    """The office with a township of its own, an inspector, and an account for the member of each village."""
    with office.store.write() as work:
        for procedure in with_called("recall_report"):
            publish(work, procedure)
        units = {unit.code: unit for unit in work.session.scalars(select(Unit))}
        town = Unit(code="T1", name="丙乡", kind="township", parent_id=units["C1"].id, path=units["C1"].path + "T1/")
        work.session.add(town)
        work.session.flush()
        units["V1"].parent_id, units["V1"].path = town.id, town.path + "V1/"
        posts = {"xiang": ("township_committee", town), "an": ("inspector", units["CITY"])}
        for name, (post, unit) in posts.items():
            person = Person(name=name, unit_id=unit.id)
            work.session.add(person)
            work.session.flush()
            office.persons[name] = person.id
            _account(work.session, office, name, post, unit.id)
        for number, village in (("W01", "V1"), ("W02", "V2")):
            _account(work.session, office, number, "member", units[village].id)
    return office


def _account(session: Any, office: Office, name: str, post: str, unit_id: uuid.UUID) -> None:
    user = User(username=name, person_id=office.persons[name])
    session.add_all(
        [user, PostHolding(person_id=office.persons[name], post_key=post, unit_id=unit_id, from_on=date(2020, 1, 1))]
    )
    session.flush()
    office.users[name] = user.id


def report(office: Office, by: str, **answers: Any) -> uuid.UUID:
    """Report as somebody, with what their form asks; the recall that comes of it is the office's case then."""
    given = {"occurred_on": office.today(), "facts": FACTS, **answers}
    with transaction(office.store) as work:
        case_id = start_case(work, "recall_report", actor=office.actor(by), answers=given).id
    work_off(office.store)
    with office.store.read() as work:
        office.case_id = work.session.scalars(select(Recall.case_id).order_by(Recall.number.desc())).first()
    return case_id


def asked(office: Office, by: str) -> tuple[set[str], list[str]]:
    """The questions that the start form puts to somebody, and the triggers among which they choose."""
    actor = office.actor(by)
    with office.store.read() as work:
        procedure = procedure_of(work, latest_version(work, "recall_report").id)
        form, environment = start_form(procedure), start_environment(work, actor, procedure)
        assert form is not None
        keys = {field.key for field in form.inputs if not is_hidden(field, {}, environment)}
        trigger = next(field for field in form.inputs if field.key == "trigger")
        options = evaluate_text(str(trigger.values_expression), {}, environment)
    return keys, [each["value"] for each in options]


def answer(office: Office, outcome: str, **answers: Any) -> None:
    """The office says what becomes of the lead, and whoever reported it is told."""
    why = {} if outcome == "accept" else {"reason_code": "other", "reason": "反映的情况此前已经核实，予以答复。"}
    office.do("accept_lead", "bao", outcome=outcome, **why, **answers)
    work_off(office.store)


def told(office: Office, by: str) -> tuple[int, str]:
    """How many notices of their reports somebody has had, and the one of them that says what became of it."""
    with office.store.read() as work:
        of_reports = select(Notice.text).join(Case, Notice.case_id == Case.id).where(Case.process_id == "recall_report")
        mine = work.session.scalars(of_reports.where(Notice.person_id == office.persons[by])).all()
    (answered,) = [text.partition("，")[0] for text in mine if "受理告知书" in text]
    return len(mine), answered


def ends(office: Office, case_id: uuid.UUID) -> tuple[str, str | None]:
    with office.store.read() as work:
        case = work.session.get_one(Case, case_id)
        return case.status, case.end_event


def may_read(office: Office, case_id: uuid.UUID, by: str) -> bool:
    with office.store.read() as work:
        try:
            return bool(visible_case(work, case_id, office.actor(by)).record)
        except NotFound:
            return False


def refused(office: Office, by: str, **answers: Any) -> str:
    with pytest.raises((IncidentRaised, InvalidAnswers)) as found:
        report(office, by, **answers)
    if isinstance(found.value, InvalidAnswers):
        return str(next(iter(found.value.fields.values())).zh)
    assert found.value.refusal is not None, "refused at the form, not a failure"
    return found.value.refusal.zh


def test_each_reports_what_they_know_and_hears_what_became_of_it(office: Office) -> None:
    staffed(office)
    lead = {"people_text", "trigger", "occurred_on", "facts", "evidence_files"}
    request = {"people_text", "no_fault_reason", "occurred_on", "facts", "evidence_files"}
    triggers = {"an": ["T1", "T3", "T5"], "xiang": ["T3", "T5", "T6"], "county": ["T1", "T2", "T3", "T5"]}
    assert {by: asked(office, by) for by in triggers} == {by: (lead, each) for by, each in triggers.items()}
    assert [asked(office, by)[0] for by in ("hu", "fen", "W01")] == [request, request, request - {"people_text"}]
    # By the inspection group: taken up; their second report about the same member is merged.
    first = report(office, "an", people_text="W01", trigger="T1")
    with office.store.read() as work:
        recall = work.session.scalars(select(Recall)).one()
        assert (recall.source, recall.trigger, recall.facts) == (LeadSource.INSPECTION, "T1", FACTS)
    answer(office, "accept", recall_type="ordered")
    assert ends(office, first) == ("completed", "taken_up")
    # By the township, about the same member: merged.
    second = report(office, "xiang", people_text="W01", trigger="T6")
    with pytest.raises(InvalidAnswers):
        answer(office, "accept", recall_type="ordered")
    answer(office, "merge")
    assert ends(office, second) == ("completed", "merged")
    # By the county, the unit and the member.
    third = report(office, "county", people_text="W02", trigger="T2")
    answer(office, "reject")
    assert ends(office, third) == ("completed", "not_taken_up")
    fourth = report(office, "hu", people_text="W02", no_fault_reason="transfer")
    answer(office, "reject")
    fifth = report(office, "W02", no_fault_reason="hardship")
    with office.store.read() as work:
        own = work.session.scalars(select(Recall).where(Recall.case_id == office.case_id)).one()
        assert (own.source, own.trigger) == (LeadSource.MEMBER, "T7")
        assert own.facts == "申请事由：家庭困难。" + FACTS
    answer(office, "accept", recall_type="no_fault", grounds=["G9"])
    assert {by: told(office, by) for by in ("an", "xiang", "county", "hu", "W02")} == {
        "an": (2, "报送的线索已予受理"),
        "xiang": (2, "报送的线索已并案处理"),
        "county": (2, "报送的线索不予受理"),
        "hu": (2, "报送的线索不予受理"),
        "W02": (2, "返回申请已予受理"),
    }
    # Only the office and whoever reported it read a report, nobody the recall: the member learns nothing of who spoke of them.
    cases = {"an": first, "xiang": second, "county": third, "hu": fourth, "W02": fifth}
    everybody = ("an", "xiang", "county", "hu", "fen", "W01", "W02", "cun1", "yan")
    assert {by: [each for each in everybody if may_read(office, cases[by], each)] for by in cases} == {
        by: [by] for by in cases
    }
    assert all(may_read(office, case_id, "dai") for case_id in cases.values())
    assert not may_read(office, office.case_id or first, "W02")
    with office.store.read() as work:
        letters = work.session.scalars(select(Document).where(Document.kind == "report_answer")).all()
        assert len(letters) == 5
        assert not [
            each.text for each in letters if "陈小明" in each.text or ("魏大海" in each.text and each.case_id != fifth)
        ]


def test_what_nobody_can_report_is_refused_at_the_form(office: Office) -> None:
    staffed(office)
    said = {
        "of the future": refused(office, "xiang", people_text="W01", trigger="T6", occurred_on="2031-01-01"),
        "too old": refused(office, "xiang", people_text="W01", trigger="T6", occurred_on="2020-01-01"),
        "not there": refused(office, "xiang", people_text="W02", trigger="T6"),
        "not sent": refused(office, "hu", people_text="R01", no_fault_reason="hardship"),
        "of two units": refused(office, "county", people_text="W02\nR01", trigger="T2"),
        "ill without a certificate": refused(office, "W01", no_fault_reason="illness"),
        "another's trigger": refused(office, "xiang", people_text="W01", trigger="T2"),
    }
    report(office, "xiang", people_text="陈小明", trigger="T6")
    said["again"] = refused(office, "xiang", people_text="W01", trigger="T3")
    report(office, "W01", no_fault_reason="hardship")
    said["again oneself"] = refused(office, "W01", no_fault_reason="transfer")
    with office.store.write() as work:
        gone = work.session.get_one(Posting, office.postings["W02"])
        gone.status, gone.to_on = PostingStatus.ENDED, office.clock.now.date()
    said["posted no more"] = refused(office, "W02", no_fault_reason="hardship")
    for by in ("cun1", "wen", "yan"):
        with pytest.raises(NotAllowed):
            report(office, by, people_text="W01", trigger="T3")
    again = "同一事项您已经报送，驻村办尚未答复，请等待答复，不要重复报送。"
    assert said == {
        "of the future": "日期不能晚于今天。",
        "too old": "只能报送近365天内的情况；更早的请书面报驻村办。",
        "not there": "您可以报送的在岗队员中没有“W02”，请核对工号或姓名。",
        "not sent": "您可以报送的在岗队员中没有“R01”，请核对工号或姓名。",
        "of two units": "所填队员来自不同派出单位，请分别报送。",
        "ill without a certificate": "请填写此项。",
        "another's trigger": "请从所列选项中选择。",
        "again": again,
        "again oneself": again,
        "posted no more": "您没有在岗的派驻记录，无须申请召回。",
    }
