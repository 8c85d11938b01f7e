"""The months of the demonstration city: one published, one half-way through, each by people's verbs."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.clock import MovingClock
from workflows.assessment.models import AssessmentMonth
from workflows.assessment.result_models import MemberResult
from workflows.attendance.import_words import ImportState
from workflows.attendance.models import AttendanceImport
from workflows.casework.models import Case, CaseStatus, Incident, RowAsk, Task, TaskStatus
from workflows.casework.words import AskState
from workflows.demo import load_demo, play_months
from workflows.people import Person
from workflows.proof.verify import verify
from workflows.store import Store


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_month_is_published_and_the_next_is_under_way(store: Store, clock: MovingClock) -> None:
    """On the last day of a month, when a round has the least time left; other tests show that both databases do the same."""
    clock.move_to("2026-03-31 10:00")
    load_demo(store)
    assert play_months(store)
    assert not play_months(store), "once"
    with store.read(is_snapshot=True) as work:
        months = work.session.scalars(select(AssessmentMonth.month).order_by(AssessmentMonth.month)).all()
        assert months == [date(2026, 1, 1), date(2026, 2, 1)]
        rounds = work.session.execute(
            select(Case.status, Case.end_event).where(Case.process_id == "assessment").order_by(Case.started_at)
        ).all()
        assert [tuple(row) for row in rounds] == [(CaseStatus.COMPLETED, "published"), (CaseStatus.ACTIVE, None)]
        grades = dict(
            work.session.execute(
                select(MemberResult.grade, func.count())
                .where(MemberResult.published_at.is_not(None))
                .group_by(MemberResult.grade)
            ).all()
        )
        assert sum(grades.values()) > 200
        assert len(grades) > 1
        open_steps = dict(
            work.session.execute(
                select(Task.element_id, func.count())
                .join(Case, Case.id == Task.case_id)
                .where(Task.status == TaskStatus.OPEN, Case.process_id == "assessment_county")
                .group_by(Task.element_id)
            ).all()
        )
        assert {"collect", "exceptions", "score", "review"} <= set(open_steps)
        asked = select(RowAsk.element_id).join(Person, Person.id == RowAsk.person_id)
        own = work.session.scalars(asked.where(Person.name == "龙晓穗", RowAsk.state == AskState.OPEN)).all()
        assert "ask_member" in own, "the member of the cast has something to explain on their phone"
        states = set(work.session.scalars(select(AttendanceImport.state)))
        assert states == {ImportState.FINISHED}
        assert work.session.scalars(select(Incident.id)).all() == []
        assert [each.sentence for each in verify(work).breaches] == []
