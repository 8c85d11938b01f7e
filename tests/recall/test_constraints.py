"""What the database itself refuses, whatever program writes to it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.clock import at
from tests.recall import steps
from tests.recall.office import Office
from workflows.people.roster import Posting
from workflows.recall.models import Recall, RecallOrder, RecallSubject, Verification
from workflows.store import update_rows


def refused(office: Office, *rows: Any) -> None:
    """Writing these rows must fail."""
    with pytest.raises(IntegrityError), office.store.write() as work:
        work.session.add_all(rows)


def test_one_posting_has_one_open_recall(office: Office) -> None:
    office.start("W01")
    office.start("W02")
    with office.store.read() as work:
        second = work.session.scalars(select(Recall).order_by(Recall.number.desc())).first()
        assert second is not None
    refused(office, RecallSubject(recall_id=second.id, posting_id=office.postings["W01"], position=9))


def test_one_person_never_verifies_for_both_offices(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office)
    with office.store.read() as work:
        first = work.session.scalars(select(Verification).where(Verification.office == "station")).one()
    assert first.investigator_id == office.persons["yan"]
    with pytest.raises(IntegrityError), office.store.write() as work:
        update_rows(work, Verification, {"office": "poverty"}, investigator_id=first.investigator_id)


def test_an_order_never_asks_for_more_people_than_it_recalls(office: Office) -> None:
    office.start("W01")
    with office.store.read() as work:
        recall = work.session.scalars(select(Recall)).one()
    order = RecallOrder(
        recall_id=recall.id,
        unit_id=recall.unit_id,
        number="X",
        kind="ordered",
        people=1,
        slots=2,
        basis="",
        issued_at=at("2026-03-02 09:00"),
    )
    refused(office, order)


def test_nobody_has_two_active_postings(office: Office) -> None:
    with office.store.read() as work:
        posting = work.session.get_one(Posting, office.postings["W01"])
    refused(office, Posting(person_id=posting.person_id, team_id=posting.team_id, from_on=posting.from_on))
