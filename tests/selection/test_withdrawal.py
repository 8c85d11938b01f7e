"""Somebody withdraws, or is withdrawn, at each step before the order (S3 to S9), and after it; through people's verbs."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.selection.batch_office import Batch, add_staff, build_batch, reader
from tests.selection.test_posting import until_posting, vet
from tests.webapp.browser import Browser
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidAnswers
from workflows.casework.models import Case, MessageStart, Notice, SheetRow, Task
from workflows.casework.operations import BpmnError, OperationCall
from workflows.documents.models import Document
from workflows.feel.dates import add_months
from workflows.jobs.duties import work_off
from workflows.people.arrivals import names_of_unarrived
from workflows.people.roster import Posting, Team
from workflows.people.words import EndReason, PostingStatus
from workflows.procedure.model import Element, ElementType
from workflows.recall.models import Recall
from workflows.selection.operations.withdrawals import NONE_OF_OURS, WithdrawalGiven, find_candidacy
from workflows.selection.withdrawn_postings import name_withdrawn
from workflows.selection.words import CandidateStatus
from workflows.store import Store, new_id


@pytest.fixture
def batch(store: Store, clock: MovingClock) -> Batch:
    return build_batch(store, clock)


def withdraw(batch: Batch, number: str, by: str = "hu", **answers: str) -> uuid.UUID:
    """Enter a withdrawal, and let the worker do what follows."""
    case_id = batch.start("selection_withdrawal", by, employee_no=number, **answers)
    work_off(batch.store)
    return case_id


def told(batch: Batch, case_id: uuid.UUID) -> list[tuple[str, str]]:
    """Who was told of it, and what."""
    with batch.store.read() as work:
        found = work.session.scalars(select(Notice).where(Notice.case_id == case_id))
        return sorted((each.post_key or "person", each.text) for each in found)


def ended(batch: Batch, case_id: uuid.UUID) -> str | None:
    with batch.store.read() as work:
        return work.session.get_one(Case, case_id).end_event


def recalled(batch: Batch, number: str, months: int) -> None:
    """Somebody's last tour of duty has ended by an order, so many months from today."""
    with batch.store.write() as work:
        day, person_id = add_months(local_date(work.now), months), batch.office.persons[number]
        assert isinstance(day, date)
        for before in work.session.scalars(select(Posting).where(Posting.person_id == person_id)):
            work.session.delete(before)
        team_id = work.session.scalars(select(Team.id).limit(1)).one()
        of_person = {"person_id": person_id, "team_id": team_id, "from_on": day, "to_on": day}
        ended = {"status": PostingStatus.ENDED, "end_reason": EndReason.ORDERED_RECALL}
        work.session.add(Posting(**of_person, **ended))


def row_of(batch: Batch, place: str) -> uuid.UUID:
    with batch.store.read() as work:
        of_place = (SheetRow.sheet == "selection.matching", SheetRow.key == place)
        return work.session.scalars(select(SheetRow.id).where(*of_place)).one()


def leaves_by_their_own_page(batch: Batch, number: str, personnel: Browser) -> uuid.UUID:
    """A candidate asks to be left out on their own page; nobody else is offered that, nor may write it."""
    own, person_id = reader(batch, number), batch.office.persons[number]
    assert "您是" in own.get("/people/me/candidacy").words
    assert "选派人选" in own.page.words
    assert "提出退出申请" not in personnel.get(f"/people/{person_id}").words
    assert "提出退出申请" not in personnel.get("/people/me/candidacy").words
    assert personnel.client.post("/people/me/withdrawal", data={"csrf_token": personnel.token()}).status_code == 422
    own.get("/people/me/candidacy")
    page = own.press("提出退出申请")
    assert "本人自愿退出本次选派" in page.words
    task = page.path
    own.get("/people/me/candidacy")
    assert own.press("提出退出申请").path == task, "the request that is open, not a second one"
    personnel.get(task, 404)
    assert batch.candidates()[number].status == CandidateStatus.PROPOSED, "nothing is withdrawn before it is sent"
    own.get(task)
    own.press("提交", 422, withdraw_reason="家中有事", is_sure="y")
    own.press("提交", withdraw_reason="家中老人突发重病，需要长期照料。", is_sure="y")
    work_off(batch.store)
    assert "提出退出申请" not in own.get("/people/me/candidacy").words
    with batch.store.read() as work:
        return work.session.scalars(select(MessageStart.case_id)).one()


def test_before_the_meeting_a_nomination_is_taken_back_and_after_it_the_next_ranked_steps_in(batch: Batch) -> None:
    batch.begin()
    left = {"reason": "等待该村合并后再定。"}
    batch.save("zu", {"V8-1": {"share_role": "team_leader"}, "V8-2": {}, "V9-1": left})
    batch.do("shares", "zu")
    batch.do("issue", "zu")
    work_off(batch.store)
    batch.do("reply", "hu", "WATER")
    batch.do("nominate", "hu", "WATER", **batch.nomination("W11", add_another=True, strengths=["education"]))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W13", strengths=["industry"]))
    batch.do("nominate", "hu", "WATER", **batch.nomination("W12", strengths=["building"]))
    before = batch.task("meeting", "WATER")

    # Whoever stands already is offered to nobody who nominates, and to those who withdraw somebody.
    personnel = reader(batch, "hu")
    assert "W12" not in personnel.client.get("/lookups/selection.nominees?q=江二帆").text
    assert "江二帆 · 市水务局" in personnel.client.get("/lookups/selection.candidates?q=江二帆").text
    assert "WATER" in reader(batch, "zu").client.get("/lookups/people.units?q=水务").text

    # Who knows of no selection is told of no candidate; and of whom there is, no more than the roster gives them.
    with batch.store.write() as work:
        add_staff(work.session, batch.office, "an", "暗访员", "inspector", "CITY")
    inspector = reader(batch, "an").client
    assert "江二帆" not in inspector.get("/lookups/selection.candidates?q=W12").text

    # Another unit may not, and hears the same of whoever is not its own; the case waits for the right person, and nobody is out.
    other = reader(batch, "lin")
    for number in ("W12", "W01", "W99"):
        case_id = withdraw(batch, number, by="lin")
        assert ended(batch, case_id) is None
        with batch.store.read() as work:
            task_id = work.session.scalars(select(Task.id).where(Task.case_id == case_id)).one()
        words = other.get(f"/tasks/{task_id}").words + other.get(f"/cases/{case_id}").words
        assert (NONE_OF_OURS.zh in words, number in words, f"· {number}" in words) == (True, True, False)
    assert batch.candidates()["W12"].status == CandidateStatus.QUALIFIED
    case_id = withdraw(batch, "W12", asked_by="unit")
    assert ended(batch, case_id) == "withdrawn"
    for client, is_told in ((inspector, False), (personnel.client, False), (reader(batch, "dai").client, True)):
        found = client.get("/lookups/selection.nominees?q=W12").text
        assert ("江二帆" in found, "党员" in found, "岁" in found) == (True, is_told, is_told)
    # Nor is somebody offered whom an order to recall bars still; the day after it does not.
    offered = []
    for months in (-35, -36):
        recalled(batch, "W12", months)
        offered.append("W12" in personnel.client.get("/lookups/selection.nominees?q=江二帆").text)
    assert offered == [False, True]
    assert [post for post, _ in told(batch, case_id)] == [
        "general_group",
        "general_group_leader",
        "person",
        "unit_hr",
        "unit_secretary",
    ]
    assert "该名额暂无递补人选" in told(batch, case_id)[0][1]
    # The meeting is called anew without them: who was on the list of before is on it no more.
    assert batch.task("meeting", "WATER") != before
    batch.do("meeting", "shu", "WATER", **batch.meeting(W11=3, W13=2))

    case_id = leaves_by_their_own_page(batch, "W11", personnel)
    assert ended(batch, case_id) == "withdrawn"
    said = told(batch, case_id)
    assert [post for post, _ in said] == [
        "general_group",
        "general_group_leader",
        "person",
        "unit_hr",
        "unit_secretary",
    ]
    assert "由本人提出" in said[0][1]
    assert "由江三帆递补，不再表决" in said[0][1]
    found = batch.candidates()
    assert (found["W11"].status, found["W13"].status) == (CandidateStatus.WITHDRAWN, CandidateStatus.PROPOSED)
    batch.do("review_unit", "wen")
    assert batch.open() == ["settle_list"]


def test_at_the_matching_at_the_signature_and_after_the_order(batch: Batch) -> None:
    with batch.store.write() as work:
        add_staff(work.session, batch.office, "cun8", "八坪书记", "village_secretary", "V8")
    until_posting(batch)
    for key in ("V8-1-1", "V8-1-2", "V8-2-1"):
        vet(batch, key)
    ids = {number: str(row.id) for number, row in batch.candidates().items()}
    leader = reader(batch, "lead")
    task, row = batch.task("match_places", "posting"), row_of(batch, "V8-1")
    page = leader.get("/ledgers/selection_candidate/vetted")
    for word in ("江一帆", "江二帆", "江三帆", "无异议", "同意", "通过"):
        assert word in page.words
    reader(batch, "hu").get("/ledgers/selection_candidate/vetted", 404)
    page = leader.get(f"/tasks/{task}/rows/{row}")
    assert "人选比较" in page.words
    assert len(page.all("//select[@name='chosen']/option[contains(., '（匹配度')]")) == 2
    withdraw(batch, "W11")
    with pytest.raises(InvalidAnswers):
        batch.save("lead", {"V8-1": {"chosen": ids["W11"]}}, "match_places", "posting")
    rows = {"V8-1": {"chosen": ids["W13"]}, "V8-2": {"chosen": ids["W12"]}}
    reason = {"match_reason": "该人选熟悉当地情况，适合该村。"}
    batch.save("lead", {place: {**row, **reason} for place, row in rows.items()}, "match_places", "posting")
    batch.do("match_places", "lead", "posting")
    # Who was chosen stands there by name, while the sheet is open and after it.
    page = leader.get(f"/tasks/{task}")
    assert "江三帆（匹配度100）" in page.words
    assert not [one for one in ids.values() if one in page.words]
    batch.do("settle_matching", "lead", "posting")
    batch.save("dai", {"V8-1": {}, "V8-2": {}}, "sign_orders", "posting")
    withdraw(batch, "W12")
    batch.do("sign_orders", "dai", "posting")
    # Nothing was issued for whoever had gone; their place is matched anew.
    assert batch.open("posting") == ["match_places"]
    found = batch.candidates()
    assert (found["W12"].status, found["W13"].status) == (CandidateStatus.WITHDRAWN, CandidateStatus.DISPATCHED)

    # Once the order is signed the director decides; until they arrive nobody is to be recalled (rules.md 3.14).
    own = reader(batch, "W13")
    own.get("/people/me/candidacy")
    own.press("提出退出申请")
    own.press("提交", withdraw_reason="家中老人突发重病，需要长期照料。", is_sure="y")
    page = own.get("/people/me/candidacy")
    assert "您的退出申请正在办理" in page.words
    assert "提出退出申请" not in page.words
    with batch.store.read() as work:
        case_id = work.session.scalars(select(MessageStart.case_id)).one()
    assert ended(batch, case_id) is None
    batch.do("decide_end", "dai", case_id=case_id, outcome="refuse", end_reason="该村急需队员，请按期报到后再议。")
    assert ended(batch, case_id) == "kept"
    assert "请按期报到" in told(batch, case_id)[0][1]
    place = next(key for key in ("posting/V8-1",) if batch.open(key))
    batch.do("report_in", "W13", place, latitude=27.6)
    assert batch.open(place) == ["confirm_arrival", "report_in"]
    pages = {"report_in": "W13", "confirm_arrival": "cun8"}
    words = {step: reader(batch, who).get(f"/tasks/{batch.task(step, place)}").words for step, who in pages.items()}
    assert ["围栏以内，须" in text for text in words.values()] == [True, False], (
        "why a punch failed is for whom it is about"
    )
    case_id = withdraw(batch, "W13")
    with batch.store.read() as work:
        # Of a case whose diagram is from before the director decides nothing ends the order.
        case = work.session.get_one(Case, batch.case("posting"))
        step = Element("find", ElementType.SERVICE_TASK)
        call = OperationCall(work, case, step, case.process_id, new_id(), None, ("decide_end",))
        with pytest.raises(BpmnError, match="须经主任审定"):
            find_candidacy(call, WithdrawalGiven("W13"))
    batch.office.clock.forward(days=7)
    work_off(batch.store)
    late = [post for post, text in told(batch, case_id) if "审定是否终止派驻已超过办理期限" in text]
    assert late == ["city_director", "supervisor"]
    assert "审定终止派驻" in reader(batch, "dai").get("/deadlines").words
    # Village and township say that nobody came: no second withdrawal beside it, and the one that is open ends the posting once.
    batch.do("confirm_arrival", "cun8", place, outcome="no_show", absence_reason="未到村报到，电话多次未通。")
    batch.do("confirm_second", "zhen", place, second_outcome="absent")
    second = withdraw(batch, "W13")
    with batch.store.read() as work:
        to_correct = work.session.scalars(select(Task.id).where(Task.case_id == second)).one()
    assert "正由主任审定" in reader(batch, "hu").get(f"/tasks/{to_correct}").words
    own = reader(batch, "W13")
    own.get("/people/me/candidacy")
    assert "正由主任审定" in own.press("提出退出申请", 422).words
    # Whoever gives the second word anew reads why the first was not enough.
    batch.do("confirm_no_show", "dai", place, outcome="anew", anew_reason="请到村部当面核实后再报。")
    batch.do("confirm_arrival", "cun8", place, outcome="no_show", absence_reason="未到村报到，电话多次未通。")
    page = reader(batch, "zhen").get(f"/tasks/{batch.task('confirm_second', place)}")
    assert "请到村部当面核实后再报" in page.words
    batch.do("confirm_second", "zhen", place, second_outcome="absent")
    assert "confirm_no_show" in batch.open(place)
    batch.do("decide_end", "dai", case_id=case_id)
    assert ended(batch, case_id) == "withdrawn"
    assert any("派驻通知随即终止" in text for _, text in told(batch, case_id))
    assert "confirm_no_show" not in batch.open(place)
    with batch.store.read() as work:
        assert work.session.scalars(select(Recall)).all() == []
        withdrawn = select(Posting).where(Posting.end_reason == EndReason.WITHDRAWN)
        posting = work.session.scalars(withdrawn).one()
        assert posting.to_on == posting.from_on, "no day was served"
        letter = work.session.scalars(select(Document).where(Document.kind == "order_ended")).one()
        assert "江三帆报到前申请退出，经研究同意，该派驻自即日起终止" in letter.text
    # Written before that had a word of its own, they are named by what the record says.
    with batch.store.write() as work:
        work.session.scalars(withdrawn).one().end_reason = EndReason.NO_FAULT
    name_withdrawn(batch.store)
    with batch.store.read() as work:
        posting = work.session.scalars(withdrawn).one()
        assert names_of_unarrived(work, [str(posting.id)]) == ["江三帆"]
    assert "报到前退出" in reader(batch, "dai").get(f"/people/{batch.office.persons['W13']}").words
