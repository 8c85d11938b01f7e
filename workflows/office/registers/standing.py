"""What stands in the database before registers are taken, and what stands with the files that are taken: looked up by code."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.casework.models import Case
from workflows.office.in_force import team_name_in_force
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.people.posts import row_of, shipped_posts
from workflows.people.roster import FormerVillage, Posting, Team, Village
from workflows.people.unit_models import UnitTie
from workflows.people.words import TeamRole, TieKind
from workflows.store import UnitOfWork


@dataclass(slots=True)
class Standing:
    """Units, people and the roster by what the registers call them; `has_cases`: whether any case was ever started;
    `placed`: units whose place in the tree has periods; `team_name`: what a team is called, after its village."""

    today: date
    has_cases: bool
    posts: dict[str, Post]
    units: dict[str, Unit]
    villages: dict[uuid.UUID, Village]
    former: dict[uuid.UUID, list[FormerVillage]]
    people: dict[str, Person]
    people_by_id: dict[uuid.UUID, Person]
    users: dict[uuid.UUID, User]
    people_by_username: dict[str, Person]
    holdings: dict[uuid.UUID, list[PostHolding]]
    teams: dict[tuple[uuid.UUID, uuid.UUID], Team]
    postings: dict[uuid.UUID, list[Posting]]
    units_by_id: dict[uuid.UUID, Unit]
    teams_by_id: dict[uuid.UUID, Team]
    placed: frozenset[uuid.UUID]
    team_name: str

    def unit_of(self, unit_id: uuid.UUID | None) -> Unit | None:
        """The unit with this id."""
        return self.units_by_id.get(unit_id) if unit_id is not None else None

    @property
    def posts_of_roles(self) -> dict[TeamRole, str]:
        """The post in the village that goes with each role in a team, as the catalogue of posts says."""
        return {
            TeamRole(role): post.key for post in self.posts.values() if post.withdrawn_on is None for role in post.roles
        }


def what_stands(work: UnitOfWork) -> Standing:
    """Everything that registers are compared with; ten statements, however much there is."""
    scalars = work.session.scalars
    units = scalars(select(Unit)).all()
    people = {person.id: person for person in scalars(select(Person))}
    users = {user.person_id: user for user in scalars(select(User))}
    holdings: dict[uuid.UUID, list[PostHolding]] = defaultdict(list)
    for holding in scalars(select(PostHolding)):
        holdings[holding.person_id].append(holding)
    postings: dict[uuid.UUID, list[Posting]] = defaultdict(list)
    teams = {team.id: team for team in scalars(select(Team))}
    villages = {
        village.unit_id: village for village in scalars(select(Village).options(joinedload(Village.former))).unique()
    }
    for posting in scalars(select(Posting)):
        postings[posting.person_id].append(posting)
    # A post that the catalogue ships and nobody has stored yet is stored before the first holding of it.
    posts = {entry.key: row_of(entry) for entry in shipped_posts().values()}
    posts.update({post.key: post for post in scalars(select(Post))})
    return Standing(
        today=local_date(work.now),
        has_cases=work.session.scalar(select(Case.id).limit(1)) is not None,
        posts=posts,
        units={unit.code: unit for unit in units},
        villages=villages,
        former={village.unit_id: list(village.former) for village in villages.values() if village.former},
        people={person.employee_no: person for person in people.values() if person.employee_no},
        people_by_id=people,
        users=users,
        people_by_username={user.username.casefold(): people[user.person_id] for user in users.values()},
        holdings=holdings,
        teams={(team.village_id, team.dispatching_unit_id): team for team in teams.values()},
        postings=postings,
        units_by_id={unit.id: unit for unit in units},
        teams_by_id=teams,
        placed=frozenset(scalars(select(UnitTie.unit_id).where(UnitTie.kind == TieKind.PARENT))),
        team_name=team_name_in_force(work),
    )
