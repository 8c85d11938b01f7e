"""Begin a posting, and with it the post in the village that goes with the role; who is posted where."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists

from workflows.people.models import PostHolding
from workflows.people.posts import posts_of_roles
from workflows.people.roster import Posting, Team
from workflows.people.team_roles import IN_ROSTER, ROLE_NAMES
from workflows.people.words import PostingStatus, TeamRole
from workflows.sentence import Sentence
from workflows.store import UnitOfWork, new_id


def begin_posting(work: UnitOfWork, person_id: uuid.UUID, team: Team, role: TeamRole, from_on: date) -> Posting | None:
    """Post somebody to a team from a day on; None where no post goes with the role, and nothing is written then.

    The database refuses a second active posting of the same person.
    """
    post_key = posts_of_roles(work).get(role)
    if post_key is None:
        return None
    posting = Posting(id=new_id(), person_id=person_id, team_id=team.id, role=IN_ROSTER[role], from_on=from_on)
    holding = PostHolding(person_id=person_id, post_key=post_key, unit_id=team.village_id, from_on=from_on)
    work.session.add_all([posting, holding])
    work.session.flush()
    return posting


def is_posted_to(person_id: Any, unit_id: Any) -> ColumnElement[bool]:
    """SQL: the person is posted to this village now. Its own posts vouch for its team, which therefore never acts in them."""
    return exists().where(
        Posting.person_id == person_id,
        Posting.status == PostingStatus.ACTIVE,
        Team.id == Posting.team_id,
        Team.village_id == unit_id,
    )


def no_post_with(role: TeamRole) -> Sentence:
    """What to say where no post goes with a role."""
    return Sentence(
        "No post goes with this role in a team; say on the page of posts which one does.",
        f"没有岗位对应“{ROLE_NAMES[role]}”，请先在岗位页面指定。",
    )
