"""The catalogue of posts that lanes of the shipped procedures name; an installation may add its own rows beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import select

from workflows.people.models import Post
from workflows.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PostEntry:
    """One kind of post: its key, its name in both languages and the level of the organisation it belongs to."""

    key: str
    name: str
    name_en: str
    level: str


_ENTRIES = (
    PostEntry("city_director", "市委驻村办主任（组织部副部长兼）", "Director, city village-stationing office", "city"),
    PostEntry("general_group_leader", "综合组组长", "General group leader", "city"),
    PostEntry("general_group", "综合组", "General group", "city"),
    PostEntry("inspector", "暗访组", "Covert inspection group", "city"),
    PostEntry("investigator", "联合调查组成员（驻村办）", "Investigator, village-stationing office", "city"),
    PostEntry("poverty_investigator", "联合调查组成员（扶贫办）", "Investigator, poverty-relief office", "city"),
    PostEntry("organisation_department", "组织部", "Organisation department", "city"),
    PostEntry("superior_organisation", "上级组织部门", "Superior organisation department", "city"),
    PostEntry("unit_hr", "派出单位人事科", "Personnel section of the dispatching unit", "unit"),
    PostEntry("unit_leader", "派出单位分管领导", "Leader in charge, dispatching unit", "unit"),
    PostEntry("unit_secretary", "派出单位党组书记", "Party secretary, dispatching unit", "unit"),
    PostEntry("county_office", "县驻村办", "County village-stationing office", "county"),
    PostEntry("township_committee", "乡镇党委", "Township party committee", "township"),
    PostEntry("village_secretary", "村支部书记", "Village branch secretary", "village"),
    PostEntry("team_leader", "驻村工作队队长", "Village work team leader", "village"),
    PostEntry("member", "驻村工作队队员", "Village work team member", "village"),
    PostEntry("supervisor", "督查员", "Supervisor", "system"),
    PostEntry("designer", "流程设计员", "Process designer", "system"),
    PostEntry("administrator", "系统管理员", "Administrator", "system"),
)

POSTS: Mapping[str, PostEntry] = MappingProxyType({entry.key: entry for entry in _ENTRIES})


def ensure_posts(work: UnitOfWork) -> list[Post]:
    """Add the posts of the catalogue that the database lacks; returns those added. Names that were changed there stay."""
    known = set(work.session.scalars(select(Post.key)))
    added = [
        Post(key=entry.key, name=entry.name, name_en=entry.name_en, level=entry.level)
        for entry in POSTS.values()
        if entry.key not in known
    ]
    work.session.add_all(added)
    work.session.flush()
    return added
