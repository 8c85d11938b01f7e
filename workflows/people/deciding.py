"""Who is there to decide on what somebody prepared: holders of posts that decide for all units, and those who administer.

Counted is who holds the post today and has an open account; nobody else can agree to anything.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from workflows.calendar.zone import local_date
from workflows.people.actor import Actor
from workflows.people.models import Person, Post, PostHolding, User
from workflows.people.words import PostScope
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Deciding:
    """The names of those who decide for all units, and of those who administer, by person."""

    deciders: dict[uuid.UUID, str]
    administrators: dict[uuid.UUID, str]


def people_deciding(work: UnitOfWork) -> Deciding:
    """Who decides and who administers today; two statements."""
    decides = and_(Post.settings, Post.scope == PostScope.ALL)
    statement = select(Post.key, decides, Post.administers)
    posts = work.session.execute(statement.where(or_(decides, Post.administers), Post.withdrawn_on.is_(None))).all()
    deciding = {key for key, is_deciding, _ in posts if is_deciding}
    administering = {key for key, _, is_administering in posts if is_administering}
    today = local_date(work.now)
    held = work.session.execute(
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
    return Deciding(
        {person_id: name for key, person_id, name in held if key in deciding},
        {person_id: name for key, person_id, name in held if key in administering},
    )


def others_who_decide(
    work: UnitOfWork, actor: Actor, *, of_unit: uuid.UUID | None = None, of_post: str = ""
) -> list[str]:
    """The names of those who decide for all units, without the actor, and without holders of a post in the unit `of_unit` or of the
    post `of_post`, whom the change concerns. Three statements at most.

    Nobody at all: what the actor enters waits until somebody else is given such a post.
    """
    deciders = people_deciding(work).deciders
    barred = {actor.person_id}
    if of_unit is not None or of_post:
        concerns = PostHolding.unit_id == of_unit if of_unit is not None else PostHolding.post_key == of_post
        holding = (PostHolding.person_id.in_(sorted(deciders)), PostHolding.holding_on(local_date(work.now)), concerns)
        barred |= set(work.session.scalars(select(PostHolding.person_id).where(*holding)))
    return [name for person_id, name in deciders.items() if person_id not in barred]
