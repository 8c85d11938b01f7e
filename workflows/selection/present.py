"""Who is in a village now and until when: what township and county look at before they ask for people (S1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import TypedDict

from sqlalchemy import select

from workflows.people import Person
from workflows.people.roster import Posting, Team
from workflows.people.team_roles import ROLE_NAMES, ROLE_NAMES_EN, team_role
from workflows.people.words import PostingStatus
from workflows.selection.models import DispatchOrder
from workflows.store import UnitOfWork


class PresentMember(TypedDict):
    """A member of the village's team, what they are there in both languages, and the end of the term, empty without an order."""

    name: str
    post: str
    post_en: str
    until: str


def members_present(work: UnitOfWork, village_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[PresentMember]]:
    """The members whose posting has not ended, by village, the first secretary first. One statement."""
    found: dict[uuid.UUID, list[PresentMember]] = {village_id: [] for village_id in village_ids}
    rows = work.session.execute(
        select(Team.village_id, Person.name, Posting.role, DispatchOrder.term_to)
        .join(Posting, Posting.team_id == Team.id)
        .join(Person, Person.id == Posting.person_id)
        .outerjoin(DispatchOrder, DispatchOrder.posting_id == Posting.id)
        .where(Team.village_id.in_(list(found)), Posting.status == PostingStatus.ACTIVE)
        .order_by(Posting.role, Person.name)
    )
    for village_id, name, role, term_to in rows:
        member: PresentMember = {
            "name": name,
            "post": ROLE_NAMES[team_role(role)],
            "post_en": ROLE_NAMES_EN[team_role(role)],
            "until": term_to.isoformat() if term_to is not None else "",
        }
        found[village_id].append(member)
    return found
