"""What leaves the office carries nobody's name (rules.md 6.1): not the recalled only, everybody a letter names."""

from __future__ import annotations

from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.cases import visible_case
from workflows.casework.catalogue import latest_version, procedure_of
from workflows.casework.errors import NotFound
from workflows.casework.grants import Grants
from workflows.casework.models import Task
from workflows.casework.what_follows import what_follows
from workflows.documents.models import Document
from workflows.people import Unit


def test_no_masked_letter_of_a_whole_recall_names_anybody(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.interview_and_recall(office)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    steps.arrive(office)
    steps.hand_over(office)
    steps.close(office)
    names = ("陈小明", "江一帆", "冯分管", "胡人事", "文静", "严查", "傅查", "村书记一", "市水务局", "清溪村")
    with office.store.read() as work:
        letters = work.session.scalars(select(Document)).all()
    found = {(letter.kind, name) for letter in letters for name in names if name in letter.masked_text}
    assert found == set()
    assert any("江一帆" in letter.text for letter in letters if letter.kind == "arrival_form")


def test_whoever_accepts_a_lead_is_not_told_by_name_who_looks_into_it_blind(office: Office) -> None:
    office.start("W01")
    steps.accept(office)
    with office.store.write() as work:
        accepted = work.session.scalars(select(Task).where(Task.element_id == "accept_lead")).one()
        opened = work.session.scalars(select(Task).where(Task.element_id.startswith("verify_"))).all()
        for each in opened:  # as where posts of several units look into leads: each has one holder there
            each.unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        work.session.flush()
        told = what_follows(work, office.actor("wen"), accepted, opened)
    assert {(step.element_id, step.post_key, step.holder) for step in told} == {
        ("verify_office", "investigator", ""),
        ("verify_poverty", "poverty_investigator", ""),
    }


def test_the_village_that_confirms_an_arrival_reads_nothing_personal_of_the_candidate(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    assert office.case_id is not None
    with office.store.read() as work:
        for username, sees in (("wen", True), ("hu", False), ("cun1", False), ("county", False)):
            try:
                file = visible_case(work, office.case_id, office.actor(username))
            except NotFound:
                assert not sees
                continue
            assert bool(file.evaluations) is sees, username
        procedure = procedure_of(work, latest_version(work, "background_calls").id)
        nominating = procedure_of(work, latest_version(work, "selection_nomination").id)
        village = Grants(
            office.actor("cun1"),
            frozenset(),
            frozenset({"selection", "selection_nomination", "selection_vetting", "background_calls", "gate_review"}),
        )
        unit = Grants(
            office.actor("hu"),
            frozenset(),
            frozenset({"selection", "selection_nomination", "selection_vetting", "background_calls", "gate_review"}),
        )
        hidden = {item.key for item in nominating.forms["nominate"].inputs if not village.may_read_field(item, None)}
        calls = procedure.forms["phone_check"]
        narrowed = {item.key for item in calls.inputs if item.visible_to is not None}
        assert narrowed
        assert not [item for item in calls.inputs if item.key in narrowed and unit.may_read_field(item, None)]
    assert {"is_health_fit", "discipline_record", "special_circumstance", "born_on"} <= hidden
