"""Every single thing that taking registers would do, by name: who gets which post, which account, which unit, which posting.

Whoever agrees to registers answers for this list, so nothing in it is counted instead of named, and what opens rights comes first.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from workflows.office.registers.columns import TEAM_ROLES, UNIT_KINDS, VILLAGE_KINDS, YES_NO
from workflows.office.registers.counting import Intended
from workflows.office.registers.standing import Standing
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.people.roster import Posting, Team, Village
from workflows.people.team_roles import team_role
from workflows.people.words import PostScope
from workflows.sentence import Sentence, sentences

SECTIONS: Final[dict[str, Sentence]] = sentences(
    {
        "posts": ("Posts given", "新任岗位"),
        "accounts": ("New accounts", "新增用户"),
        "people": ("New people", "新增人员"),
        "units": ("New units", "新增单位"),
        "villages": ("New data of villages", "新增村信息"),
        "teams": ("New teams", "新增工作队"),
        "postings": ("New postings", "新增派驻"),
    }
)
"""The sections of the list in the order in which they are read."""

_PERSON, _NUMBER = Sentence("Person", "姓名"), Sentence("Staff number", "工号")
PERSONAL: Final = (Sentence("Date of birth", "出生日期"), Sentence("Party member", "中共党员"))
"""The heads of what only those see who answer for the registers: whoever handed them in, and whoever may agree or refuse."""
_UNIT, _SINCE = Sentence("Unit", "单位"), Sentence("From – to", "起止")
HEADS: Final[dict[str, tuple[Sentence, ...]]] = {
    "posts": (_PERSON, _NUMBER, Sentence("Post", "岗位"), Sentence("Unit of the post", "任职单位"), _SINCE),
    "accounts": (Sentence("User name", "用户名"), _PERSON, _NUMBER),
    "people": (_PERSON, _NUMBER, _UNIT),
    "units": (_UNIT, Sentence("Kind", "类型"), Sentence("Below", "上级单位")),
    "villages": (_UNIT, Sentence("Kind", "村别"), Sentence("Place", "位置")),
    "teams": (Sentence("Team", "工作队"), Sentence("Dispatching unit", "派出单位")),
    "postings": (_PERSON, _NUMBER, Sentence("Team", "工作队"), Sentence("Role", "角色"), _SINCE),
}
"""The heads of the columns of each section."""

# What of a post makes its holder powerful, as the page of posts calls it.
_FLAGS = sentences(
    {
        "administers": ("administers", "系统管理"),
        "settings": ("decides on settings, posts and registers", "审定设置、岗位和登记表"),
        "cancels": ("cancels cases", "可撤销案件"),
        "is_office": ("belongs to the office", "属于驻村办岗位"),
        "directs": ("orders recusals and appoints to steps", "可责令回避、指定办理人"),
        "relatives": ("keeps the declared relatives", "核实亲属申报"),
        "watches": ("watches the clocks of all cases", "督办全部案件时限"),
        "leads": ("leads units and may assign their tasks", "分管单位，可指定经办人"),
        "starts": ("may start further procedures", "可另外发起流程"),
    }
)
_RECORDS = sentences(
    {
        "coordinates": ("reads coordinates", "查看坐标"),
        "telephone": ("reads telephone numbers of villagers", "查看村民电话"),
        "health": ("reads health records", "查看健康情况"),
    }
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the list: its cells by the heads of its section, and what to be careful about: rights, a name met twice."""

    cells: tuple[Sentence, ...]
    warnings: tuple[Sentence, ...] = ()
    personal: tuple[Sentence, ...] = ()  # under the heads PERSONAL

    def in_words(self, locale: str) -> str:
        """The line as a command prints it."""
        shown = " · ".join(text for cell in (*self.cells, *self.personal) if (text := cell.in_language(locale)))
        marks = "；" if locale.startswith("zh") else "; "
        return (
            f"{shown}  ⚠ {marks.join(each.in_language(locale) for each in self.warnings)}" if self.warnings else shown
        )

    def kept(self) -> list[Any]:
        """The line as it is kept with an upload."""
        kept = [[_packed(each) for each in part] for part in (self.cells, self.warnings, self.personal)]
        return kept if self.personal else kept[:2]

    @classmethod
    def from_kept(cls, kept: Sequence[Any]) -> Deed:
        """The same again."""
        return cls(*(tuple(map(_unpacked, part)) for part in kept))


R = TypeVar("R")
Deeds = Mapping[str, Sequence[Deed]]


def _packed(sentence: Sentence) -> str | list[str]:
    return sentence.en if sentence.en == sentence.zh else list(sentence)


def _unpacked(kept: str | Sequence[str]) -> Sentence:
    return _same(kept) if isinstance(kept, str) else Sentence(*kept)


def _same(text: object) -> Sentence:
    return Sentence(str(text), str(text))


def deeds_of(standing: Standing, intended: Intended) -> Deeds:
    """What would be written, section by section; sections with nothing in them are left out."""
    new = intended.new
    teams: dict[uuid.UUID, Team] = {**standing.teams_by_id, **{team.id: team for team in _rows(new[Team], Team)}}
    found = {
        "posts": [_post(each, standing, intended) for each in _rows(new[PostHolding], PostHolding)],
        "accounts": [_account(each, standing) for each in _rows(new[User], User)],
        "people": _people(_rows(new[Person], Person), standing),
        "units": [_unit(each, standing) for each in _rows(new[Unit], Unit)],
        "villages": [_village(each, standing) for each in _rows(new[Village], Village)],
        "teams": [_team(each, standing) for each in _rows(new[Team], Team)],
        "postings": [_posting(each, teams, standing) for each in _rows(new[Posting], Posting)],
    }
    found["posts"].sort(key=lambda each: not each.warnings)
    return {section: deeds for section, deeds in found.items() if deeds}


def gaining(intended: Intended) -> frozenset[uuid.UUID]:
    """The people on record to whom a post, a posting or an account is given; people entered anew cannot have signed in."""
    entered = {row.id for row in _rows(intended.new[Person], Person)}
    given = (
        row.person_id
        for kind in (PostHolding, User, Posting)
        for row in intended.new[kind]
        if isinstance(row, PostHolding | User | Posting)
    )
    return frozenset(given) - entered


def _rows(rows: Iterable[object], kind: type[R]) -> list[R]:
    return [row for row in rows if isinstance(row, kind)]


def name_of_unit(unit: Unit | None) -> Sentence:
    """A unit as the list names it: by name and code."""
    return Sentence(f"{unit.label('en')} ({unit.code})", f"{unit.name}（{unit.code}）") if unit else _same("—")


def rights_of(post: Post) -> tuple[Sentence, ...]:
    """What a post opens that makes its holder powerful."""
    flags = [
        said
        for name, said in _FLAGS.items()
        if getattr(post, name)
        and (name != "settings" or post.scope == PostScope.ALL)
        # Whoever is posted to a village asks for themselves, for leave or to go home: that is nobody's power over others.
        and (name != "starts" or not post.roles)
    ]
    return (*flags, *(said for name, said in _RECORDS.items() if name in post.records))


def _post(row: PostHolding, standing: Standing, intended: Intended) -> Deed:
    person, post = standing.people_by_id[row.person_id], standing.posts[row.post_key]
    since = Sentence(f"from {row.from_on}, no end", f"自 {row.from_on} 起，未定止期")
    if row.id in intended.undated:
        since = Sentence("from the day of taking, no end", "自导入之日起，未定止期")
    name = Sentence(post.name_en, post.name)
    unit = name_of_unit(standing.unit_of(row.unit_id))
    return Deed((_same(person.name), _same(person.employee_no or ""), name, unit, since), rights_of(post))


def _account(row: User, standing: Standing) -> Deed:
    person = standing.people_by_id[row.person_id]
    return Deed((_same(row.username), _same(person.name), _same(person.employee_no or "")))


def _people(rows: Sequence[Person], standing: Standing) -> list[Deed]:
    """The new people; one who bears the name of somebody on record may be the same person under a second number."""
    entered = {row.id for row in rows}
    numbers = {each.name: each.employee_no for each in standing.people_by_id.values() if each.id not in entered}
    found = []
    for row in rows:
        number = numbers.get(row.name)
        twin = Sentence(
            f"somebody of this name is on record ({number or 'no number'})", f"已登记有同名人员（{number or '无工号'}）"
        )
        cells = (_same(row.name), _same(row.employee_no or ""), name_of_unit(standing.unit_of(row.unit_id)))
        born = _same(row.born_on) if row.born_on is not None else Sentence("not said", "未填")
        personal = (born, YES_NO[row.is_party_member])
        found.append(Deed(cells, (twin,) if row.name in numbers else (), personal))
    return sorted(found, key=lambda each: not each.warnings)


def _unit(row: Unit, standing: Standing) -> Deed:
    return Deed((name_of_unit(row), UNIT_KINDS[row.kind], name_of_unit(standing.unit_of(row.parent_id))))


def _village(row: Village, standing: Standing) -> Deed:
    place = Sentence(
        f"{row.latitude}, {row.longitude}, radius {row.fence_radius_m} m",
        f"纬度 {row.latitude}，经度 {row.longitude}，围栏半径 {row.fence_radius_m} 米",
    )
    return Deed((name_of_unit(standing.unit_of(row.unit_id)), VILLAGE_KINDS[row.kind], place))


def _team(row: Team, standing: Standing) -> Deed:
    return Deed((_same(row.name), name_of_unit(standing.unit_of(row.dispatching_unit_id))))


def _posting(row: Posting, teams: Mapping[uuid.UUID, Team], standing: Standing) -> Deed:
    person, role = standing.people_by_id[row.person_id], TEAM_ROLES[team_role(row.role)]
    since = Sentence(f"from {row.from_on}, no end", f"自 {row.from_on} 起，未定止期")
    cells = (_same(person.name), _same(person.employee_no or ""), _same(teams[row.team_id].name), role, since)
    return Deed(cells)
