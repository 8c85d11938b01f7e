"""The curated people of the demonstration city, one or two for every important post, and the query behind the demo sign-in page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import or_, select

from workflows.calendar.zone import local_date
from workflows.demo.places import CITY, DEPARTMENT, DIGITAL_OFFICE, OFFICE, POVERTY_OFFICE, village_of
from workflows.people import Person, Post, PostHolding, Unit, User
from workflows.store import UnitOfWork

CAST_COUNTY = "990101"
CAST_TOWNSHIP = "990101101"
CAST_VILLAGE = village_of(0)
RECUSED_VILLAGE = village_of(3)  # its member is a relative of a reviewer
CAST_UNIT = "D01"


class Role(NamedTuple):
    """One person of the cast: user name, name, posts as (post, unit code), and the group on the sign-in page."""

    username: str
    name: str
    posts: tuple[tuple[str, str], ...]
    group: str


GROUPS = {
    "office": ("市委驻村办", "Village-stationing office"),
    "department": ("组织部与扶贫办", "Organisation department and poverty-relief office"),
    "unit": ("派出单位", "Dispatching unit"),
    "field": ("县、乡、村与工作队", "County, township, village and team"),
    "system": ("督查与系统", "Supervision and system"),
}

CAST = (
    Role("director", "陆秉川", (("city_director", OFFICE), ("organisation_department", DEPARTMENT)), "office"),
    Role("group.leader", "梁舒砚", (("general_group_leader", OFFICE),), "office"),
    Role("reviewer.a", "许明穗", (("general_group", OFFICE),), "office"),
    Role("reviewer.b", "何见岫", (("general_group", OFFICE),), "office"),
    Role("inspector", "程望畴", (("inspector", OFFICE),), "office"),
    Role("investigator", "唐樵溪", (("investigator", OFFICE),), "office"),
    Role("investigator.b", "邵牧舟", (("investigator", OFFICE),), "office"),
    Role("poverty.investigator", "宋禾畴", (("poverty_investigator", POVERTY_OFFICE),), "department"),
    Role("poverty.investigator.b", "文秉砚", (("poverty_investigator", POVERTY_OFFICE),), "department"),
    Role("organisation", "方简秋", (("organisation_department", DEPARTMENT),), "department"),
    Role("superior", "顾怀澜", (("superior_organisation", DEPARTMENT),), "department"),
    Role("unit.hr", "蒋苇渡", (("unit_hr", CAST_UNIT),), "unit"),
    Role("unit.leader", "邓承岫", (("unit_leader", CAST_UNIT),), "unit"),
    Role("unit.secretary", "罗守坪", (("unit_secretary", CAST_UNIT),), "unit"),
    Role("county", "彭松樵", (("county_office", CAST_COUNTY),), "field"),
    Role("township", "田穗苗", (("township_committee", CAST_TOWNSHIP),), "field"),
    Role("village", "覃垄青", (("village_secretary", CAST_VILLAGE),), "field"),
    Role("team.leader", "石远帆", (("team_leader", CAST_VILLAGE),), "field"),
    Role("member", "龙晓穗", (("member", CAST_VILLAGE),), "field"),
    Role("supervisor", "姚镜畴", (("supervisor", DEPARTMENT),), "system"),
    Role("designer", "温若篆", (("designer", DIGITAL_OFFICE),), "system"),
    Role("administrator", "钟维桁", (("administrator", DIGITAL_OFFICE),), "system"),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the cast as the sign-in page shows them, in both languages."""

    user_id: uuid.UUID
    username: str
    name: str
    post: tuple[str, str]
    unit: tuple[str, str]
    group: tuple[str, str]

    def post_label(self, locale: str) -> str:
        """The post in the reader's language."""
        return self.post[0 if locale.startswith("zh") else 1]

    def unit_label(self, locale: str) -> str:
        """The unit in the reader's language."""
        return self.unit[0 if locale.startswith("zh") else 1]

    def group_label(self, locale: str) -> str:
        """The heading on the sign-in page in the reader's language."""
        return self.group[0 if locale.startswith("zh") else 1]


def demo_people(work: UnitOfWork) -> list[DemoPerson]:
    """The cast with the posts they hold today, in the order of the sign-in page; [] where the city is not loaded.

    Somebody with two posts is shown with the first of them: signing in gives both.
    """
    if work.session.scalar(select(Unit.id).where(Unit.code == CITY)) is None:
        return []
    roles = {role.username: (rank, role) for rank, role in enumerate(CAST)}
    today = local_date(work.now)
    rows = work.session.execute(
        select(User.id, User.username, Person.name, Post, Unit)
        .join(Person, User.person_id == Person.id)
        .join(PostHolding, PostHolding.person_id == Person.id)
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(
            User.username.in_(roles),
            User.is_active,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
    )
    found: dict[str, DemoPerson] = {}
    for user_id, username, name, post, unit in rows:
        role = roles[username][1]
        if username not in found or post.key == role.posts[0][0]:
            found[username] = DemoPerson(
                user_id=user_id,
                username=username,
                name=name,
                post=(post.name, post.name_en),
                unit=(unit.name, unit.name_en or unit.name),
                group=GROUPS[role.group],
            )
    return sorted(found.values(), key=lambda person: roles[person.username][0])
