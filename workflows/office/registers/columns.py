"""The columns of the three registers: one list for reading, for the empty workbooks and for what is written out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workflows.files.cells import normal
from workflows.people.team_roles import ROLE_NAMES, ROLE_NAMES_EN
from workflows.people.unit_names import MOST
from workflows.people.words import Sex, UnitKind, VillageKind
from workflows.sentence import Sentence


class Register(StrEnum):
    """The registers, in the order in which they are taken: each refers to those before it."""

    UNITS = "units"
    PEOPLE = "people"
    ROSTER = "roster"


REGISTER_NAMES = {
    Register.UNITS: Sentence("Units", "单位"),
    Register.PEOPLE: Sentence("People", "人员"),
    Register.ROSTER: Sentence("Roster", "花名册"),
}

# The sheets beside the register in the workbooks of this room; they are not read.
ALLOWED_WORDS = Sentence("Allowed words", "可填内容")
HOW_TO_FILL_IN = Sentence("How to fill in", "填写说明")

UNIT_KINDS = {
    UnitKind.CITY: Sentence("city", "市"),
    UnitKind.OFFICE: Sentence("office", "办事机构"),
    UnitKind.ORGAN: Sentence("organ", "机关单位"),
    UnitKind.COUNTY: Sentence("county", "县区"),
    UnitKind.TOWNSHIP: Sentence("township", "乡镇"),
    UnitKind.VILLAGE: Sentence("village", "村"),
}
VILLAGE_KINDS = {
    VillageKind.POOR: Sentence("poor", "脱贫村"),
    VillageKind.WEAK: Sentence("weak", "软弱涣散村"),
    VillageKind.RELOCATION: Sentence("relocation", "易地搬迁安置村"),
    VillageKind.MODEL: Sentence("model", "示范村"),
}
SEXES = {Sex.FEMALE: Sentence("female", "女"), Sex.MALE: Sentence("male", "男")}
TEAM_ROLES = {role: Sentence(ROLE_NAMES_EN[role], name) for role, name in ROLE_NAMES.items()}
YES_NO = {True: Sentence("yes", "是"), False: Sentence("no", "否")}
_YES = frozenset({"是", "有", "√", "党员", "中共党员", "中共预备党员", "yes", "y", "true", "1"})
_NO = frozenset({"否", "×", "非党员", "群众", "no", "n", "false", "0"})


def yes_or_no(text: str) -> bool | None:
    """Whether a cell says yes; None for a word that is neither."""
    word = normal(text).lower()
    return True if word in _YES else False if word in _NO else None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in code, its head in both languages, other heads it is known by, and what to write in it.

    `is_needed`: the register cannot be read without it; `is_day`: holds a day; `words`: the only words it may hold.
    """

    key: str
    head: Sentence
    help: Sentence
    is_needed: bool = False
    aliases: tuple[str, ...] = ()
    width: int = 14
    is_day: bool = False
    words: tuple[Sentence, ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """Every head by which the column is found, as `head_of` writes them."""
        return tuple(head_of(text) for text in (self.head.zh, self.head.en, self.key, *self.aliases))


def head_of(text: str) -> str:
    """A head for comparison: without blanks, remarks in brackets, stars and case."""
    plain = normal(text).lower().replace("_", "")
    return plain.partition("(")[0].strip("*:")


@dataclass(frozen=True)
class Table:
    """A register with its columns in the order in which they are written."""

    register: Register
    columns: tuple[Column, ...]

    @cached_property
    def by_head(self) -> dict[str, Column]:
        """The column of each head."""
        return {head: column for column in self.columns for head in column.heads}

    @cached_property
    def by_key(self) -> dict[str, Column]:
        """The column of each key."""
        return {column.key: column for column in self.columns}

    @cached_property
    def needed(self) -> frozenset[str]:
        """The keys without which the register cannot be read."""
        return frozenset(column.key for column in self.columns if column.is_needed)


def _column(
    key: str,
    zh: str,
    en: str,
    help_zh: str,
    help_en: str,
    *aliases: str,
    is_needed: bool = False,
    width: int = 14,
    is_day: bool = False,
    words: tuple[Sentence, ...] = (),
) -> Column:
    return Column(key, Sentence(en, zh), Sentence(help_en, help_zh), is_needed, aliases, width, is_day, words)


UNITS = Table(
    Register.UNITS,
    (
        _column("code", "编码", "Code", "每个单位唯一，不再更改。村填 12 位统计用区划代码；其他单位用字母、数字、- 和 _。",
                "One for each unit, for good. A village has its 12-digit division code; others letters, digits, - and _.",
                "单位编码", "unit code", is_needed=True, width=16),
        _column("name", "名称", "Name", "单位全称，最多 120 字。", "The full name, 120 characters at most.",
                "单位名称", is_needed=True, width=28),
        _column("name_en", "英文名称", "English name", "可不填。英文页面上显示。", "May be left empty; shown on English pages.",
                width=28),
        _column("kind", "类型", "Kind", "从列表中选。市委、县委部门和驻村办是办事机构，派出单位是机关单位。",
                "One of the list. Party and village-stationing offices are offices; units that send people are organs.",
                "单位类型", is_needed=True, words=tuple(UNIT_KINDS.values())),
        _column("parent", "上级编码", "Parent code", "上级单位的编码；最上级单位不填。村的上级是乡镇。",
                "The code of the unit above; empty for the topmost. Above a village stands a township.",
                "上级单位编码", is_needed=True, width=16),
        _column("short_names", "简称", "Short names", f"可不填。平时的叫法，用顿号隔开，最多 {MOST} 个；对外函件中一并隐去。",
                f"May be left empty. What people call it, separated by commas, {MOST} at most; masked in letters too.",
                width=20),
        _column("village_kind", "村别", "Village kind", "只有村填写，从列表中选。", "For villages only, one of the list.",
                words=tuple(VILLAGE_KINDS.values())),
        _column("latitude", "纬度", "Latitude", "只有村填写，十进制度，如 27.554321。",
                "For villages only, degrees such as 27.554321."),
        _column("longitude", "经度", "Longitude", "只有村填写，十进制度，如 109.998765。",
                "For villages only, degrees such as 109.998765."),
        _column("fence_radius", "围栏半径（米）", "Fence radius (m)", "只有村填写，100 至 3000 的整数；不填为 500。",
                "For villages only, a whole number from 100 to 3000; 500 where it is empty.", width=16),
        _column("village_code", "现行区划代码", "Division code of today",
                "只有村填写，且仅在区划代码已变更时填写，12 位；原代码自动留存，仍可据以查到本村。",
                "For villages whose division code has changed, 12 digits; the former one is kept, and still leads here.",
                width=16),
        _column("former_codes", "曾用代码", "Former codes",
                "只有村填写。原代码，或并入本村的村的编码，用顿号隔开；并入的村自导入之日起撤销。",
                "For villages only: former codes, or the codes of villages merged into this one, separated by commas; "
                "a village that is merged ends on the day of taking.", width=20),
    ),
)  # fmt: skip

PEOPLE = Table(
    Register.PEOPLE,
    (
        _column("name", "姓名", "Name", "与工号相符。一人有几个岗位就填几行，每行姓名、工号、单位相同。",
                "Belongs to the staff number. Somebody with several posts has a row for each, with the same name and unit.",
                is_needed=True),
        _column("number", "工号", "Staff number", "每人唯一，不再更改。", "One for each person, for good.",
                "人员编号", "employee no", is_needed=True),
        _column("unit", "所在单位编码", "Unit code", "本人编制所在单位的编码。", "The code of the unit that the person belongs to.",
                "单位编码", is_needed=True, width=16),
        _column("born_on", "出生日期", "Date of birth", "年-月-日，如 1985-03-12。", "Year-month-day, such as 1985-03-12.",
                is_day=True),
        _column("is_party_member", "中共党员", "Party member", "是或否；不填为否。", "yes or no; empty means no.",
                "政治面貌", words=tuple(YES_NO.values())),
        _column("sex", "性别", "Sex", "可不填。男或女。", "May be left empty: female or male.", words=tuple(SEXES.values())),
        _column("post_rank", "职务职级", "Post and rank", "可不填。按干部档案填写，如“规划科科长、一级主任科员”，最多 60 字。",
                "May be left empty. As the cadre file has it, 60 characters at most.", "职级", "职务", width=22),
        _column("post", "岗位", "Post", "从列表中选，名称或代码都行；没有岗位的人不填。各岗位设在哪类单位，见第二张工作表。",
                "One of the list, by name or key; empty for somebody without a post. "
                "The second sheet says in which units each stands.", width=26),
        _column("post_unit", "任职单位编码", "Post unit code", "岗位所在单位的编码；不填为所在单位。",
                "The code of the unit in which the post is held; the person's own where it is empty.", width=16),
        _column("post_from", "任职起始", "Post since", "年-月-日；不填为导入当天。已在任的，所填日期须与登记的一致。",
                "Year-month-day; the day of taking where it is empty. Of a post held already it must be the day on record.",
                is_day=True),
        _column("post_telephone", "办公电话", "Office telephone",
                "可不填。在该岗位上的办公电话，时限页上对可查看办理人的人显示；不要填私人号码。",
                "May be left empty. Where they are reached in this post; the page Deadlines shows it to whoever sees who holds "
                "a step. No private number.", width=16),
        _column("username", "用户名", "User name", "登录用，2 至 60 个字母、数字或 . _ - @；不登录的人不填。密码另行发放。",
                "To sign in with, 2 to 60 letters, digits or . _ - @; empty for who does not sign in. Passwords come later."),
    ),
)  # fmt: skip

ROSTER = Table(
    Register.ROSTER,
    (
        _column("number", "工号", "Staff number", "人员表中的工号。", "The number in the register of people.",
                "人员编号", "employee no", is_needed=True),
        _column("name", "姓名", "Name", "须与工号相符。", "Must belong to the number.", is_needed=True),
        _column("village", "村编码", "Village code", "12 位。", "12 digits.", "驻村编码", is_needed=True, width=16),
        _column("sender", "派出单位编码", "Dispatching unit code", "本人所在单位或其上级的编码。",
                "The code of the person's unit or one above it.", is_needed=True, width=16),
        _column("role", "角色", "Role", "从列表中选。", "One of the list.", "队内职务", is_needed=True,
                words=tuple(TEAM_ROLES.values())),
        _column("posted_on", "派驻起始", "Posted since", "年-月-日。", "Year-month-day.", "派驻日期",
                is_needed=True, is_day=True),
    ),
)  # fmt: skip

TABLES = {table.register: table for table in (UNITS, PEOPLE, ROSTER)}
