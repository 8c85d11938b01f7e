"""Two process designers for the test office, beside its director who may agree as well."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from tests.casework.world import World
from workflows.people import Person, PostHolding, Unit, User
from workflows.people.posts import row_of, shipped_posts
from workflows.people.words import PostKey

DESIGNERS = {"wenr": "温若篆", "pan": "潘绘川"}


def add_designers(world: World) -> World:
    """The office with the post of designers and two who hold it."""
    with world.store.write() as work:
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
