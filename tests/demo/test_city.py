"""The demonstration city: complete, the same every time, loaded once, and with everybody that a procedure needs."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from workflows.demo import demo_people, load_demo
from workflows.demo.cast import CAST, CAST_UNIT
from workflows.demo.places import DISPATCHING
from workflows.people import Person, Post, PostHolding, Relation, Unit, User, actor_for
from workflows.people.posts import ensure_posts, shipped_posts
from workflows.people.roster import Posting, Team, Village
from workflows.store import Store
from workflows.store.migrate import upgrade


@pytest.fixture(autouse=True)
def no_procedures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A city without cases, which are tested by themselves: loading takes a tenth of the time."""
    (tmp_path / "bpmn").mkdir()
    monkeypatch.setenv("GATEPOST_PROCEDURES", str(tmp_path / "bpmn"))


def test_the_city_is_loaded_once(store: Store) -> None:
    first, second = load_demo(store), load_demo(store)
    assert (first.is_new, second.is_new) == (True, False)
    assert (first.units, first.persons) == (second.units, second.persons)
    with store.read() as work:
        kinds = Counter(work.session.scalars(select(Unit.kind)))
        teams = work.session.scalar(select(func.count()).select_from(Team))
        postings = work.session.scalar(select(func.count()).select_from(Posting).where(Posting.status == "active"))
    assert (kinds["county"], kinds["township"], kinds["village"], kinds["organ"]) == (12, 50, 110, 45)
    assert teams == 110
    assert postings is not None
    assert postings > 200


def test_every_post_of_the_catalogue_is_held_by_somebody_who_can_sign_in(store: Store) -> None:
    load_demo(store)
    with store.read() as work:
        held = set(
            work.session.scalars(select(PostHolding.post_key).join(User, User.person_id == PostHolding.person_id))
        )
        without_account = work.session.scalars(
            select(PostHolding.person_id).where(PostHolding.person_id.not_in(select(User.person_id)))
        ).all()
    assert held == set(shipped_posts())
    assert without_account == []


def test_no_account_of_the_city_has_a_password(store: Store) -> None:
    load_demo(store)
    with store.read() as work:
        assert work.session.scalars(select(User.username).where(User.password_hash.is_not(None))).all() == []


def test_the_sign_in_page_shows_the_cast_in_its_order_with_labels_in_both_languages(store: Store) -> None:
    city = load_demo(store)
    with store.read() as work:
        people = demo_people(work)
    assert [person.username for person in people] == [role.username for role in CAST]
    assert tuple(people) == city.cast
    director = city.person("director")
    assert director.post_label("en") == "Director, city village-stationing office"
    assert director.unit_label("zh_CN") == "青禾市委驻村办"
    groups = [person.group_label("zh") for person in people]
    assert sorted(groups, key=groups.index) == groups


def test_there_is_no_cast_where_no_city_is_loaded(store: Store) -> None:
    with store.read() as work:
        assert demo_people(work) == []


def test_the_director_acts_in_two_posts_and_sees_the_whole_city(store: Store) -> None:
    city = load_demo(store)
    with store.read() as work:
        director = actor_for(work, city.person("director").user_id)
        unit_hr = actor_for(work, city.person("unit.hr").user_id)
    assert director is not None
    assert unit_hr is not None
    assert {holding.post_key for holding in director.holdings} == {"city_director", "organisation_department"}
    assert all(holding.covers("/ANYWHERE/") for holding in director.holdings)
    assert not any(holding.covers("/ANYWHERE/") for holding in unit_hr.holdings)
    assert all(holding.covers(holding.unit_path) for holding in unit_hr.holdings)


def test_every_dispatching_unit_has_its_three_posts_and_staff_to_propose(store: Store) -> None:
    load_demo(store)
    with store.read() as work:
        rows = work.session.execute(
            select(Unit.code, PostHolding.post_key).join(PostHolding, PostHolding.unit_id == Unit.id)
        ).all()
        posted = select(Posting.person_id)
        holding = select(PostHolding.person_id)
        free = Counter(
            work.session.scalars(
                select(Unit.code)
                .join(Person, Person.unit_id == Unit.id)
                .where(Person.id.not_in(posted), Person.id.not_in(holding))
            )
        )
    posts = {place.code: {key for code, key in rows if code == place.code} for place in DISPATCHING}
    assert {code: keys for code, keys in posts.items() if keys != {"unit_hr", "unit_leader", "unit_secretary"}} == {}
    assert [place.code for place in DISPATCHING if free[place.code] < 3] == []
    assert CAST_UNIT in posts


def test_villages_have_twelve_digits_under_their_township_and_a_fence(store: Store) -> None:
    load_demo(store)
    with store.read() as work:
        rows = work.session.execute(
            select(Village.code, Village.fence_radius_m, Unit.path).join(Unit, Village.unit_id == Unit.id)
        ).all()
        names = work.session.scalars(select(Unit.name).where(Unit.kind == "village")).all()
    assert all(re.fullmatch(r"9901\d{8}", code) and f"/{code[:6]}/{code[:9]}/{code}/" in path for code, _, path in rows)
    assert all(100 <= radius <= 3000 for _, radius, _ in rows)
    assert len(set(names)) == len(names)


def test_relations_are_declared_between_people_who_could_meet_in_a_case(store: Store) -> None:
    city = load_demo(store)
    with store.read() as work:
        names = {
            (one.name, other.name)
            for one, other in (
                (work.session.get_one(Person, relation.person_id), work.session.get_one(Person, relation.other_id))
                for relation in work.session.scalars(select(Relation))
            )
        }
    assert (city.person("reviewer.b").name, city.person("member").name) in names


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_cities_are_the_same_but_for_their_days(store: Store, tmp_path: object) -> None:
    other = Store.from_url(f"sqlite:///{tmp_path}/other.sqlite")
    upgrade(other)
    found = []
    for each in (store, other):
        load_demo(each)
        with each.read() as work:
            found.append(work.session.execute(select(Person.id, Person.name).order_by(Person.employee_no)).all())
    other.close()
    assert found[0] == found[1]


def test_the_catalogue_of_posts_is_added_once_and_keeps_names_changed_there(store: Store) -> None:
    with store.write() as work:
        assert len(ensure_posts(work)) == len(shipped_posts())
    with store.write() as work:
        work.session.get_one(Post, "member").name = "帮扶队员"
    with store.write() as work:
        assert ensure_posts(work) == []
        assert work.session.get_one(Post, "member").name == "帮扶队员"
