"""Villages that got another code or took others in (换码、并村): what a row asks for, what it may not, and writing it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.files.cells import as_text, normal
from workflows.office.registers.cells import id_in, other_place
from workflows.office.registers.counting import Intended
from workflows.office.registers.findings import Findings, Line
from workflows.office.registers.standing import Standing
from workflows.people.models import Unit
from workflows.people.roster import FormerVillage, Posting, Team, Village
from workflows.people.team_roles import team_role
from workflows.people.words import PostingStatus, TeamRole, UnitKind
from workflows.sentence import Sentence
from workflows.store import new_id

KEYS = ("village_code", "former_codes")
ONE_EACH = (TeamRole.FIRST_SECRETARY, TeamRole.TEAM_LEADER)
"""A team has one of each."""
_BETWEEN = re.compile(r"[、,，;；\s]+")


@dataclass(frozen=True, slots=True)
class History:
    """What a row says of a village's codes: the one of today, None where it stays, and those that lead to it from now on."""

    line: Line
    code: str | None
    former: tuple[str, ...]


def is_division_code(code: str) -> bool:
    """True for 12 digits."""
    return code.isascii() and code.isdigit() and len(code) == 12


def history_in(line: Line, findings: Findings) -> History | None:
    """What the row says; None where it says nothing, or something that is no code of a village."""
    code = id_in(line, "village_code", findings)
    former = tuple(dict.fromkeys(each for each in _BETWEEN.split(normal(as_text(line.cell("former_codes")))) if each))
    for key, each in (("village_code", code), *(("former_codes", each) for each in former)):
        if each is not None and not is_division_code(each):
            findings.refuse(line, key, "village_code_wrong", value=each)
            return None
    return History(line, code, former) if code or former else None


@dataclass(slots=True)
class Codes:
    """Which village each code means, as it will stand; and which rows have said so."""

    standing: Standing
    now: dict[str, str]  # code of today -> code of the unit
    formerly: dict[str, str]
    merged: dict[str, str] = field(default_factory=dict)  # code of a village that ends -> code of its unit
    said: dict[str, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, standing: Standing) -> Codes:
        """The codes of villages that stand and have not ended."""
        now: dict[str, str] = {}
        for unit in standing.units.values():
            if unit.kind is UnitKind.VILLAGE and unit.valid_to is None:
                now[unit.code] = unit.code
                village = standing.villages.get(unit.id)
                if village is not None:
                    now[village.code] = unit.code
        names = {village_id: standing.units_by_id[village_id].code for village_id in standing.former}
        return cls(
            standing, now, {row.code: names[row.village_id] for rows in standing.former.values() for row in rows}
        )

    def meant(self, code: str) -> str:
        """The code of the unit that is meant: the village with this code, today's or a former one; else the code itself."""
        return self.now.get(code) or self.formerly.get(code) or code

    def line_of(self, unit_code: str) -> Line:
        """The row by which a village ends."""
        return next(self.said[code] for code, unit in self.merged.items() if unit == unit_code and code in self.said)

    def end(self, unit_code: str, into: str) -> None:
        """From now on every code of a village means another one, into which it is merged."""
        for code in [code for code, unit in self.now.items() if unit == unit_code]:
            self.merged[code] = self.now.pop(code)
            self.formerly[code] = into


def check_new(line: Line, code: str, codes: Codes, findings: Findings) -> None:
    """Refuse a new village below a code that leads to one already: a village keeps the code it is registered by."""
    other = codes.meant(code)
    if other != code:
        findings.refuse(line, "code", "village_known", value=code, other=other)
    else:
        codes.now[code] = code


def check_histories(histories: Mapping[str, History], codes: Codes, findings: Findings) -> None:
    """Refuse a code that another village has, or had, and a village that cannot end because somebody is posted there."""
    taken_in: dict[str, str] = {}
    for unit_code, history in histories.items():
        for key, code in (("village_code", history.code), *(("former_codes", each) for each in history.former)):
            if code is None:
                continue
            if code in codes.said:
                other = other_place(history.line, codes.said[code])
                findings.refuse(history.line, key, "twice", value=code, other=other)
                continue
            codes.said[code] = history.line
            if key == "village_code":
                _check_today(unit_code, history, code, codes, findings)
            else:
                _check_former(unit_code, history, code, codes, findings)
                taken_in[code] = unit_code
    for code, unit_code in taken_in.items():
        ending = codes.now.get(code)
        if ending is not None and ending != unit_code:
            codes.end(ending, unit_code)
        codes.formerly[code] = unit_code


def _check_today(unit_code: str, history: History, code: str, codes: Codes, findings: Findings) -> None:
    holder = codes.now.get(code, unit_code)
    if holder != unit_code:
        findings.refuse(history.line, "village_code", "village_code_taken", value=code, other=holder)
    elif (other := codes.formerly.get(code, unit_code)) != unit_code:
        findings.refuse(history.line, "village_code", "village_code_former", value=code, other=other)


def _check_former(unit_code: str, history: History, code: str, codes: Codes, findings: Findings) -> None:
    standing, holder = codes.standing, codes.now.get(code)
    if holder == unit_code and history.code in (None, code):
        findings.refuse(history.line, "former_codes", "former_is_own", value=code)
    elif (other := codes.formerly.get(code, unit_code)) != unit_code:
        findings.refuse(history.line, "former_codes", "village_code_former", value=code, other=other)
    elif holder is not None and holder != unit_code:
        merged = standing.units.get(holder)
        if merged is None or (merged.valid_from is not None and merged.valid_from >= standing.today):
            findings.refuse(history.line, "former_codes", "merged_is_new", value=code)
        elif names := _in_both(merged, standing.units.get(unit_code), standing):
            findings.refuse(
                history.line, "former_codes", "merged_role_taken", value=merged.name, names="、".join(names)
            )


def posted_in(unit: Unit | None, standing: Standing) -> list[tuple[Posting, Team]]:
    """Who is posted to a village now, each with their team."""
    return [
        (posting, team)
        for postings in standing.postings.values()
        for posting in postings
        if unit is not None
        and posting.status is PostingStatus.ACTIVE
        and (team := standing.teams_by_id[posting.team_id]).village_id == unit.id
    ]


def _in_both(merged: Unit, into: Unit | None, standing: Standing) -> list[str]:
    """Who would stand beside another in a role that a team has once: both teams are of the same unit."""
    taken = {(team.dispatching_unit_id, team_role(posting.role)) for posting, team in posted_in(into, standing)}
    return [
        standing.people_by_id[posting.person_id].name
        for posting, team in posted_in(merged, standing)
        if team_role(posting.role) in ONE_EACH and (team.dispatching_unit_id, team_role(posting.role)) in taken
    ]


def intend_history(
    unit: Unit, name: str, history: History, whom: Sentence, codes: Codes, findings: Findings, intended: Intended
) -> None:
    """Collect the rows that keep what was, and end the villages that are merged into this one; tells what changes.

    `name` is what the unit was called until now.
    """
    standing, line = codes.standing, history.line
    village = standing.villages[unit.id]
    if history.code is not None and history.code != village.code:
        findings.change(line, "village_code", whom, village.code, history.code)
        _keep(village, village.code, name, standing, intended)
        intended.edit(village, "code", history.code)
    known = [row.code for row in standing.former.get(unit.id, ())]
    new = [code for code in history.former if code not in known]
    if not new:
        return
    findings.change(line, "former_codes", whom, known, [*known, *new])
    ending = dict.fromkeys(codes.merged[code] for code in new if code in codes.merged)
    for code in new:
        if code not in codes.merged:
            _keep(village, code, name if codes.now.get(code) == unit.code else "", standing, intended)
    for unit_code in ending:
        merged = standing.units[unit_code]
        findings.tell(line.place("former_codes"), "village_ends", value=f"{merged.name}（{merged.code}）", whom=whom)
        for code, of_unit in codes.merged.items():
            if of_unit == unit_code:
                _keep(village, code, merged.name, standing, intended)
        intended.edit(merged, "valid_to", standing.today)


def intend_name(unit: Unit, standing: Standing, intended: Intended) -> None:
    """Keep the name that a village loses."""
    village = standing.villages.get(unit.id)
    if village is not None:
        _keep(village, village.code, unit.name, standing, intended)


def _keep(village: Village, code: str, name: str, standing: Standing, intended: Intended) -> None:
    row = FormerVillage(id=new_id(), village_id=village.unit_id, code=code, name=name, until_on=standing.today)
    standing.former.setdefault(village.unit_id, []).append(intended.add(row))
