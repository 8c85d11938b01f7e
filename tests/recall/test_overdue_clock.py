"""An overdue clock laundered: what came too late moves nothing, and the letters that went out go on saying the truth."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tests.clock import at
from tests.recall import steps
from tests.recall.office import Office
from workflows.calendar.day_ends import official_time
from workflows.casework.deadlines import overdue_days
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Deadline, Timer
from workflows.casework.transaction import transaction
from workflows.casework.verbs.explain_overdue import explain_overdue
from workflows.casework.verbs.extend import extend_deadline
from workflows.documents.models import Document

REASON = "进村公路塌方，抢修三天。"


def test_two_days_overdue_stay_two_days_overdue_whatever_the_director_decides_then(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    steps.interview_and_recall(office)
    office.wait_until("2026-03-11 10:00")  # due at the end of the 9th: 催办 and 督办 are out
    with office.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
        armed = {timer.element_id: timer.due_at for timer in work.session.scalars(select(Timer))}
    with pytest.raises(InvalidRequest, match="before the due time only"), transaction(office.store) as work:
        extend_deadline(work, clock.id, office.actor("dai"), at("2026-03-12 24:00"), "road", REASON)
    with transaction(office.store) as work:
        explain_overdue(work, clock.id, office.actor("dai"), "road", REASON)
    with office.store.read() as work:
        kinds = [letter.kind for letter in work.session.scalars(select(Document).order_by(Document.issued_at))]
        assert (kinds.count("urge"), kinds.count("supervision_order")) == (1, 1)
        letters = work.session.scalars(select(Document.text).where(Document.kind.in_(("urge", "supervision_order"))))
        assert all(official_time(at("2026-03-09 24:00")) in text for text in letters)
        assert {timer.element_id: timer.due_at for timer in work.session.scalars(select(Timer))} == armed
    steps.replace(office, "W11", "2026-03-12", "2028-03-31")
    office.wait_until("2026-04-20 10:00")
    with office.store.read() as work:
        stopped = work.session.scalars(
            select(Deadline).options(selectinload(Deadline.extensions)).where(Deadline.name == "replacement")
        ).one()
        assert (stopped.due_at, stopped.status) == (at("2026-03-09 24:00"), "missed")
        assert overdue_days(stopped, work.now) == 2
