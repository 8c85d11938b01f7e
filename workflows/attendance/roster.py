"""Who the office's members are to an attendance file: their ids in DingTalk and WeCom, their village, when they are posted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rapidfuzz import fuzz, process

from workflows.attendance.cells import as_name
from workflows.attendance.header import body, find_header, having
from workflows.attendance.results import FileLayout
from workflows.files.bounds import Bounds, Refused
from workflows.files.cells import as_date, as_text
from workflows.files.text_table import open_text


@dataclass(frozen=True, slots=True)
class Fence:
    """A village's fence: degrees and metres."""

    latitude: float
    longitude: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may stand in an attendance file. `until` is the last day of the posting, None while it runs."""

    key: str
    name: str
    dingtalk: str = ""
    wecom: str = ""
    village: str = ""
    since: date | None = None
    until: date | None = None
    fence: Fence | None = None

    def is_posted(self, day: date) -> bool:
        """True on the days of the posting, its first and last among them."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Roster:
    """The members, found by the id that a kind of file uses; by name they are only suggested."""

    members: tuple[Member, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Member]:
        """Members by the office's own key."""
        return {member.key: member for member in self.members}

    @cached_property
    def _by_id(self) -> dict[FileLayout, dict[str, list[Member]]]:
        found: dict[FileLayout, dict[str, list[Member]]] = {layout: {} for layout in FileLayout}
        for member in self.members:
            for layout, id in (
                (FileLayout.DINGTALK, member.dingtalk),
                (FileLayout.DINGTALK_LEAVE, member.dingtalk),
                (FileLayout.WECOM, member.wecom),
                (FileLayout.NEUTRAL, member.key),
            ):
                if id:
                    found[layout].setdefault(id, []).append(member)
        return found

    @cached_property
    def _by_name(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in self.members:
            found.setdefault(as_name(member.name), []).append(member)
        return found

    def with_id(self, layout: FileLayout, id: str) -> Member | None:
        """The member whose id in this kind of file is exactly this text; None where nobody, or more than one, has it."""
        found = self._by_id[layout].get(id, [])
        return found[0] if len(found) == 1 else None

    def has_id(self, layout: FileLayout, id: str) -> bool:
        """True where anybody has this id in this kind of file, be they several."""
        return id in self._by_id[layout]

    def named(self, name: str) -> tuple[Member, ...]:
        """Members of exactly this name."""
        return tuple(self._by_name.get(as_name(name), ()))

    def suggested(self, name: str, likeness: int, count: int) -> tuple[Member, ...]:
        """Members whom a name may mean, the likeliest first; a person decides."""
        if not as_name(name):
            return ()
        if exact := self.named(name):
            return exact[:count]
        like = process.extract(
            as_name(name), self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=likeness, limit=count
        )
        return tuple(member for found, _, _ in like for member in self._by_name[found])[:count]


_HEADS = ("user_key", "name", "dingtalk_userid", "wecom_account", "village_code")


def read_roster(data: bytes, bounds: Bounds) -> Roster:
    """The roster of a text file with the heads user_key, name, dingtalk_userid, wecom_account, village_code, from and to.

    Raises Refused for another file, a line without a key, or a date that is none.
    """
    sheet = open_text(data, bounds).sheets[0]
    header = find_header(sheet)
    if header is None or not having(header, _HEADS):
        raise Refused("roster_heads")
    columns = {head: header.column(head) for head in (*_HEADS, "from", "to")}
    members = []
    for row in body(sheet, header):
        text = {head: "" if index is None else as_text(row.at(index)) for head, index in columns.items()}
        days = {head: as_date(text[head]) for head in ("from", "to")}
        if not text["user_key"] or any(text[head] and days[head] is None for head in days):
            raise Refused("roster_line", row=row.number)
        since, until = days["from"], days["to"]
        members.append(
            Member(
                text["user_key"],
                text["name"],
                text["dingtalk_userid"],
                text["wecom_account"],
                text["village_code"],
                since.day if since else None,
                until.day if until else None,
            )
        )
    if len({member.key for member in members}) != len(members):
        raise Refused("roster_twice")
    return Roster(tuple(members))
