"""The posts that Gatepost ships with; an office may add its own as rows, and lanes of diagrams name their keys."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class PostKind:
    """A shipped post: its names and the level of unit that holds it (city county township village unit system)."""

    name: str
    name_en: str
    level: str


POSTS: Final = MappingProxyType(
    {
        "city_director": PostKind("市委驻村办主任", "Director of the city village-stationing office", "city"),
        "general_group": PostKind("综合组", "General group", "city"),
        "general_group_leader": PostKind("综合组组长", "Leader of the general group", "city"),
        "inspector": PostKind("暗访组", "Covert inspection group", "city"),
        "investigator": PostKind("联合调查组成员（驻村办）", "Joint investigator (village-stationing office)", "city"),
        "poverty_investigator": PostKind(
            "联合调查组成员（扶贫办）", "Joint investigator (poverty-relief office)", "city"
        ),
        "organisation_department": PostKind("组织部", "Organisation department", "city"),
        "superior_organisation": PostKind("上级组织部门", "Superior organisation department", "city"),
        "unit_hr": PostKind("派出单位人事科", "Personnel section of the dispatching unit", "unit"),
        "unit_leader": PostKind("分管领导", "Leader in charge", "unit"),
        "unit_secretary": PostKind("党组书记", "Party group secretary", "unit"),
        "county_office": PostKind("县驻村办", "County village-stationing office", "county"),
        "township_committee": PostKind("乡镇党委", "Township party committee", "township"),
        "village_secretary": PostKind("村支部书记", "Village branch secretary", "village"),
        "team_leader": PostKind("队长", "Team leader", "village"),
        "member": PostKind("队员", "Team member", "village"),
        "administrator": PostKind("系统管理员", "Administrator", "system"),
        "designer": PostKind("流程设计员", "Process designer", "system"),
        "supervisor": PostKind("督查", "Supervisor", "city"),
    }
)
