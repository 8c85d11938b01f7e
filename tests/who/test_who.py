"""Who gets a task, as data: a leave request from the starter through their leaders to the office, played and clicked through."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.webapp.browser import Browser, Page
from webapp import create_app
from webapp.settings import Settings
from workflows.casework.catalogue import publish
from workflows.casework.errors import IncidentRaised
from workflows.casework.holders import unheld_tasks
from workflows.casework.models import Case, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.people import Actor, PostHolding, Unit, User, actor_for
from workflows.people.leaders import Seat, leader_of_seat, leader_of_unit, seat_for
from workflows.procedure import Procedure, Severity, check, read_files, read_folder
from workflows.procedure.scenario_reader import read_scenarios
from workflows.proof.verify import verify
from workflows.scenarios.player import play
from workflows.scenarios.world import ScenarioPeople, build_people
from workflows.store import Store

FOLDER = Path(__file__).parent / "leave_sample"
SCENARIO = "scenarios/returned_once.yaml"
NAME = "leave_sample"


def procedure(**changed: tuple[str, str]) -> Procedure:
    """The leave request; each pair replaces a text of its diagram."""
    files = dict(read_folder(FOLDER).files)
    for old, new in changed.values():
        source = files[f"{NAME}.bpmn"].decode()
        assert old in source
        files[f"{NAME}.bpmn"] = source.replace(old, new).encode()
    return read_files(NAME, files)


class Village:
    """The people of the scenario in a database of the test, and their browsers."""

    def __init__(self, store: Store) -> None:
        self.store = store
        scenario = read_scenarios(read_folder(FOLDER).files)[0][SCENARIO]
        self.people: ScenarioPeople = build_people(store, scenario)
        self.publish(procedure())
        self._app = create_app(store, Settings("a secret of the tests, long enough", is_demo=True, is_testing=True))
        self._browsers: dict[str, Browser] = {}

    def publish(self, read: Procedure) -> None:
        with transaction(self.store) as work:
            publish(work, read)

    def browser(self, who: str) -> Browser:
        if who not in self._browsers:
            browser = self._browsers[who] = Browser(self._app)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"user": str(self.people.users[who]), "csrf_token": browser.token()})
        return self._browsers[who]

    def start(self, who: str = "member@V1#1", status: int = 200, **answers: object) -> Page:
        browser = self.browser(who)
        browser.get(f"/cases/new/{NAME}")
        given = {"days": "5", "deputy": str(self.people.persons["member@V1#2"]), **answers}
        return browser.press("发起", status, **given)

    def begin(self, **answers: object) -> uuid.UUID:
        """A case that the member starts, without a page."""
        given = {"days": 1, "deputy": str(self.people.persons["member@V1#2"]), **answers}
        with transaction(self.store) as work:
            actor = self.actor("member@V1#1")
            return start_case(work, NAME, actor=actor, answers=given).id

    def actor(self, who: str) -> Actor:
        with self.store.read() as work:
            found = actor_for(work, self.people.users[who])
        assert found is not None
        return found

    def task(self) -> Task:
        """The only open task."""
        with self.store.read() as work:
            return work.session.scalars(select(Task).where(Task.status == "open")).one()

    def do(self, who: str, button: str, **answers: object) -> Page:
        """Complete the open task on its page, found in the person's own inbox."""
        browser, task = self.browser(who), self.task()
        assert task.name in browser.get("/").words
        browser.get(f"/tasks/{task.id}")
        return browser.press(button, **answers)

    def sees_no_form(self, who: str) -> None:
        """Somebody who may know of the open task and not act on it."""
        page = self.browser(who).get(f"/tasks/{self.task().id}")
        assert page.all("//form[contains(@action, '/complete')]") == []

    def complete(self, who: str, **answers: object) -> None:
        task = self.task()
        with transaction(self.store) as work:
            complete(work, task.id, self.actor(who), answers)


@pytest.fixture
def village(store: Store) -> Iterator[Village]:
    return Village(store)


def test_the_sample_is_clean_and_its_scenario_passes() -> None:
    found = check(procedure(), posts={"member", "county_office"}, operations={}, called={}, functions={})
    assert [each.sentence.en for each in found if each.severity is Severity.ERROR] == []
    scenarios, broken = read_scenarios(procedure().files)
    assert broken == {}
    result = play(scenarios[SCENARIO], NAME, {NAME: procedure()})
    assert [f"{failure.step}: {failure.sentence.en}" for failure in result.failures] == []
    assert {"approve", "correct", "second", "deputise", "file", "settle"} <= result.coverage[NAME].done


def test_a_leave_request_is_carried_through_its_pages(village: Village) -> None:
    refused = village.start(deputy="N-0", status=422)
    assert "没有使用该工号的人员，请从查找结果中选择。" in refused.words
    village.start()
    task = village.task()
    for stranger in ("team_leader@V2#1", "township_committee@T1#1", "member@V1#1"):
        village.browser(stranger).get(f"/tasks/{task.id}", status=404)
    village.do("team_leader@V1#1", "退回")
    village.do("member@V1#1", "提交", days="4")
    village.do("team_leader@V1#1", "同意")
    decided = village.store.clock()
    village.do("township_committee@T1#1", "同意")
    village.do("member@V1#2", "同意代班")
    due_at = village.task().due_at
    assert due_at is not None
    assert (due_at - decided).days == 1, "a day after the leader's last word"
    village.do("county_office@C1#1", "提交", filed_note="已备案")
    village.sees_no_form("county_office@C1#2")
    village.do("county_office@C1#1", "已销假")
    with village.store.read() as work:
        case = work.session.scalars(select(Case)).one()
        assert (case.status, case.title.endswith("请假"), case.unit.code if case.unit else "") == (
            "completed",
            True,
            "V1",
        )
        assert verify(work).is_intact


def test_nobody_to_name_stops_the_case_and_widens_nothing(village: Village) -> None:
    with transaction(village.store) as work, pytest.raises(IncidentRaised) as by_program:
        start_case(work, NAME, {"days": 1, "deputy": "x"}, actor=None)
    assert by_program.value.element_id == "approve"
    assert "Nobody started this case by hand." in by_program.value.sentence.en
    cases = (
        ("leader_of(starter())", "leader_of(starter(), 9)", "No post leads them"),
        ("leader_of(starter())", "leader_of(starter(), 1.5)", "a whole number from 1 to 9"),
        ("leader_of(starter())", 'post_for("unit_leader", starter().unit)', "unit_leader is not responsible"),
        ("leader_of(starter())", 'done_by("settle").group', "Nobody has done the step settle"),
    )
    for old, new, told in cases:
        village.publish(procedure(one=(old, new)))
        with pytest.raises(IncidentRaised) as stopped:
            village.begin()
        assert (stopped.value.element_id, told in stopped.value.sentence.en) == ("approve", True), new
    village.publish(procedure(one=("person_named(deputy)", 'person_named("nobody")')))
    village.begin()
    with pytest.raises(IncidentRaised, match="Nobody has this staff number"):
        village.complete("team_leader@V1#1", outcome="approve")
    assert village.task().element_id == "approve", "nothing of the step was kept"


def test_whoever_left_is_told_of_and_a_leader_never_decides_on_their_own_leave(village: Village) -> None:
    village.begin()
    village.complete("team_leader@V1#1", outcome="approve")
    with transaction(village.store) as work:
        work.session.get_one(User, village.people.users["member@V1#2"]).is_active = False
    with village.store.read() as work:
        assert list(unheld_tasks(work)) == [village.task().id]
    with village.store.write() as work:  # the starter comes to hold the leader's post as well
        member, leader = village.people.persons["member@V1#1"], village.people.persons["team_leader@V1#1"]
        held = work.session.scalars(select(PostHolding).where(PostHolding.person_id == leader)).one()
        row = {"post_key": held.post_key, "unit_id": held.unit_id, "from_on": held.from_on}
        work.session.add(PostHolding(person_id=member, **row))
        work.session.get_one(User, village.people.users["member@V1#2"]).is_active = True
    village.complete("member@V1#2", outcome="agree")
    village.complete("county_office@C1#1", filed_note="已备案")
    village.complete("county_office@C1#1", outcome="back")
    village.begin()
    village.sees_no_form("member@V1#1")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_leaders_by_post_and_by_unit(village: Village) -> None:
    with village.store.read() as work:
        codes = set(work.session.scalars(select(Unit.code)))
        assert {"V1", "T1", "C1", "CITY"} <= codes
        steps = [leader_of_seat(work, Seat("member", "V1"), level) for level in range(1, 6)]
        assert [each.group if each else None for each in steps] == [
            "team_leader@V1",
            "township_committee@T1",
            "county_office@C1",
            "city_director",
            None,
        ]
        units = [leader_of_unit(work, "V1", level) for level in range(1, 6)]
        assert [each.group if each else None for each in units] == [
            "village_secretary@V1",
            "township_committee@T1",
            "county_office@C1",
            "city_director@CITY",
            None,
        ]
        assert leader_of_unit(work, "NOWHERE") is None
        assert leader_of_seat(work, Seat("general_group", None)) == Seat("general_group_leader", None)
        assert leader_of_seat(work, Seat("unit_hr", "V1")) is None, "no dispatching unit stands above a village"
        assert seat_for(work, "city_director", "V1") == Seat("city_director", None)
        assert seat_for(work, "township_committee", "C1") is None, "never downwards"
