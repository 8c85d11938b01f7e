"""The register of units with its villages: what each row asks for, what it may not, and writing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import Levenshtein

from workflows.feel.names import suggest
from workflows.files.cells import as_id, normal
from workflows.office.registers.cells import id_in, number_in, other_place, text_in, word_in
from workflows.office.registers.columns import UNIT_KINDS, VILLAGE_KINDS
from workflows.office.registers.counting import Intended
from workflows.office.registers.findings import Findings, Line
from workflows.office.registers.standing import Standing
from workflows.office.registers.village_histories import KEYS as HISTORY_KEYS
from workflows.office.registers.village_histories import (
    Codes,
    History,
    check_histories,
    check_new,
    history_in,
    intend_history,
    intend_name,
    is_division_code,
)
from workflows.people.administration import is_unit_code
from workflows.people.models import Unit
from workflows.people.roster import FormerVillage, Village
from workflows.people.unit_names import MOST, NamesRefused, short_names_in
from workflows.people.words import UnitKind, VillageKind
from workflows.sentence import Sentence
from workflows.store import new_id

_VILLAGE_KEYS = ("village_kind", "latitude", "longitude", "fence_radius")
_VILLAGE_HEADS = {"kind": "village_kind", "fence_radius_m": "fence_radius"}
_LONGEST_PATH = 400  # of Unit.path
_FENCE = 500  # metres, where nothing is written


@dataclass(frozen=True, slots=True)
class UnitRow:
    """What a row says of a unit; what it leaves empty stays as it stands."""

    line: Line
    code: str
    name: str
    kind: UnitKind
    parent: str
    name_en: str | None
    short_names: list[str] | None
    village: dict[str, Any] | None
    history: History | None = None


@dataclass(slots=True)
class UnitsPlan:
    """The rows to write by code, and every unit as it will stand: its kind and the code of the unit above it."""

    rows: dict[str, UnitRow] = field(default_factory=dict)
    kinds: dict[str, UnitKind] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    fenced: set[str] = field(default_factory=set)  # villages with kind and fence
    codes: Codes | None = None  # which village each code means
    faulty: set[str] = field(default_factory=set)  # whose rows are refused: rows that name them are not wrong for that

    def near(self, code: str) -> Sentence:
        """A question after the code that was probably meant, with a space before the English; empty where none is near."""
        found = suggest(code, self.kinds)
        return Sentence(f" Did you mean {found}?", f"是否为 {found}？") if found else Sentence("", "")

    def is_told(self, code: str) -> bool:
        """Whether a row of its own says why there is no such unit: it is refused, or has a character too few or too many."""
        return any(
            code == each or (abs(len(code) - len(each)) == 1 and Levenshtein.distance(code, each) == 1)
            for each in self.faulty
        )

    def path_of(self, code: str) -> str | None:
        """The path of a unit as it will stand; None where the units above it form a circle or one is missing."""
        codes, at = [code], self.parents.get(code)
        while at:
            if at in codes or at not in self.parents:
                return None
            codes.append(at)
            at = self.parents[at]
        return f"/{'/'.join(reversed(codes))}/"


def plan_units(lines: Sequence[Line], standing: Standing, findings: Findings) -> UnitsPlan:
    """What the lines ask for, checked against one another and what stands."""
    plan = UnitsPlan()
    for code, unit in standing.units.items():
        above = standing.unit_of(unit.parent_id)
        plan.kinds[code], plan.names[code] = unit.kind, unit.name
        plan.parents[code] = above.code if above else ""
        if unit.id in standing.villages:
            plan.fenced.add(code)
    for line in lines:
        wrong = len(findings.wrong)
        row = _row(line, standing, findings)
        if len(findings.wrong) > wrong:
            plan.faulty.add(normal(as_id(line.cell("code")).text))
        if row is None:
            continue
        if row.code in plan.rows:
            findings.refuse(line, "code", "twice", value=row.code, other=other_place(line, plan.rows[row.code].line))
            continue
        plan.rows[row.code] = row
        plan.names[row.code] = row.name
        if row.code not in standing.units:
            plan.kinds[row.code] = row.kind
            if row.village is not None:
                plan.fenced.add(row.code)
        elif _is_kind_kept(row, standing, findings) and row.village is not None:
            plan.fenced.add(row.code)
        if _may_stand_below(row, plan, standing, findings):
            plan.parents[row.code] = row.parent
    for row in plan.rows.values():
        _check_place(row, plan, findings)
    plan.codes = Codes.of(standing)
    for row in plan.rows.values():
        if row.kind is UnitKind.VILLAGE and row.code not in standing.units:
            check_new(row.line, row.code, plan.codes, findings)
    histories = {row.code: row.history for row in plan.rows.values() if row.history is not None}
    check_histories(histories, plan.codes, findings)
    return plan


def _row(line: Line, standing: Standing, findings: Findings) -> UnitRow | None:
    """What the line says; None where it cannot be said what unit it is about."""
    code = id_in(line, "code", findings, is_needed=True)
    name = text_in(line, "name", findings, longest=120, is_needed=True)
    name_en = text_in(line, "name_en", findings, longest=160)
    kind = word_in(line, "kind", findings, UNIT_KINDS, is_needed=True)
    parent = id_in(line, "parent", findings) or ""
    short = text_in(line, "short_names", findings, longest=500)
    names = _short_names(line, short, name or "", findings) if short is not None else None
    if code is not None and not is_unit_code(code):
        findings.refuse(line, "code", "code_wrong", value=code)
        return None
    if code is None or name is None or kind is None:
        return None
    village = _village(line, kind, code, standing, findings)
    history = history_in(line, findings) if kind is UnitKind.VILLAGE else None
    return UnitRow(line, code, name, kind, parent, name_en, names, village, history)


def _short_names(line: Line, text: str, name: str, findings: Findings) -> list[str] | None:
    try:
        return short_names_in(text, name)
    except NamesRefused as refused:
        findings.refuse(line, "short_names", f"short_name_{refused.code}", value=refused.name, limit=MOST)
        return None


def _village(line: Line, kind: UnitKind, code: str, standing: Standing, findings: Findings) -> dict[str, Any] | None:
    """What the row says of a village; None for another unit, and for a known village of which it says nothing."""
    if kind is not UnitKind.VILLAGE:
        for key in (*_VILLAGE_KEYS, *HISTORY_KEYS):
            if line.cell(key) != "":
                findings.refuse(line, key, "village_only")
        return None
    if not is_division_code(code):
        findings.refuse(line, "code", "village_code_wrong", value=code)
    unit = standing.units.get(code)
    known = standing.villages.get(unit.id) if unit is not None else None
    if known is not None and all(line.cell(key) == "" for key in _VILLAGE_KEYS):
        return None
    is_new = known is None
    village_kind = word_in(line, "village_kind", findings, VILLAGE_KINDS, is_needed=is_new)
    if _is_swapped(line):
        findings.refuse(line, "latitude", "swapped")
        return None
    latitude = number_in(line, "latitude", findings, 3, 54)
    longitude = number_in(line, "longitude", findings, 73, 136)
    radius = number_in(line, "fence_radius", findings, 100, 3000)
    if radius is not None and radius != int(radius):
        findings.refuse(line, "fence_radius", "not_a_number", value=radius, least=100, most=3000)
    if is_new:
        for key in ("latitude", "longitude"):
            if line.cell(key) == "":
                findings.refuse(line, key, "empty")
    said = {
        "kind": village_kind,
        "latitude": latitude,
        "longitude": longitude,
        "fence_radius_m": int(radius) if radius is not None else _FENCE if is_new else None,
    }
    return {name: value for name, value in said.items() if value is not None}


def _is_swapped(line: Line) -> bool:
    latitude, longitude = line.cell("latitude"), line.cell("longitude")
    try:
        return 73 <= float(str(latitude)) <= 136 and 3 <= float(str(longitude)) <= 54
    except ValueError:
        return False


def _is_kind_kept(row: UnitRow, standing: Standing, findings: Findings) -> bool:
    known = standing.units[row.code]
    if known.kind is row.kind:
        return True
    before, after = UNIT_KINDS[known.kind], UNIT_KINDS[row.kind]
    findings.refuse(row.line, "kind", "kind_changed", value=row.code, before=before, after=after)
    return False


def _may_stand_below(row: UnitRow, plan: UnitsPlan, standing: Standing, findings: Findings) -> bool:
    """Whether the unit may stand where the row puts it; with cases, or periods of its place, its page moves it from a day on."""
    before = plan.parents.get(row.code)
    if row.code not in standing.units or before == row.parent:
        return True
    if not standing.has_cases and standing.units[row.code].id not in standing.placed:
        return True
    findings.refuse(row.line, "parent", "unit_moves", value=row.code, before=before or "—", after=row.parent or "—")
    return False


def _check_place(row: UnitRow, plan: UnitsPlan, findings: Findings) -> None:
    above = plan.parents.get(row.code, row.parent)
    if not above:
        if row.kind is UnitKind.VILLAGE:
            findings.refuse(row.line, "parent", "empty")
        return
    if above not in plan.kinds:
        if not plan.is_told(above):
            findings.refuse(row.line, "parent", "unit_unknown", value=above, near=plan.near(above))
        return
    if plan.kinds[above] is UnitKind.VILLAGE:
        findings.refuse(row.line, "parent", "below_village", value=above)
    elif row.kind is UnitKind.VILLAGE and plan.kinds[above] is not UnitKind.TOWNSHIP:
        findings.refuse(row.line, "parent", "village_not_in_township", value=above)
    if circle := _circle(row.code, plan):
        findings.refuse(row.line, "parent", "circle", value="、".join(circle))
    elif len(plan.path_of(row.code) or "") > _LONGEST_PATH:
        findings.refuse(row.line, "parent", "too_deep", value=row.code)


def _circle(code: str, plan: UnitsPlan) -> list[str]:
    """The units of the circle that this one is part of; none where it only stands below one."""
    codes, at = [code], plan.parents.get(code, "")
    while at and at not in codes:
        codes.append(at)
        at = plan.parents.get(at, "")
    return codes if at == code else []


def intend_units(plan: UnitsPlan, standing: Standing, findings: Findings, intended: Intended) -> None:
    """Collect what the rows ask for, the units above first; tells what changes. Moved units take those below along."""
    counts = intended.counts["units"]
    paths = {code: plan.path_of(code) or "" for code in plan.parents}
    for code in sorted(plan.rows, key=lambda each: paths[each].count("/")):
        row, known = plan.rows[code], standing.units.get(code)
        if known is None:
            _intend_new(row, paths[code], plan, standing, findings, intended)
            counts.new += 1
        else:
            counts.count(is_changed=_intend_changes(row, known, plan, standing, findings, intended))
    for code, path in paths.items():
        if standing.units[code].path != path:
            intended.edit(standing.units[code], "path", path)


def _intend_new(
    row: UnitRow, path: str, plan: UnitsPlan, standing: Standing, findings: Findings, intended: Intended
) -> None:
    above = standing.units.get(row.parent)
    unit = intended.add(
        Unit(
            id=new_id(),
            code=row.code,
            name=row.name,
            name_en=row.name_en or "",
            short_names=row.short_names or [],
            kind=row.kind,
            parent_id=above.id if above else None,
            path=path,
            valid_from=standing.today,
        )
    )
    standing.units[row.code] = standing.units_by_id[unit.id] = unit
    if row.village is not None:
        _intend_village(row, unit, standing, intended)
    _intend_history(row, unit, row.name, plan, standing, findings, intended)


def _intend_village(row: UnitRow, unit: Unit, standing: Standing, intended: Intended) -> None:
    assert row.village is not None
    village = intended.add(Village(unit_id=unit.id, code=row.code, **row.village))
    standing.villages[unit.id] = village


def _intend_changes(
    row: UnitRow, unit: Unit, plan: UnitsPlan, standing: Standing, findings: Findings, intended: Intended
) -> bool:
    """Bring a unit that stands to what the row says; True where anything changes."""
    before, was_called = len(intended.edits) + _rows(intended), unit.name
    whom = _whom(unit)
    if row.name != unit.name and (row.history is None or row.history.code is None):
        intend_name(unit, standing, intended)
    for key, value in (("name", row.name), ("name_en", row.name_en), ("short_names", row.short_names)):
        if value is not None and getattr(unit, key) != value:
            findings.change(row.line, key, whom, getattr(unit, key), value)
            intended.edit(unit, key, value)
    above, wanted = standing.unit_of(unit.parent_id), plan.parents[row.code]
    if (above.code if above else "") != wanted:
        findings.change(row.line, "parent", whom, above.code if above else "", wanted)
        intended.edit(unit, "parent_id", standing.units[wanted].id if wanted else None)
    village = standing.villages.get(unit.id)
    is_new = row.village is not None and village is None
    if is_new:
        _intend_village(row, unit, standing, intended)
    _intend_history(row, unit, was_called, plan, standing, findings, intended)
    if is_new:
        return True
    for name, value in (row.village or {}).items() if village is not None else ():
        stands = getattr(village, name)
        if stands != value:
            shown = [VILLAGE_KINDS[VillageKind(each)] if name == "kind" else each for each in (stands, value)]
            findings.change(row.line, _VILLAGE_HEADS.get(name, name), whom, *shown)
            assert village is not None
            intended.edit(village, name, value)
    return len(intended.edits) + _rows(intended) > before


def _rows(intended: Intended) -> int:
    return len(intended.new[FormerVillage])


def _whom(unit: Unit) -> Sentence:
    return Sentence(f"{unit.label('en')} ({unit.code})", f"{unit.name}（{unit.code}）")


def _intend_history(
    row: UnitRow,
    unit: Unit,
    was_called: str,
    plan: UnitsPlan,
    standing: Standing,
    findings: Findings,
    intended: Intended,
) -> None:
    if row.history is not None and unit.id in standing.villages and plan.codes is not None:
        intend_history(unit, was_called, row.history, _whom(unit), plan.codes, findings, intended)
