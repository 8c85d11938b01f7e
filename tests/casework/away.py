"""Somebody of the test office goes away, and somebody else stands in for them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import select

from tests.casework.world import World
from workflows.calendar.zone import local_date
from workflows.casework.absences import AbsenceWish, enter_absence, withdraw_absence
from workflows.casework.models import Case, Notice, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.claim import claim
from workflows.people import Actor, Unit
from workflows.people.actor import StandIn
from workflows.store import Store

REASON = "参加为期一周的脱产培训。"


def go_away(
    world: World,
    who: str,
    substitute: str,
    *,
    days: int = 5,
    starts_in: int = 0,
    by: str = "",
    posts: tuple[str, ...] = (),
) -> uuid.UUID:
    """`who` is away for so many days from today (or from later on), entered by themselves or by somebody else."""
    with world.store.write() as work:
        first = local_date(work.now) + timedelta(days=starts_in)
        units = {unit.code: unit.id for unit in work.session.scalars(select(Unit))}
        chosen = frozenset((post.partition("@")[0], units[post.partition("@")[2]]) for post in posts)
        wish = AbsenceWish(
            world.persons[who], world.persons[substitute], first, first + timedelta(days=days - 1), chosen, REASON
        )
        return enter_absence(work, world.actor(by or who), wish).id


def in_the_place_of(absent: Actor, substitute: Actor) -> Actor:
    """The substitute with all posts of somebody who is away."""
    lent = tuple(replace(each, settings=False, for_id=absent.person_id, for_name=absent.name) for each in absent.own)
    stands_in = StandIn(absent.person_id, absent.name, absent.close, tuple((h.post_key, h.unit_id) for h in lent))
    return replace(substitute, holdings=(*substitute.own, *lent), stand_ins=(stands_in,))


def come_back(world: World, absence_id: uuid.UUID, by: str, reason: str = "") -> None:
    """End an absence early."""
    with world.store.write() as work:
        withdraw_absence(work, world.actor(by), absence_id, reason)


def claim_as(world: World, task_id: uuid.UUID, username: str) -> None:
    """Take a task for oneself."""
    with transaction(world.store) as work:
        claim(work, task_id, world.actor(username))


def told(store: Store, person_id: uuid.UUID) -> list[str]:
    """What a person was told about absences, the oldest first."""
    with store.read() as work:
        asked = select(Notice.text).where(Notice.person_id == person_id, Notice.kind == "absence")
        return list(work.session.scalars(asked.order_by(Notice.created_at, Notice.id)))


def holder(store: Store, task_id: uuid.UUID) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """(Who holds a task, for whom)."""
    with store.read() as work:
        task = work.session.get_one(Task, task_id)
        return task.assignee_id, task.substitute_for_id


def started_by(store: Store, case_id: uuid.UUID) -> uuid.UUID | None:
    """Who began a case."""
    with store.read() as work:
        return work.session.get_one(Case, case_id).started_by_id


def the_day(store: Store) -> date:
    """Today, as the office has it."""
    with store.read() as work:
        return local_date(work.now)
