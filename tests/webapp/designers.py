"""Two process designers for the test office, beside its director who may agree as well."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import select

from workflows.people import Person, Post, PostHolding, Unit, User
from workflows.people.posts import row_of, shipped_posts
from workflows.people.words import PostKey
from workflows.store import Store


class HasPeople(Protocol):
    """An office of the tests: its database, and its people by user name."""

    store: Store
    users: dict[str, uuid.UUID]
    persons: dict[str, uuid.UUID]


Anywhere = TypeVar("Anywhere", bound=HasPeople)
DESIGNERS = {"wenr": "温若篆", "pan": "潘绘川"}


def add_designers(world: Anywhere) -> Anywhere:
    """The office with the post of designers and two who hold it."""
    with world.store.write() as work:
        if work.session.get(Post, PostKey.DESIGNER) is None:
            work.session.add(row_of(shipped_posts()[PostKey.DESIGNER]))
        city = work.session.scalars(select(Unit.id).where(Unit.code == "CITY")).one()
        for username, name in DESIGNERS.items():
            person = Person(name=name, unit_id=city)
            work.session.add(person)
            work.session.flush()
            user = User(username=username, person_id=person.id)
            held = {"person_id": person.id, "post_key": PostKey.DESIGNER, "unit_id": city}
            work.session.add_all([user, PostHolding(**held, from_on=date(2018, 1, 1))])
            work.session.flush()
            world.users[username], world.persons[username] = user.id, person.id
    return world
