"""What is held per process: when it counts, when it is read anew, and what the database itself notices."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import inspect, select, text

from tests.calendar.entered import confirmed, days_off, enter_day
from tests.casework.duty_office import Office
from tests.casework.world import World, build_world, publish_review
from tests.clock import MovingClock
from workflows.calendar.load import calendar_for
from workflows.calendar.zone import local_date
from workflows.casework import duties
from workflows.casework.models import Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import complete
from workflows.people import Person, PostHolding, Relation, Unit, User, actor_for
from workflows.store import Base, ReferenceVersion, Store, UnitOfWork, held
from workflows.store.collector import Collector
from workflows.store.trouble import ReferenceMoved, Trouble, trouble_of


@pytest.fixture
def world(store: Store) -> World:
    """The office, with the review procedure published."""
    built = build_world(store)
    publish_review(store)
    return built


def number(store: Store) -> int:
    """The number of the version row."""
    with store.read() as work:
        return work.session.scalars(select(ReferenceVersion.number)).one()


def posts(world: World, username: str) -> list[str]:
    """The posts that an account holds, as a verb would be told."""
    with world.store.read() as work:
        actor = actor_for(work, world.users[username])
    return [holding.post_key for holding in actor.holdings] if actor is not None else []


def by_hand(store: Store, statement: str) -> None:
    """What somebody does in the database itself, past every room of the program."""
    with store.engine.begin() as connection:
        connection.execute(text(statement))


BY_HAND = {
    "a unit renamed": "UPDATE unit SET name = 'x'",
    "a post ended": "UPDATE post_holding SET to_on = from_on",
    "an account closed": "UPDATE user_account SET is_active = false",
    "a password to be changed": "UPDATE user_account SET must_change_password = true",
    "somebody moved to another roll": "UPDATE person SET unit_id = NULL",
}
CHANGES: dict[str, Callable[[World, UnitOfWork], object]] = {
    "a post given": lambda world, work: work.session.add(
        PostHolding(
            person_id=world.persons["wen"],
            post_key="city_director",
            unit_id=work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one(),
            from_on=date(2020, 1, 1),
        )
    ),
    "a relation declared": lambda world, work: work.session.add(
        Relation(person_id=world.persons["wen"], other_id=world.persons["bao"], kind="spouse", declared_at=work.now)
    ),
    "a day entered": lambda _, work: enter_day(work, date(2026, 5, 9), is_working=True, name="调休上班"),
    "a plan confirmed": lambda _, work: confirmed(work, days_off(2026, date(2026, 3, 4))),
}


@pytest.mark.parametrize("change", BY_HAND)
def test_every_change_by_hand_raises_the_number(world: World, change: str) -> None:
    before = number(world.store)
    by_hand(world.store, BY_HAND[change])
    assert number(world.store) > before


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_what_is_held_raises_the_number(world: World, change: str) -> None:
    before = number(world.store)
    with world.store.write() as work:
        CHANGES[change](world, work)
    assert number(world.store) > before


def test_a_sign_in_empties_nothing(world: World) -> None:
    before = number(world.store)
    with world.store.write() as work:
        work.session.get_one(User, world.users["wen"]).signed_in_at = work.now
    with world.store.write() as work:
        work.session.add(Person(name="新人"))
    assert number(world.store) == before


def test_what_is_held_is_read_once_until_it_changes(world: World) -> None:
    loads: list[str] = []

    def load() -> str:
        loads.append("read")
        return "value"

    for _ in range(3):
        with world.store.read() as work:
            assert held(work, "key", load) == "value"
    assert len(loads) == 1
    by_hand(world.store, "UPDATE unit SET name = name")
    with world.store.read() as work:
        held(work, "key", load)
    assert len(loads) == 2


def test_a_post_ended_by_hand_in_the_database_counts_at_once(world: World) -> None:
    assert posts(world, "wen") == ["general_group"]
    by_hand(world.store, "UPDATE post_holding SET to_on = from_on")
    assert posts(world, "wen") == []


def test_a_post_that_begins_tomorrow_is_held_tomorrow(world: World, clock: MovingClock) -> None:
    with world.store.write() as work:
        holding = work.session.scalars(select(PostHolding).where(PostHolding.person_id == world.persons["wen"])).one()
        holding.to_on = date(2026, 3, 3)
    assert posts(world, "wen") == ["general_group"]
    clock.forward(days=1)
    assert posts(world, "wen") == []


def test_what_was_undone_is_held_by_nobody(world: World) -> None:
    class Undone(Exception):
        """Whoever changed it thought better of it."""

    def change(work: UnitOfWork) -> None:
        for holding in work.session.scalars(select(PostHolding)):
            holding.to_on = holding.from_on
        found = actor_for(work, world.users["wen"])
        assert found is not None
        assert found.holdings == ()
        raise Undone

    with pytest.raises(Undone), world.store.write() as work:
        change(work)
    assert posts(world, "wen") == ["general_group"]


def test_a_change_not_yet_flushed_is_seen_by_its_own_transaction(world: World) -> None:
    with world.store.write() as work:
        assert actor_for(work, world.users["wen"]) is not None
        for holding in work.session.scalars(select(PostHolding)):
            holding.to_on = local_date(work.now)
        found = actor_for(work, world.users["wen"])
        assert found is not None
        assert found.holdings == ()


def test_the_calendar_is_read_anew_after_a_plan_was_confirmed(world: World) -> None:
    day = date(2026, 3, 4)
    with world.store.read() as work:
        assert calendar_for(work).is_working_day(day)
    with world.store.write() as work:
        confirmed(work, days_off(2026, day))
        assert not calendar_for(work).is_working_day(day)
    with world.store.read() as work:
        assert not calendar_for(work).is_working_day(day)
        assert calendar_for(work, number=0).is_working_day(day)


def test_a_relation_declared_between_two_acts_refuses_the_next(world: World) -> None:
    office = Office(world)
    with transaction(world.store) as work:
        claim(work, office.task(), world.actor("bao"))
        assert duties.standing_of(work, world.persons["bao"]).people == {world.persons["bao"]}
    with world.store.write() as work:
        pair = {"person_id": office.subject, "other_id": world.persons["bao"]}
        work.session.add(Relation(**pair, kind="spouse", declared_at=work.now))
    with world.store.read() as work:
        assert office.subject in duties.standing_of(work, world.persons["bao"]).people


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_a_post_ended_while_a_verb_is_under_way_undoes_the_verb(world: World) -> None:
    """On SQLite nobody else can write meanwhile."""
    office = Office(world)
    task_id = office.task()

    def overtaken(work: UnitOfWork, act: Callable[[UnitOfWork], object]) -> None:
        assert actor_for(work, world.users["wen"]) is not None
        by_hand(world.store, "UPDATE unit SET name = name")
        act(work)

    for act in (lambda work: claim(work, task_id, world.actor("wen")), _complete(world, task_id)):
        with pytest.raises(ReferenceMoved) as moved, transaction(world.store) as work:
            overtaken(work, act)
        assert trouble_of(moved.value) is Trouble.BUSY
    with world.store.read() as work:
        task = work.session.get_one(Task, task_id)
        assert (task.status, task.assignee_id) == ("open", None)


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_the_question_is_part_of_the_update_of_the_case(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A post that ends after everything was asked, and before the case is written, refuses the verb too."""
    task_id = Office(world).task()
    write = Collector.write_held

    def late(collector: Collector) -> None:
        if collector.held:
            by_hand(world.store, "UPDATE unit SET name = name")
        write(collector)

    monkeypatch.setattr(Collector, "write_held", late)

    def run(act: Callable[[UnitOfWork], object]) -> None:
        with transaction(world.store) as work:
            assert actor_for(work, world.users["wen"]) is not None
            act(work)

    for act in (lambda work: claim(work, task_id, world.actor("wen")), _complete(world, task_id)):
        with pytest.raises(ReferenceMoved):
            run(act)
    with world.store.read() as work:
        task = work.session.get_one(Task, task_id)
        assert (task.status, task.assignee_id) == ("open", None)


def test_a_verb_that_changes_what_is_held_itself_is_not_refused(world: World) -> None:
    task_id = Office(world).task()
    with transaction(world.store) as work:
        assert actor_for(work, world.users["wen"]) is not None
        complete(work, task_id, world.actor("wen"), {"mark_a": 6})
        work.session.scalars(select(Unit)).first().name = "改名"  # type: ignore[union-attr]
    with world.store.read() as work:
        assert work.session.get_one(Task, task_id).status == "completed"


def _complete(world: World, task_id: uuid.UUID) -> Callable[[UnitOfWork], object]:
    return lambda work: complete(work, task_id, world.actor("wen"), {"mark_a": 6})


def test_every_table_that_is_held_has_its_triggers(store: Store) -> None:
    tables = {
        inspect(mapper.class_).local_table.name
        for mapper in Base.registry.mappers
        if getattr(mapper.class_, "__is_reference__", False)
    }
    assert len(tables) == 14
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with store.read() as work:
        found = set(work.session.scalars(text(postgresql if store.is_postgresql else sqlite)))
    wanted = {f"held_{table}_{event}" for table in tables for event in ("insert", "update", "delete")}
    wanted.remove("held_person_insert")
    assert wanted <= found
