"""A whole recall through casework on both databases, and what its records say afterwards."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.clock import at
from tests.office.values import decided
from tests.recall import steps
from tests.recall.office import Office
from workflows.casework.cases import visible_case
from workflows.casework.errors import InvalidAnswers, NotAllowed, NotFound
from workflows.casework.locked_case import open_case
from workflows.casework.models import Case, Deadline, Decision, Notice, Task, TaskStatus
from workflows.casework.scheme_changes import SchemeWish, ask_for
from workflows.casework.transaction import transaction
from workflows.casework.unit_facts import UnitFacts, unit_facts
from workflows.casework.verbs.extend import extend_deadline
from workflows.documents.models import Document
from workflows.office.catalogues_file import CatalogueKind
from workflows.people.arrival_models import Handover, VillageArrival
from workflows.people.roster import Posting
from workflows.proof.verify import verify
from workflows.recall.models import Accountability, Interview, Recall, RecallOrder, RecallSubject
from workflows.recall.queries import recall_file
from workflows.selection.models import BackgroundCall, DispatchOrder, Review, Slot


def carried_to_service(office: Office, *members: str, slots: tuple[str, ...]) -> None:
    """A recall of these members, served at the present moment."""
    office.start(*members)
    steps.verify_and_report(office)
    steps.decide(office, len(slots))
    steps.prepare(office, *slots)
    steps.serve(office)


def own_items_of_a_handover(office: Office) -> None:
    """The office hands over by a scheme of its own (rules.md 2.15)."""
    lines = [
        {"key": "fund", "name": "帮扶资金", "name_en": "Funds", "money": True},
        {"key": "maps", "name": "村情地图", "name_en": "Maps"},
    ]
    why = "按市委组织部会议研究意见制定。"
    with transaction(office.store) as work:
        ask_for(work, office.actor("dai"), SchemeWish("ours", CatalogueKind.HANDOVER, "两项", "Two", lines, why))
        decided(work, "ours", key="selection.handover_items")


def test_a_recall_goes_from_lead_to_closing_and_leaves_true_records(office: Office) -> None:
    own_items_of_a_handover(office)
    carried_to_service(office, "W01", slots=("W01",))
    steps.interview_and_recall(office)
    office.wait_until("2026-03-04 10:00")
    steps.replace(office, "W11", "2026-03-05", "2028-03-31")
    office.wait_until("2026-03-06 11:00")
    steps.arrive(office)
    steps.hand_over(office)
    steps.close(office)

    assert office.case_id is not None
    with office.store.read() as work:
        case = work.session.get_one(Case, office.case_id)
        assert (case.status, case.end_event) == ("completed", "replaced")
        order = work.session.scalars(select(RecallOrder)).one()
        assert (order.number, order.people, order.slots) == ("驻召〔2026〕1号", 1, 1)
        assert order.served_at == at("2026-03-02 09:00")
        assert order.replacement_due_at == at("2026-03-09 24:00")
        assert order.dispatched_at == at("2026-03-04 10:00")
        assert order.arrived_at == at("2026-03-06 11:00")
        old = work.session.get_one(Posting, office.postings["W01"])
        assert (old.status, old.end_reason, str(old.to_on)) == ("ended", "ordered_recall", "2026-03-02")
        new = work.session.scalars(select(Posting).where(Posting.person_id == office.persons["W11"])).one()
        assert (new.status, str(new.from_on)) == ("active", "2026-03-05")
        assert work.session.scalars(select(DispatchOrder)).one().posting_id == new.id
        slot = work.session.scalars(select(Slot)).one()
        assert (slot.status, slot.posting_id, slot.replaces_posting_id) == ("filled", new.id, old.id)
        assert work.session.scalars(select(VillageArrival)).one().distance_m == 111
        handed = work.session.scalars(select(Handover)).one().items
        assert [(key, item["name"], item["is_money"]) for key, item in handed.items()] == [
            ("fund", "帮扶资金", True),
            ("maps", "村情地图", False),
        ]
        listed = work.session.scalars(select(Document.text).where(Document.kind == "handover_list")).one()
        assert "帮扶资金已交清；村情地图已交清。" in listed
        interview = work.session.scalars(select(Interview)).one()
        assert (interview.interviewer_id, interview.signed_by_id) == (office.persons["wen"], office.persons["fen"])
        accountability = work.session.scalars(select(Accountability)).one()
        assert (accountability.measure, accountability.rule) == ("interview", "D5.2")
        assert work.session.scalars(select(Recall)).one().closed_as == "replaced"
        assert [subject.is_open for subject in work.session.scalars(select(RecallSubject))] == [False]
        # For the unit's month: one order, in time; the place stood empty from the 2nd to the 4th.
        facts = unit_facts(work, date(2026, 3, 1), date(2026, 3, 31))
        assert facts == {order.unit_id: UnitFacts(ordered_recalls=1, overdue_days=0, empty_days=3)}
        assert unit_facts(work, date(2026, 4, 1), date(2026, 4, 30)) == {}
        assert verify(work).is_intact


def test_the_letters_of_a_recall_are_numbered_filed_and_masked(office: Office) -> None:
    carried_to_service(office, "W01", slots=("W01",))
    with office.store.read() as work:
        letters = {letter.kind: letter for letter in work.session.scalars(select(Document))}
        assert set(letters) == {"lead_form", "verification_report", "recall_order", "service_receipt"}
        letter = letters["recall_order"]
        assert (letter.number, letter.service_mode, letter.received_by) == ("驻召〔2026〕1号", "read", "胡人事")
        assert "陈小明" in letter.text
        assert "市水务局" in letter.text
        for hidden in ("陈小明", "市水务局", "清溪村", "依据"):
            assert hidden not in letter.masked_text, "neither who, nor on which ground (design 6a)"
        assert "责令一个派出单位召回驻村队员1名" in letter.masked_text


def test_two_orders_within_twelve_months_are_answered_for_one_level_up(office: Office) -> None:
    """A13: the second recall event of a unit hits row 4 of table D5, however punctual the replacement."""
    carried_to_service(office, "W01", slots=("W01",))
    steps.interview_and_recall(office)
    steps.replace(office, "W11", "2026-03-03", "2028-03-31")
    steps.arrive(office)
    steps.hand_over(office)
    steps.close(office)
    office.wait_until("2026-09-01 09:00")
    carried_to_service(office, "W02", slots=())
    steps.interview_and_recall(office)
    assert office.open_tasks() == ["decide_accountability"]
    office.do("decide_accountability", "shang")
    assert office.case_id is not None
    with office.store.read() as work:
        file = recall_file(work, office.case_id)
        assert file is not None
        measure = file.accountabilities[-1]
        assert (measure.measure, measure.rule, measure.facts["recall_events"]) == ("circular", "D5.4", 2)
        assert (measure.proposed, measure.persons) == ("circular", ["leader_in_charge"])


def test_a_case_cannot_be_closed_while_its_rectification_is_open(office: Office) -> None:
    office.start("W01")
    steps.verify_and_report(office, has_falsified_file=True)
    steps.decide(office, 0)
    steps.prepare(office)
    steps.serve(office)
    steps.interview_and_recall(office)
    office.do("decide_accountability", "shang")
    office.do("special_interview", "shang")
    for username in ("shu", "fen"):
        office.do("sign_special", username)
    for _ in range(2):
        office.do("pursue_leader", "shang", is_self_criticism_received=True)
    assert office.open_tasks() == ["rectify"]
    office.do("rectify", "hu")
    assert office.open_tasks() == ["inspect"]
    office.do("inspect", "zu")
    assert office.open_tasks() == ["close_case"]


def test_a_recall_of_somebody_whose_recall_is_open_can_only_be_merged(office: Office) -> None:
    goes_on = office.start("W01")
    with pytest.raises(InvalidAnswers):  # there is nothing that it could be merged into
        office.do("accept_lead", "bao", outcome="merge", merged_into="驻线〔2026〕9号")
    office.start("W01", "W02")
    with pytest.raises(InvalidAnswers):  # nor is this a case of one of them or of their unit
        office.do("accept_lead", "bao", outcome="merge", merged_into="驻线〔2026〕9号")
    with pytest.raises(Exception, match="correcting") as refused:
        office.do("accept_lead", "bao", outcome="accept", recall_type="ordered")
    assert "已有未办结的召回" in refused.value.fields["outcome"].zh  # type: ignore[attr-defined]
    office.do(
        "accept_lead",
        "bao",
        outcome="merge",
        merged_into="驻线〔2026〕1号",
        reason_code="duplicate",
        reason="同一队员，前案在办。",
    )
    with office.store.read() as work:
        file = visible_case(work, goes_on, office.actor("wen"))
        (entry,) = [each for each in file.record if each.element_id == "lead_merged"]
        assert (entry.kind, entry.reason) == ("message_received", "驻线〔2026〕2号")
        assert (entry.actor_id, entry.happened_at) == (office.persons["bao"], work.now)
        assert "同一队员" not in str(file.record), "what was said of the other lead stays in its own file"
        with pytest.raises(NotFound):
            visible_case(work, goes_on, office.actor("hu"))


def test_a_lead_that_came_to_nothing_holds_nobody(office: Office) -> None:
    office.start("W01")
    office.do(
        "accept_lead", "wen", outcome="reject", reason_code="insufficient", reason="没有具体时间和事实，无法核实。"
    )
    office.start("W01")
    office.do("accept_lead", "wen", outcome="accept", recall_type="ordered")
    assert office.open_tasks() == ["verify_office", "verify_poverty"]


def test_members_of_two_units_are_never_recalled_by_one_order(office: Office) -> None:
    office.start("W01", "R01")
    assert office.open_tasks() == ["correct_lead"]
    with office.store.read() as work:
        variables = open_case(work, work.session.get_one(Case, office.case_id), None, is_peek=True).run.variables
    assert (variables["lead_problem"], variables["lead_problem_en"]) == (
        "所填队员来自不同派出单位，请分别登记。",
        "These members come from several units; register a lead for each.",
    )


def test_somebody_recalled_by_order_is_not_sent_again(office: Office) -> None:
    carried_to_service(office, "W01", slots=("W01",))
    steps.interview_and_recall(office)
    steps.nominate(office, "W01")
    assert office.open_tasks() == ["nominate"], "table D1 fails a person recalled within 36 months"


def test_no_step_of_the_replacement_is_due_after_its_week(office: Office) -> None:
    def due() -> dict[str, datetime | None]:
        with office.store.read() as work:
            found = work.session.execute(select(Task.element_id, Task.due_at).where(Task.status == TaskStatus.OPEN))
            return {element: due_at for element, due_at in found}

    week_ends = at("2026-03-09 24:00")
    carried_to_service(office, "W01", slots=("W01",))
    steps.interview_and_recall(office)
    assert due()["nominate"] == at("2026-03-03 24:00"), "a step has its own time within the week"
    office.wait_until("2026-03-09 10:00")
    steps.nominate(office, "W11")
    assert due()["party_group"] == week_ends
    with office.store.read() as work:
        clock = work.session.scalars(select(Deadline.id).where(Deadline.name == "replacement")).one()
    with transaction(office.store) as work:
        extend_deadline(work, clock, office.actor("dai"), at("2026-03-10 24:00"), "road", "进村公路塌方，抢修三天。")
    assert due()["party_group"] == at("2026-03-10 24:00"), "the step follows the clock"
    office.wait_until("2026-03-11 10:00")
    steps.propose(office, "W11")
    assert due()["phone_check"] > at("2026-03-11 10:00"), "a week that has ended leaves a step its own time"


def test_nobody_reviews_the_candidate_of_their_own_unit(office: Office) -> None:
    carried_to_service(office, "W01", slots=("W01",))
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    with pytest.raises(NotAllowed):
        steps.review(office, "a", "hu")
    steps.review(office, "a", "wen")
    with pytest.raises(NotAllowed, match="somebody else"):
        steps.review(office, "b", "wen")


def test_who_was_called_never_enters_the_variables_of_the_case(office: Office) -> None:
    carried_to_service(office, "W01", slots=("W01",))
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    assert office.case_id is not None
    with office.store.read() as work:
        called = {call.interviewee for call in work.session.scalars(select(BackgroundCall))}
        assert called == {"王受访", "李受访"}
        case = work.session.get_one(Case, office.case_id)
        for name in called:
            assert name.encode() not in case.state
            assert name.encode("ascii", "backslashreplace") not in case.state
        decisions = work.session.scalars(select(Decision).where(Decision.element_id == "phone_check"))
        assert {decision.answers["interviewee"] for decision in decisions} == called


def test_the_clock_is_one_deadline_that_survives_a_rejected_candidate(office: Office) -> None:
    """A4 on both databases: due time unchanged, office and unit time kept apart."""
    carried_to_service(office, "W01", slots=("W01",))
    office.wait_until("2026-03-04 09:00")
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    office.wait_until("2026-03-08 16:00")
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao", 9, "reject")
    with office.store.read() as work:
        clock = work.session.scalars(select(Deadline).where(Deadline.name == "replacement")).one()
        assert (clock.due_at, clock.status) == (at("2026-03-09 24:00"), "running")
        assert [(span.side, span.ended_at) for span in clock.spans] == [
            ("unit", at("2026-03-04 09:00")),
            ("office", at("2026-03-08 16:00")),
            ("unit", None),
        ]
        (told,) = work.session.scalars(select(Notice.text).where(Notice.person_id == office.persons["W11"]))
        assert re.fullmatch("您未通过审核，不再列为.+的选派人选。理由：.+", told), (
            "by the office, and not through the unit"
        )


def test_the_tasks_of_a_slot_say_which_post_they_are_about(office: Office) -> None:
    carried_to_service(office, "W01", "W02", slots=("W01", "W02"))
    with office.store.read() as work:
        statement = select(Task.item).where(Task.element_id == "nominate").order_by(Task.item)
        found = work.session.scalars(statement).all()
    assert [label.partition("接替")[0] for label in found] == ["1 · ", "2 · "]
    assert all(label.partition("接替")[2] for label in found)


def test_a_reviewer_who_agrees_is_not_recorded_with_the_other_ones_reason(office: Office) -> None:
    carried_to_service(office, "W01", slots=("W01",))
    steps.nominate(office, "W11")
    steps.propose(office, "W11")
    steps.check_by_phone(office)
    steps.review(office, "a", "wen", 8, "reject")
    steps.review(office, "b", "bao")
    with office.store.read() as work:
        reasons = {review.seat: review.reason for review in work.session.scalars(select(Review))}
    assert (reasons["a"] != "", reasons["b"]) == (True, "")
