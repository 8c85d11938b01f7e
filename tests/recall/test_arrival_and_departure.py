"""Nobody arrives before they are sent, and nobody leaves the consequences of an order behind by going first."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import CENTRE, Office
from workflows.casework.errors import InvalidAnswers
from workflows.people.roster import Posting
from workflows.selection.queries import last_ordered_recall


def carried_to_service(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)


def test_an_arrival_before_the_dispatch_order_is_refused(office: Office) -> None:
    carried_to_service(office)
    office.wait_until("2026-03-04 10:00")
    steps.replace(office, "W11", "2026-03-05", "2028-03-31")
    answers = {"outcome": "arrived", "latitude": CENTRE[0], "longitude": CENTRE[1]}
    with pytest.raises(InvalidAnswers) as refused:
        office.do("confirm_arrival", "cun1", arrived_at="2026-03-03T10:00:00+08:00", **answers)
    assert "arrived_at" in refused.value.fields
    office.do("confirm_arrival", "cun1", arrived_at="2026-03-04T10:00:00+08:00", **answers)


def test_who_resigns_before_the_recall_is_carried_out_is_barred_all_the_same(office: Office) -> None:
    carried_to_service(office)
    with office.store.write() as work:
        posting = work.session.get_one(Posting, office.postings["W01"])
        posting.status, posting.to_on, posting.end_reason = "ended", date(2026, 3, 1), "resigned"
    steps.interview_and_recall(office)
    with office.store.read() as work:
        posting = work.session.get_one(Posting, office.postings["W01"])
        assert (posting.end_reason, posting.to_on) == ("ordered_recall", date(2026, 3, 1))
        assert last_ordered_recall(work, posting.person_id) == date(2026, 3, 1)
        assert work.session.scalars(select(Posting.status).where(Posting.id == posting.id)).one() == "ended"
