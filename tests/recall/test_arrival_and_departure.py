"""Nobody arrives before they are sent, and nobody leaves the consequences of an order behind by going first."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from tests.clock import at
from tests.recall import steps
from tests.recall.office import CENTRE, Office
from workflows.casework.errors import InvalidAnswers, InvalidRequest, NotAllowed
from workflows.casework.models import Deadline
from workflows.casework.transaction import transaction
from workflows.casework.verbs.extend import extend_deadline, extendable
from workflows.people import PostHolding, Relation
from workflows.people.arrival_models import VillageArrival
from workflows.people.roster import Posting
from workflows.people.words import EndReason, PostingStatus
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
    with office.store.read() as work:
        assert not work.session.scalars(select(VillageArrival)).all(), "one word is no arrival"
    office.do("confirm_second", "county", second_outcome="arrived")
    # Confirmed present a day before the term: posted from the day on which they came.
    with office.store.read() as work:
        of_person = (Posting.person_id == office.persons["W11"], Posting.status == PostingStatus.ACTIVE)
        posting = work.session.scalars(select(Posting).where(*of_person)).one()
        held = (PostHolding.person_id == posting.person_id, PostHolding.unit_id == posting.team.village_id)
        begun = work.session.scalars(select(PostHolding.from_on).where(*held)).all()
        assert [posting.from_on, *begun] == [date(2026, 3, 4), date(2026, 3, 4)]


@pytest.mark.parametrize("is_served", [False, True])
def test_who_resigns_before_the_recall_is_carried_out_is_barred_all_the_same(office: Office, is_served: bool) -> None:
    def resign() -> None:
        with office.store.write() as work:
            posting = work.session.get_one(Posting, office.postings["W01"])
            posting.status, posting.to_on, posting.end_reason = PostingStatus.ENDED, date(2026, 3, 1), EndReason.NONE

    if is_served:
        carried_to_service(office)
        resign()
    else:  # meanwhile it is decided all the same (R3)
        office.start("W01")
        steps.verify_and_report(office)
        resign()
        steps.decide(office, 1)
        steps.prepare(office, "W01")
        steps.serve(office)
    steps.interview_and_recall(office)
    with office.store.read() as work:
        posting = work.session.get_one(Posting, office.postings["W01"])
        assert (posting.end_reason, posting.to_on) == ("ordered_recall", date(2026, 3, 1))
        assert last_ordered_recall(work, posting.person_id) == date(2026, 3, 1)
        assert work.session.scalars(select(Posting.status).where(Posting.id == posting.id)).one() == "ended"


def test_a_relative_of_the_candidate_gives_no_county_opinion(office: Office) -> None:
    with office.store.write() as work:
        kin = {"kind": "spouse", "declared_at": work.now}
        work.session.add(Relation(person_id=office.persons["county"], other_id=office.persons["W11"], **kin))
    carried_to_service(office)
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    steps.review(office, "a", "wen")
    steps.review(office, "b", "bao")
    with pytest.raises(NotAllowed, match="relative"):
        office.do("county_opinion", "county", county_view="support", village_needs="需要懂产业、会做群众工作的干部。")


def test_a_replacement_begun_again_after_a_no_show_has_no_second_extension(office: Office) -> None:
    def clock(name: str = "replacement", status: str = "running") -> Deadline:
        with office.store.read() as work:
            where = (Deadline.name == name, Deadline.status == status)
            return work.session.scalars(select(Deadline).where(*where)).one()

    carried_to_service(office)
    steps.interview_and_recall(office)
    with transaction(office.store) as work:
        due, reason = at("2026-03-11 24:00"), "山体滑坡，进村道路中断，无法按期报到。"
        extend_deadline(work, clock().id, office.actor("dai"), due, "road", reason)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    told = {"outcome": "no_show", "absence_reason": "本人至今未到村报到，电话不通。"}
    with pytest.raises(InvalidAnswers) as refused:
        office.do("confirm_arrival", "cun1", **told)
    assert "报到期限至2026-03-05 24:00" in refused.value.fields["outcome"].zh
    office.wait_until("2026-03-06 00:30")
    office.do("confirm_arrival", "cun1", **told)
    office.do("confirm_second", "county", second_outcome="absent", second_remark="到村走访，村内无人见到本人。")
    office.do("confirm_no_show", "dai", outcome="no_show")
    assert clock("arrival", "missed").stopped_at == at("2026-03-06 00:30")
    with office.store.read() as work:
        assert clock().due_at == at("2026-03-11 24:00")
        assert not extendable(work, [work.session.get_one(Deadline, clock().id)], office.actor("dai"))
    with pytest.raises(InvalidRequest, match="extended already"), transaction(office.store) as work:
        extend_deadline(work, clock().id, office.actor("dai"), at("2026-03-12 24:00"), "road", reason)
