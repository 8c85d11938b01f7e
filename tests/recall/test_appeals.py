"""Each recalled member appeals for themselves (3.3 R6, C5): on paper too, by whom it is reviewed, and what it does to them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.errors import InvalidAnswers, NotAllowed
from workflows.casework.models import CaseTitle
from workflows.people import PostHolding, Unit
from workflows.people.roster import Posting
from workflows.recall.appeal_models import MemberAppeal
from workflows.recall.models import RecallOrder
from workflows.recall.queries import ordered_recalls
from workflows.selection.queries import last_ordered_recall

REASON = "走访记录确有遗漏，原认定事实不足。"


def _served(office: Office, *members: str, refilled: tuple[str, ...] = ()) -> None:
    office.start(*members)
    steps.verify_and_report(office)
    steps.decide(office, slots=len(refilled))
    steps.prepare(office, *refilled)
    steps.serve(office)


def _history(office: Office, number: str) -> list[tuple[str, str, date, date | None]]:
    """The postings of somebody: status, why ended, from and to."""
    with office.store.read() as work:
        rows = work.session.scalars(
            select(Posting).where(Posting.person_id == office.persons[number]).order_by(Posting.from_on)
        )
        return [(row.status.value, row.end_reason.value, row.from_on, row.to_on) for row in rows]


def test_an_appeal_on_paper_comes_with_its_signed_request_and_is_reviewed_by_somebody_else(office: Office) -> None:
    with office.store.write() as work:
        unit_id = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        for name in ("fu", "bao"):
            post = {"post_key": "organisation_department", "unit_id": unit_id, "from_on": date(2020, 1, 1)}
            work.session.add(PostHolding(person_id=office.persons[name], **post))
    _served(office, "W01", refilled=("W01",))
    for wrong in ({"appeal_files": []}, {"received_on": "2026-02-27"}):
        with pytest.raises(InvalidAnswers):
            steps.appeal_on_paper(office, **wrong)
    steps.appeal_on_paper(office)
    for barred in ("fu", "bao"):  # who investigated, and who entered it
        with pytest.raises(NotAllowed, match="somebody else"):
            office.do("review_appeal", barred, outcome="uphold", appeal_reason=REASON)
    office.do("review_appeal", "zu", outcome="uphold", appeal_reason=REASON)
    with office.store.read() as work:
        row = work.session.scalars(select(MemberAppeal)).one()
        assert (row.way, row.entered_by_id, row.outcome) == ("paper", office.persons["bao"], "uphold")
        assert ordered_recalls(work, work.session.scalars(select(RecallOrder.unit_id)).one(), work.now) == 1


def test_an_appeal_changes_one_of_two_and_the_record_of_the_other_stands(office: Office) -> None:
    _served(office, "W01", "W02", refilled=("W01",))
    steps.appeal_on_paper(office)
    with office.store.read() as work:
        # Each of the two reads of the appeals by this title: by it neither may learn that the other has made one.
        named = select(CaseTitle).where(CaseTitle.case_id == office.case_id, CaseTitle.process_id == "recall_appeal")
        appeal = work.session.scalars(named).one()
        assert appeal.title == appeal.title_public
    office.do("review_appeal", "zu", outcome="change", appeal_reason=REASON)
    steps.interview_and_recall(office)
    ended = {number: _history(office, number)[0][:2] for number in ("W01", "W02")}
    assert sorted(ended.values()) == [("ended", "no_fault"), ("ended", "ordered_recall")]
    freed = next(number for number, (_, reason) in ended.items() if reason == "no_fault")
    with office.store.read() as work:
        assert last_ordered_recall(work, office.persons[freed]) is None
        order = work.session.scalars(select(RecallOrder)).one()
        assert (order.kind, ordered_recalls(work, order.unit_id, work.now)) == ("ordered", 1)


def test_who_is_restored_after_leaving_goes_on_in_a_posting_of_today(office: Office) -> None:
    _served(office, "W01")
    steps.interview_and_recall(office, is_appealed=True)
    since = _history(office, "W01")[0][2]
    office.wait_until("2026-03-05T09:00:00+08:00")
    office.do("review_appeal", "zu", outcome="revoke", is_restored=True, appeal_reason=REASON)
    assert _history(office, "W01") == [
        ("ended", "", since, date(2026, 3, 2)),
        ("active", "", date(2026, 3, 5), None),
    ]
    with office.store.read() as work:
        order = work.session.scalars(select(RecallOrder)).one()
        assert (order.kind, ordered_recalls(work, order.unit_id, work.now)) == ("no_fault", 0)
        held = select(PostHolding.from_on).where(PostHolding.person_id == office.persons["W01"])
        assert work.session.scalars(held.where(PostHolding.to_on.is_(None))).all() == [date(2026, 3, 5)]


def test_nobody_is_restored_to_a_place_that_is_refilled(office: Office) -> None:
    _served(office, "W01", refilled=("W01",))
    steps.appeal_on_paper(office)
    office.do("review_appeal", "zu", outcome="revoke", is_restored=True, appeal_reason=REASON)
    steps.interview_and_recall(office)
    assert [each[:2] for each in _history(office, "W01")] == [("ended", "")]
