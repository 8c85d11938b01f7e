"""The page about one person: a table of who sees which part, and that nothing is betrayed to whoever has no right."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from tests.clock import MovingClock
from tests.recall import steps
from tests.recall.office import Office, build_office
from tests.webapp.browser import Browser
from webapp import create_app
from webapp.settings import Settings
from workflows.assessment.models import AssessmentMonth, MemberMonth
from workflows.assessment.result_models import MemberResult
from workflows.calendar.zone import local_date
from workflows.casework.errors import NotFound
from workflows.casework.person_page import pages_open, person_page
from workflows.people import Absence, Actor, Person, PostHolding, Unit, User, actor_for
from workflows.people.roster import Posting
from workflows.people.words import ChangeState, Sex
from workflows.store import Store, UnitOfWork

# reader → the headings of the parts that are open to them; None: there is no such person for them.
TABLE: dict[str, list[str] | None] = {
    "W01": ["岗位", "派驻", "不在岗登记", "月度考核", "案件", "文书"],  # their own
    # Decides on posts, and reads the recall: also the order, which they signed.
    "dai": ["岗位", "派驻", "不在岗登记", "月度考核", "案件", "文书"],
    "shu": ["派驻", "月度考核", "案件", "文书"],  # sent them, and was served with the same order
    "county": ["岗位", "派驻", "月度考核"],
    "cun1": ["岗位", "派驻", "月度考核"],  # of the village
    "adm": ["岗位", "不在岗登记"],  # knows that there is a case, never whom it concerns
    "cun2": None,  # of another village
    "W11": None,  # a colleague without a post
}


# reader → whether they read the person's post and rank, and their sex
HEAD = {"W01": (True, True), "dai": (True, True), "shu": (True, False)}


@pytest.fixture
def office(store: Store, clock: MovingClock) -> Office:
    """A member of a team of village V1 who is being recalled, was away for a day, and has a month."""
    office = build_office(store, clock)
    office.start("W01")
    steps.verify_and_report(office)
    steps.decide(office, 1)
    steps.prepare(office, "W01")
    steps.serve(office)
    with store.write() as work:
        units = {unit.code: unit for unit in work.session.scalars(select(Unit))}
        today = local_date(work.now)
        user = User(username="W01", person_id=office.persons["W01"])
        said = work.session.get_one(Person, office.persons["W01"])
        said.sex, said.post_rank = Sex.FEMALE, "一级主任科员"
        keeper = office.persons["W13"]
        held = PostHolding(person_id=keeper, post_key="administrator", unit_id=units["CITY"].id, from_on=today)
        own = PostHolding(person_id=office.persons["W01"], post_key="member", unit_id=units["V1"].id, from_on=today)
        month = AssessmentMonth(case_id=office.case_id, month=date(2026, 1, 1), opened_at=work.now)
        away = Absence(person_id=office.persons["W01"], substitute_id=office.persons["W02"], from_on=today, to_on=today)
        away.state, away.reason, away.prepared_by_id, away.prepared_at = ChangeState.DECIDED, "x", keeper, work.now
        away.decided_by_id, away.decided_at = keeper, work.now
        work.session.add_all([user, held, own, month, away])
        work.session.flush()
        office.users["W01"], office.users["adm"] = user.id, office.users["W13"]
        posting = work.session.scalars(select(Posting).where(Posting.person_id == office.persons["W01"])).one()
        row = MemberMonth(case_id=office.case_id, month_id=month.id, person_id=posting.person_id, segments=[], rules={})
        row.county_id, row.team_id, row.role = units["C1"].id, posting.team_id, posting.role
        row.posted_days, row.is_graded, row.opened_at = 31, True, work.now
        row.present_halves, row.need_days, row.nights, row.need_nights = 41, 22, 15, 15
        work.session.add(row)
        work.session.flush()
        result = MemberResult(
            member_month_id=row.id, discipline_tenths=280, total_tenths=935, grade="excellent", cap=""
        )
        result.grounds, result.triggers, result.graded_at = [], [], work.now
        work.session.add(result)
    return office


def is_open_to(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> bool:
    """Whether the page of this person opens."""
    try:
        person_page(work, actor, person_id)
    except NotFound:
        return False
    return True


def test_each_part_is_open_by_its_own_right(office: Office) -> None:
    app = create_app(office.store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
    address = f"/people/{office.persons['W01']}"
    found: dict[str, list[str] | None] = {}
    for reader in TABLE:
        browser = Browser(app)
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(office.users[reader]), "csrf_token": browser.token()})
        is_open = browser.client.get(address).status_code == 200
        with office.store.read() as work:
            actor = actor_for(work, office.users[reader])
            assert actor is not None
            everybody = list(office.persons.values())
            # What lists lead to is what the page itself says, for this person and for all others.
            assert (office.persons["W01"] in pages_open(work, actor, everybody)) == is_open
            assert pages_open(work, actor, everybody) == {one for one in everybody if is_open_to(work, actor, one)}
        if not is_open:
            found[reader] = None
            continue
        page = browser.get(address)
        found[reader] = [heading.text_content() for heading in page.all("//main//h2")]
        head = page.all("//main//p")[0].text_content()
        # Post and rank by the roster of their unit; their sex for themselves and for whoever decides on the registers.
        assert ("一级主任科员" in head, " 女" in head) == HEAD.get(reader, (False, False)), reader
        assert ("责令召回 · 市水务局 · 陈小明" in page.words) == (
            reader == "dai"
        )  # the full title is for readers of the file
        # Days are for who may read attendance; a result that is neither asked about nor published is nobody's.
        assert "20.5 / 22" in page.words or reader == "adm"
        assert "93.5" not in page.words
    assert found == TABLE
    with office.store.write() as work:
        work.session.scalars(select(MemberResult)).one().published_at = work.now
    for reader, sees in (("W01", True), ("county", True), ("cun1", False)):
        browser = Browser(app)
        browser.get("/sign-in")
        browser.post("/sign-in/demo", {"user": str(office.users[reader]), "csrf_token": browser.token()})
        assert ("93.5" in browser.get(address).words) == sees
