"""Who is there to decide on what somebody prepared: holders of posts that decide for all units, and those who administer.

Counted is who holds the post today and has an open account; nobody else can agree to anything.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from workflows.calendar.zone import local_date
from workflows.people.actor import Actor
from workflows.people.models import Person, Post, PostHolding, User
from workflows.people.words import PostScope
from workflows.store import UnitOfWork
from workflows.store.held import held


@dataclass(frozen=True, slots=True)
class Deciding:
    """The names of those who decide for all units, and of those who administer; which posts the first hold, and where."""

    deciders: Mapping[uuid.UUID, str]
    administrators: Mapping[uuid.UUID, str]
    posts: frozenset[tuple[uuid.UUID, str]]
    units: frozenset[tuple[uuid.UUID, uuid.UUID]]


def people_deciding(work: UnitOfWork) -> Deciding:
    """Who decides and who administers today; held per process, because hardly ever anybody comes or goes."""
    today = local_date(work.now)
    return held(work, ("who decides", today), lambda: _deciding_on(work, today))


def _deciding_on(work: UnitOfWork, today: date) -> Deciding:
    decides = and_(Post.settings, Post.scope == PostScope.ALL)
    statement = select(Post.key, decides, Post.administers)
    posts = work.session.execute(statement.where(or_(decides, Post.administers), Post.withdrawn_on.is_(None))).all()
    deciding = {key for key, is_deciding, _ in posts if is_deciding}
    administering = {key for key, _, is_administering in posts if is_administering}
    holders = work.session.execute(
        select(PostHolding.post_key, Person.id, Person.name)
        .join(User, User.person_id == PostHolding.person_id)
        .join(Person, Person.id == PostHolding.person_id)
        .where(
            # By its index: joined to the posts instead, every holding of the city would be read.
            PostHolding.post_key.in_(sorted(deciding | administering)),
            User.is_active,
            PostHolding.holding_on(today),
        )
        .order_by(Person.name, Person.id)
    ).all()
    deciders = {person_id: name for key, person_id, name in holders if key in deciding}
    administrators = {person_id: name for key, person_id, name in holders if key in administering}
    all_of_them = (PostHolding.person_id.in_(sorted(deciders)), PostHolding.holding_on(today))
    columns = (PostHolding.person_id, PostHolding.post_key, PostHolding.unit_id)
    rows = work.session.execute(select(*columns).where(*all_of_them)).all()
    return Deciding(
        deciders,
        administrators,
        frozenset((person_id, key) for person_id, key, _ in rows),
        frozenset((person_id, unit_id) for person_id, _, unit_id in rows),
    )


def others_who_decide(
    work: UnitOfWork, actor: Actor, *, of_unit: uuid.UUID | None = None, of_post: str = ""
) -> list[str]:
    """The names of those who decide for all units, without the actor, and without holders of a post in the unit `of_unit` or of the
    post `of_post`, whom the change concerns.

    Nobody at all: what the actor enters waits until somebody else is given such a post.
    """
    found = people_deciding(work)
    return [
        name
        for person_id, name in found.deciders.items()
        if person_id != actor.person_id
        and (person_id, of_unit) not in found.units
        and (person_id, of_post) not in found.posts
    ]
