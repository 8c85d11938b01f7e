"""Take registers: all files together, all or nothing, and once more without a change."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from workflows.casework.models import Notice
from workflows.casework.words import NoticeKind
from workflows.office.registers.columns import Register
from workflows.office.registers.counting import Counts, Intended
from workflows.office.registers.deeds import Deed, Deeds, deeds_of, gaining
from workflows.office.registers.findings import Findings, Line, Place, Remark
from workflows.office.registers.lacking import tell_lacking
from workflows.office.registers.people import intend_people, plan_people
from workflows.office.registers.postings import intend_roster, plan_roster
from workflows.office.registers.read import GivenFile, read_registers
from workflows.office.registers.standing import what_stands
from workflows.office.registers.units import intend_units, plan_units
from workflows.people.posts import ensure_posts
from workflows.proof.history import record, wait_for_turn
from workflows.proof.words import HistoryKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class GivenLines:
    """Files that were read: their names and digests, the lines of each register, and what is wrong with them as files."""

    files: tuple[tuple[str, str], ...]
    lines: dict[Register, list[Line]]
    findings: Findings


@dataclass(frozen=True, slots=True)
class Taking:
    """What the taking of files comes to: what is wrong, what changes, how many rows are new, changed, the same.

    `deeds` names each new row; `gaining` are the people on record who get a post or an account by it.
    """

    files: tuple[tuple[str, str], ...]
    findings: Findings
    counts: dict[str, Counts]
    is_anything: bool
    deeds: Deeds = field(default_factory=dict)
    gaining: frozenset[uuid.UUID] = frozenset()

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong, so that it may be kept."""
        return not self.findings.wrong

    @property
    def digest(self) -> str:
        """SHA-256 of all that it would do: two with the same one do the same, whatever the day."""
        return hashlib.sha256(json.dumps([self._kept_deeds(), self._kept_changes()]).encode()).hexdigest()

    def _kept_deeds(self) -> dict[str, list[Any]]:
        return {section: [deed.kept() for deed in deeds] for section, deeds in self.deeds.items()}

    def _kept_changes(self) -> list[Any]:
        return [_kept(remark) for remark in self.findings.changes]

    def kept(self) -> dict[str, Any]:
        """What of it is kept with an upload in which nothing is wrong, so that its page compares it with nothing."""
        return {
            "files": [list(file) for file in self.files],
            "counts": {name: counts.as_dict() for name, counts in self.counts.items()},
            "changes": self._kept_changes(),
            "notes": [_kept(remark) for remark in self.findings.notes],
            "deeds": self._kept_deeds(),
            "gaining": sorted(map(str, self.gaining)),
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Taking:
        """The same again."""
        changes, notes = ([_remark(*each) for each in kept[name]] for name in ("changes", "notes"))
        counts = {name: Counts(**each) for name, each in kept["counts"].items()}
        files = tuple((name, digest) for name, digest in kept["files"])
        # An upload that waited when the list of deeds came into being has none; its digest then differs from what would be done.
        deeds = {section: [Deed.from_kept(each) for each in lines] for section, lines in kept.get("deeds", {}).items()}
        people = frozenset(map(uuid.UUID, kept.get("gaining", ())))
        return cls(files, Findings([], changes, notes), counts, True, deeds, people)


def _kept(remark: Remark) -> list[Any]:
    return [list(astuple(remark.place)), remark.code, list(remark.sentence)]


def _remark(place: Sequence[Any], code: str, sentence: Sequence[str]) -> Remark:
    return Remark(Place(*place), code, Sentence(*sentence))


def read_files(files: Sequence[GivenFile]) -> GivenLines:
    """Open the files and find the lines of the registers; needs no database, and so is done before any lock is taken."""
    findings = Findings()
    lines = read_registers(files, findings)
    return GivenLines(tuple((file.name, file.sha256) for file in files), lines, findings)


def look_at_registers(work: UnitOfWork, given: GivenLines) -> Taking:
    """What taking the files would do now; writes nothing."""
    return _planned(work, given)[0]


def take_registers(
    work: UnitOfWork,
    given: GivenLines,
    *,
    by: uuid.UUID | None = None,
    is_agreed: Callable[[Taking], bool] = lambda _: True,
) -> Taking:
    """Take the files in the caller's transaction: where anything is wrong, or nothing is new, nothing is written.

    `is_agreed` is asked about what they come to now, before anything is written; where it says no, nothing is.

    Whoever takes registers waits for whoever is at it already. One entry of the history names the files by name and digest,
    with the counts; nobody's name is in it.
    """
    wait_for_turn(work)
    taking, intended = _planned(work, given)
    if taking.is_right and is_agreed(taking) and taking.is_anything:
        ensure_posts(work)
        intended.write(work)
        for person_id, sentence in intended.told:
            work.session.add(
                Notice(
                    kind=NoticeKind.NOTICE,
                    person_id=person_id,
                    text=sentence.zh,
                    text_en=sentence.en,
                    created_at=work.now,
                )
            )
        data: dict[str, Any] = {
            "files": [{"name": name, "sha256": digest} for name, digest in given.files],
            "counts": {name: counts.as_dict() for name, counts in taking.counts.items()},
        }
        record(work, None, HistoryKind.REGISTERS_TAKEN, data, actor_id=by)
    return taking


def _planned(work: UnitOfWork, given: GivenLines) -> tuple[Taking, Intended]:
    # The same files may be looked at twice: what was found in them as files is kept apart from what comes of it now.
    findings = Findings(list(given.findings.wrong), [], list(given.findings.notes), given.findings.formulas)
    standing, intended = what_stands(work), Intended()
    units = plan_units(given.lines[Register.UNITS], standing, findings)
    people = plan_people(given.lines[Register.PEOPLE], units, standing, findings)
    roster = plan_roster(given.lines[Register.ROSTER], units, people, standing, findings)
    if not findings.wrong:
        intend_units(units, standing, findings, intended)
        intend_people(people, standing, findings, intended)
        intend_roster(roster, units, standing, findings, intended)
        tell_lacking(standing, findings, is_anything=intended.is_anything())
    findings.wrong = _in_order(findings.wrong, given)
    is_anything = intended.is_anything()
    if findings.wrong:
        return Taking(given.files, findings, intended.counts, is_anything), intended
    taking = Taking(
        given.files, findings, intended.counts, is_anything, deeds_of(standing, intended), gaining(intended)
    )
    return taking, intended


def _in_order(wrong: Sequence[Remark], given: GivenLines) -> list[Remark]:
    """Files that hold no register first, then the registers as each refers to those before it: causes come first."""
    orders: dict[tuple[str, str], int] = {}
    for order, lines in enumerate(given.lines.values(), 1):
        for line in lines:
            orders.setdefault((line.file, line.sheet), order)
            orders.setdefault((line.file, ""), order)

    def place_of(remark: Remark) -> tuple[int, Place]:
        place = remark.place
        return orders.get((place.file, place.sheet), orders.get((place.file, ""), 0)), place

    return sorted(wrong, key=place_of)
