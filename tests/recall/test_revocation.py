"""The director revokes an order to recall: point by point, while its case runs and after it, and everybody concerned is told."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.recall import steps
from tests.recall.office import Office
from tests.recall.test_recall_ledgers import REPLACEMENTS, rows
from tests.shipped import with_called
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.cases import visible_case
from workflows.casework.catalogue import publish
from workflows.casework.errors import IncidentRaised, InvalidAnswers, NotAllowed
from workflows.casework.locked_case import lock_case, open_case
from workflows.casework.models import Case, Notice
from workflows.casework.transaction import transaction
from workflows.casework.unit_facts import unit_facts
from workflows.casework.verbs.start import start_case
from workflows.documents.models import Document
from workflows.jobs.duties import work_off
from workflows.people import PostHolding, Relation
from workflows.people.posting import begin_posting
from workflows.people.roster import Posting
from workflows.people.team_roles import team_role
from workflows.people.words import PostingStatus
from workflows.recall.appeal_models import MemberAppeal
from workflows.recall.models import RecallOrder
from workflows.recall.queries import ordered_recalls
from workflows.recall.revocation_models import Revocation

MARCH = date(2026, 3, 1), date(2026, 3, 31)
JANUARY = date(2026, 1, 1)
REASON = "经复查，走访记录张冠李戴，所列问题不属于本人。"


def number_of(office: Office) -> str:
    with office.store.read() as work:
        return work.session.scalars(select(RecallOrder.number)).one()


def ask(office: Office, number: str, by: str = "dai") -> uuid.UUID:
    with transaction(office.store) as work:
        for procedure in with_called("recall_revocation"):
            publish(work, procedure)
        answers = {"order_number": number, "revoke_reason": REASON}
        return start_case(work, "recall_revocation", actor=office.actor(by), answers=answers).id


def settle(office: Office, asked: uuid.UUID, place: str, **answers: Any) -> None:
    recall_id, office.case_id = office.case_id, asked
    rows = [{"place": place}]
    office.do("settle", "dai", **{"outcome": "revoke", "places": rows, **answers})
    work_off(office.store)
    office.case_id = recall_id


def reader(office: Office, username: str) -> Browser:
    """Somebody's browser."""
    settings = Settings("a secret of the tests, long enough", is_demo=True, is_testing=True)
    browser = Browser(create_app(office.store, settings))
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"user": str(office.users[username]), "csrf_token": browser.token()})
    return browser


def served(office: Office) -> uuid.UUID:
    case_id = office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, slots=1)
    steps.prepare(office, "W01")
    with pytest.raises(IncidentRaised, match="not served yet"):
        ask(office, number_of(office))
    steps.serve(office)
    return case_id


def test_an_order_is_revoked_point_by_point_while_its_case_runs(office: Office) -> None:
    recall_id = served(office)
    number = number_of(office)
    steps.nominate(office, "W11")
    with pytest.raises(IncidentRaised, match="There is no order"):
        ask(office, "驻召〔2026〕99号")
    with pytest.raises(NotAllowed):
        ask(office, number, by="wen")
    steps.appeal_on_paper(office)
    with office.store.write() as work:
        kin = {"kind": "spouse", "declared_at": work.now}
        work.session.add(Relation(person_id=office.persons["dai"], other_id=office.persons["W01"], **kin))
        unit_id = office.actor("dai").holdings[0].unit_id
        also = PostHolding(person_id=office.persons["yan"], post_key="city_director", unit_id=unit_id, from_on=JANUARY)
        work.session.add(also)
    with pytest.raises(IncidentRaised, match="There is no order"):
        ask(office, number)  # whoever stands aside learns nothing of the order either
    with office.store.write() as work:
        work.session.delete(work.session.scalars(select(Relation)).one())
    asked = ask(office, f" {number.replace('〔', '[').replace('〕', '] ')}")
    office.case_id = asked
    with pytest.raises(NotAllowed):  # yan looked into the case
        office.do("settle", "yan", outcome="revoke", places=[{"place": "out"}])
    office.case_id = recall_id
    with office.store.write() as work:
        found = open_case(work, lock_case(work, asked), None).run.variables
        assert found["appeals"] == 1
        (march,) = unit_facts(work, *MARCH).values()
        assert march.ordered_recalls == 1
        labels = [each["label"] for each in found["letters"]]
        assert labels == [f"责令召回通知书 {number}（陈小明）", "送达回证 驻送〔2026〕1号（陈小明）"], (
            "whom each concerns"
        )
    settle(office, asked, "back", refilling="stop", interview="lift")  # the order falls with it, unasked
    assert office.open_tasks() == ["close_case"], "neither interview nor recall, selection or appeal goes on"
    with office.store.read() as work:
        row = work.session.scalars(select(Revocation)).one()
        assert (row.is_restored, row.reason) == (True, REASON)
        posting = work.session.get_one(Posting, office.postings["W01"])
        assert (posting.status, posting.end_reason) == ("active", "")
        order = work.session.scalars(select(RecallOrder)).one()
        assert ordered_recalls(work, order.unit_id, work.now) == 0
        assert unit_facts(work, *MARCH) == {}, "a month that is not published yet counts it no more"
        letters = {each.kind: each for each in work.session.scalars(select(Document))}
        by = letters["revocation"].number
        assert letters["recall_order"].ended_by == by
        assert "恢复在" in letters["revocation"].text
        assert "不再复核" in letters["revocation"].text
        assert work.session.scalars(select(MemberAppeal.outcome)).all() == [None], "nobody reviews it any more"
        assert "no_refill" not in letters, "nobody is told that the place is dropped"
        stopped = work.session.scalars(select(Notice).where(Notice.text.contains("已推荐的人选不再办理"))).all()
        assert {each.post_key or each.person_id for each in stopped} == {"general_group", office.persons["W11"]}
        told = work.session.scalars(select(Notice).where(Notice.case_id == asked)).all()
        posts = {"unit_hr", "unit_leader", "unit_secretary", "village_secretary", "county_office"}
        office_posts = {"general_group", "general_group_leader", "organisation_department"}
        assert {each.post_key or each.person_id for each in told} >= {*posts, *office_posts, office.persons["W01"]}
        lifted = {each.post_key for each in told if "约谈" in each.text}
        assert lifted == {"unit_hr", "unit_leader", "unit_secretary", "general_group", "general_group_leader"}
        (village,) = [each.text for each in told if each.post_key == "village_secretary"]
        assert ("陈小明恢复在你村的派驻" in village, "另行选派随之停止" in village, REASON in village) == (
            True,
            True,
            False,
        )
        assert ("约谈" in letters["revocation"].text, "village" in str(letters["revocation"].copies)) == (False, False)
        assert "召回（已撤销）" in work.session.get_one(Case, recall_id).title
        assert open_case(work, lock_case(work, recall_id), None).run.variables["recall_type"] == "no_fault"
    page = reader(office, "hu").get(f"/cases/{recall_id}")
    assert f"本案责令召回通知书 {number}自" in page.words, (
        "whoever had the order reads at the head of its case that it fell"
    )
    (link,) = page.all("//p[contains(@class, 'notice-warning')]/a")
    assert (link.text, REASON.rstrip("。") in reader(office, "hu").get(link.get("href")).words) == (
        f"撤销召回决定书 {by}",
        True,
    )
    (start,) = reader(office, "dai").get("/cases/new/recall_revocation").all("//div[@id='outcome']/button[1]")
    assert start.text == "提出撤销"
    with office.store.read() as work:
        file = visible_case(work, recall_id, office.actor("lead"))
        (ended,) = file.ended_letters
        assert (ended.letter.number, ended.is_linked) == (number, True)
        took = {each.element_id for each in file.record if each.kind == "message_received"}
        assert took == {"not_needed", "interview_lifted", "recall_revoked", "appeals_void"}, (
            "each by the name of its event"
        )
    steps.close(office)
    (kept,) = rows(office, REPLACEMENTS)
    assert (kept["kind"], kept["revoked"]) == ("已撤销", date(2026, 3, 2))
    with pytest.raises(IncidentRaised, match="revoked already"):
        ask(office, number)


def test_a_closed_case_says_that_its_order_was_revoked_and_whoever_left_goes_on(office: Office) -> None:
    recall_id = office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, slots=0)
    steps.prepare(office)
    steps.serve(office)
    steps.interview_and_recall(office)
    steps.close(office)
    (before,) = rows(office, REPLACEMENTS)
    number = number_of(office)
    asked = ask(office, number)
    with pytest.raises(IncidentRaised, match="being decided already"):
        ask(office, number)
    with transaction(office.store) as work:
        left = work.session.get_one(Posting, office.postings["W01"])
        sent = begin_posting(work, office.persons["W12"], left.team, team_role(left.role), date(2026, 3, 2))
        assert sent is not None
        sent_id = sent.id
    settle(office, asked, "back")
    with transaction(office.store) as work:
        assert "责令召回" in work.session.get_one(Case, recall_id).title, "nothing is revoked while the place is taken"
        work.session.get_one(Posting, sent_id).status = PostingStatus.ENDED
        work.session.get_one(Posting, sent_id).to_on = date(2026, 3, 2)
    with pytest.raises(InvalidAnswers) as refused:
        settle(office, asked, "back")
    assert "places[1].place" in refused.value.fields
    settle(office, asked, "out", outcome="stand")
    office.case_id = recall_id
    settle(office, ask(office, number), "back")
    with office.store.read() as work:
        case = work.session.get_one(Case, recall_id)
        assert ("召回（已撤销）" in case.title, case.status, case.end_event) == (
            True,
            "completed",
            "recalled_without_refill",
        )
        of_person = (
            select(Posting).where(Posting.person_id == office.persons["W01"]).order_by(Posting.from_on, Posting.id)
        )
        assert {(each.status, each.end_reason) for each in work.session.scalars(of_person)} == {
            ("ended", ""),
            ("active", ""),
        }
    (after,) = rows(office, REPLACEMENTS)
    assert after == {**before, "kind": "已撤销", "revoked": date(2026, 3, 2)}


def test_a_place_left_by_an_order_that_was_revoked_stands_empty_at_nobodys_cost(office: Office) -> None:
    served(office)
    steps.interview_and_recall(office)
    with office.store.read() as work:
        (march,) = unit_facts(work, *MARCH).values()
        assert (march.ordered_recalls, march.empty_days) == (1, 1)
    settle(office, ask(office, number_of(office)), "out", refilling="go_on")
    with office.store.read() as work:
        assert work.session.get_one(Posting, office.postings["W01"]).status == PostingStatus.ENDED
        assert unit_facts(work, *MARCH) == {}
