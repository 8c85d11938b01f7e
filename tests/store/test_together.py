"""Rows of several tables by one statement: all of them, none twice, and nobody else's."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import joinedload

from tests.casework.world import World, build_world
from tests.webapp.test_one_way import asked_of
from workflows.people import Person, PostHolding, User
from workflows.store import Store, Together


def test_each_row_comes_once_beside_those_of_other_tables(store: Store) -> None:
    world: World = build_world(store)
    together = Together(PostHolding.person_id, User.person_id, Person.id, options=[joinedload(PostHolding.unit)])
    with store.read() as work:
        unit = work.session.get_one(Person, world.persons["wen"]).unit_id
    with store.write() as work:
        for day in (1, 2, 3):
            from_on = work.now.date().replace(day=day)
            work.session.add(
                PostHolding(person_id=world.persons["wen"], post_key="city_director", unit_id=unit, from_on=from_on)
            )
    with store.read() as work, asked_of(store) as asked:
        holdings, users, people = together.of(work, world.persons["wen"])
        assert len({holding.id for holding in holdings}) == len(holdings) == 4
        assert {holding.unit.code for holding in holdings} == {"CITY"}
        assert ([user.username for user in users], [person.id for person in people]) == (
            ["wen"],
            [world.persons["wen"]],
        )
        assert together.of(work, uuid.uuid4()) == [[], [], []]
    assert len(asked) == 2
