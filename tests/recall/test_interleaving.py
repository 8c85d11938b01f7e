"""What two transactions, or a case broken off half-way, must not do to a recall."""

from __future__ import annotations

import threading
import time

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case
from workflows.casework.timers import fire_due
from workflows.casework.transaction import transaction
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.start import start_case
from workflows.recall.models import RecallSubject
from workflows.selection.models import Candidate, Slot

LEAD = {
    "trigger": "T1",
    "source": "inspection",
    "people_text": "W01",
    "occurred_on": "2026-03-01",
    "facts": "打卡齐全，但长期不入户，帮扶项目无人跟进，群众反映强烈。",
}


def test_two_leads_about_one_member_at_the_same_moment_open_one_recall(office: Office) -> None:
    actor = office.actor("wen")

    def register() -> None:
        with transaction(office.store) as work:
            start_case(work, "recall", actor=actor, answers=LEAD)

    second = threading.Thread(target=register)
    with transaction(office.store) as work:
        first_id = start_case(work, "recall", actor=actor, answers=LEAD).id
        second.start()
        time.sleep(1)
    second.join(60)
    with office.store.read() as work:
        assert work.session.scalar(select(func.count()).select_from(Case)) == 2
        rows = work.session.scalars(select(RecallSubject).options(joinedload(RecallSubject.recall)))
        assert {row.recall.case_id == first_id: row.is_open for row in rows} == {True: True, False: False}


def test_a_recall_broken_off_leaves_its_posting_slot_and_candidates_free(office: Office) -> None:
    def carried_to_proposal() -> None:
        office.start("W01")
        steps.verify_and_report(office)
        steps.decide(office, 1)
        steps.prepare(office, "W01")
        steps.serve(office)
        steps.nominate(office, "W11")
        steps.propose(office, "W11")

    carried_to_proposal()
    assert office.case_id is not None
    with transaction(office.store) as work:
        cancel_case(work, office.case_id, office.actor("dai"), "立案对象有误，撤销本案重新办理。")
    carried_to_proposal()
    assert "phone_check" in office.open_tasks()
    with office.store.read() as work:
        assert sorted(work.session.scalars(select(Slot.status))) == ["cancelled", "open"]
        assert sorted(work.session.scalars(select(Candidate.status))) == ["proposed", "withdrawn"]


def test_a_worker_some_seconds_late_makes_no_unit_guiltier(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.interview_and_recall(office)
    office.wait_until("2026-03-12 23:00")
    office.clock.move_to("2026-03-13 00:00:07")
    assert office.case_id is not None
    with transaction(office.store) as work:
        assert fire_due(work, office.case_id)
    with office.store.read() as work:
        case = work.session.get_one(Case, office.case_id)
        run = open_case(work, case, None, is_peek=True).run
        (asked,) = (each for each in run.open_tasks if each.element.id == "decide_accountability")
        variables = run.visible(asked.id)
        assert (variables["unit_overdue_days"], variables["accountability"]["rule"]) == (3, "D5.3")
