"""What leaves the office carries nobody's name (domain 3.4, rule 5): not the recalled only, everybody a letter names."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from webapp.cases.record import may_read
from workflows.casework.access import has_in_scope
from workflows.casework.cases import visible_case
from workflows.casework.models import Case
from workflows.documents.models import Document


def test_no_masked_letter_of_a_whole_recall_names_anybody(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.interview_and_recall(office)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    steps.arrive(office)
    steps.close(office)
    names = ("陈小明", "江一帆", "冯分管", "胡人事", "文静", "严查", "傅查", "村书记一", "市水务局", "清溪村")
    with office.store.read() as work:
        letters = work.session.scalars(select(Document)).all()
    found = {(letter.kind, name) for letter in letters for name in names if name in letter.masked_text}
    assert found == set()
    assert any("江一帆" in letter.text for letter in letters if letter.kind == "arrival_form")


def test_the_village_that_confirms_an_arrival_reads_nothing_personal_of_the_candidate(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    assert office.case_id is not None
    with office.store.read() as work:
        for username, sees in (("wen", True), ("hu", True), ("cun1", False), ("county", False)):
            file = visible_case(work, office.case_id, office.actor(username))
            assert bool(file.evaluations) is sees, username
        form = file.procedures["selection"].forms["nominate"]
        hidden = {field.key for field in form.inputs if not may_read(field, office.actor("cun1"), None)}
        calls = file.procedures["selection"].forms["phone_check"]
        unit = office.actor("hu")
        assert [field.key for field in calls.inputs if may_read(field, unit, None)] == []
    assert {"is_health_fit", "discipline_record", "special_circumstance", "born_on"} <= hidden


def test_the_superior_department_reads_the_grounds_it_decides_on(office: Office) -> None:
    office.start("W01")
    superior = office.actor("shang")
    elsewhere = tuple(replace(holding, unit_path="/ELSEWHERE/") for holding in superior.holdings)
    with office.store.read() as work:
        assert office.case_id is not None
        case = work.session.get_one(Case, office.case_id)
        assert has_in_scope(replace(superior, holdings=elsewhere), case)
        village = office.actor("cun1")
        assert not has_in_scope(village, case)
