"""Finding a person beside a field, and the name beside a staff number in the case file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from tests.casework.world import World, form, publish_review, review_files, text
from tests.webapp.browser import Browser
from workflows.people import Person, Unit, User
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import Role, VillageKind

BrowserOf = Callable[[str], Browser]


@pytest.fixture
def number_of(world: World) -> Callable[[str], str]:
    """Give a person a staff number."""

    def give(username: str) -> str:
        with world.store.write() as work:
            user = work.session.get_one(User, world.users[username])
            work.session.get_one(Person, user.person_id).employee_no = f"N-{username}"
        return f"N-{username}"

    return give


def test_a_unit_finds_its_own_staff_only(browser_of: BrowserOf, number_of: Callable[[str], str]) -> None:
    for username in ("hu", "he"):
        number_of(username)
    found = browser_of("hu").client.get("/lookups/people.staff?q=N-").text
    assert "胡人事" in found
    assert "何人事" not in found


def test_somebody_of_a_common_surname_is_found_among_many_of_other_units(browser_of: BrowserOf, world: World) -> None:
    with world.store.write() as work:
        units = {code: unit_id for unit_id, code in work.session.execute(select(Unit.id, Unit.code))}
        for number in range(60):
            work.session.add(Person(name=f"王{number:02}", employee_no=f"W{number:02}", unit_id=units["SCHOOL"]))
        work.session.add(Person(name="王终", employee_no="W99", unit_id=units["BUREAU"]))
    found = browser_of("hu").client.get("/lookups/people.staff?q=王").text
    assert "王终" in found, "the scope narrows before the list is cut off"
    assert "王01" not in found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_village_is_found_by_name_below_ones_own_units(browser_of: BrowserOf, world: World) -> None:
    with world.store.write() as work:
        county = work.session.scalars(select(Unit).where(Unit.code == "COUNTY")).one()
        place = {"kind": "village", "parent_id": county.id}
        village = Unit(code="V7", name="石坡村", path=f"{county.path}V7/", **place)
        work.session.add(village)
        work.session.flush()
        fence = {"latitude": 27.5, "longitude": 110.0}
        work.session.add(Village(unit_id=village.id, code="431200000007", kind=VillageKind.POOR, **fence))
        village_id = village.id
    assert "石坡村 · V7 · 现无驻村人员" in browser_of("wen").client.get("/lookups/people.villages?q=石坡").text
    with world.store.write() as work:
        sender = work.session.scalars(select(Unit.id).where(Unit.code == "BUREAU")).one()
        team = Team(name="石坡村工作队", village_id=village_id, dispatching_unit_id=sender)
        work.session.add(team)
        work.session.flush()
        since = date(2026, 1, 1)
        work.session.add(Posting(person_id=world.persons["hu"], team_id=team.id, role=Role.LEADER, from_on=since))
    assert (
        "石坡村 · V7 · 胡人事（队长，任期至 –）" in browser_of("wen").client.get("/lookups/people.villages?q=石坡").text
    )
    assert "V7" in browser_of("wen").client.get("/lookups/people.villages?q=V7").text
    assert "石坡村" not in browser_of("hu").client.get("/lookups/people.villages?q=石坡").text


def test_the_case_file_names_who_has_the_number(
    browser_of: BrowserOf, number_of: Callable[[str], str], world: World
) -> None:
    subject = text("subject") | {"properties": {"lookup": "people.staff"}}
    publish_review(world.store, review_files(**{"forms/begin.form": form("begin", subject, text("unit"))}))
    browser = browser_of("hu")
    # A number that somebody outside the offices typed tells them no name that their roster does not.
    for username, said in (("hu", "胡人事 · N-hu"), ("wen", " N-wen")):
        browser.get("/cases/new/review")
        page = browser.press("发起", subject=number_of(username), unit="BUREAU")
        assert said in page.words
    assert "文静" not in page.words


def test_a_chosen_id_is_told_by_its_name(browser_of: BrowserOf, world: World) -> None:
    person = str(world.persons["wen"])
    choice = {
        "type": "select",
        "key": "chosen",
        "label": "选定",
        "valuesExpression": f'=[{{value: "{person}", label: "甲"}}]',
    }
    begin = form("begin", text("subject"), text("unit"), choice)
    publish_review(world.store, review_files(**{"forms/begin.form": begin}))
    browser = browser_of("hu")
    browser.get("/cases/new/review")
    page = browser.press("发起", subject="1号", unit="BUREAU", chosen=person)
    assert "选定 甲" in page.words
    assert person not in page.words


def test_a_phone_may_fill_in_where_it_is(browser_of: BrowserOf, world: World) -> None:
    place = [
        {"type": "number", "key": axis, "label": axis, "properties": {"locate": axis}}
        for axis in ("latitude", "longitude")
    ]
    begin = form("begin", text("subject"), text("unit"), *place)
    publish_review(world.store, review_files(**{"forms/begin.form": begin}))
    page = browser_of("hu").get("/cases/new/review")
    assert len(page.all("//*[@data-locate-here]")) == 1
    assert [field.get("name") for field in page.all("//input[@data-locate]")] == ["latitude", "longitude"]
    assert "geolocation=(self)" in page.response.headers["Permissions-Policy"]
