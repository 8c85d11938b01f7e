"""Qualification (S4): keep what table D1 or a person decided of a candidate, with its paper, and list the qualified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypedDict

from workflows.casework.operations import OperationCall, operation
from workflows.selection.operations.candidates import candidate_of
from workflows.selection.operations.papers import (
    QualificationForm,
    QualificationTold,
    tell_qualification,
    write_qualification,
)
from workflows.selection.operations.variables import NO_NOMINATION, EmptiedNomination, NamedCandidate
from workflows.selection.words import CandidateStatus
from workflows.sentence import Sentence


class Qualification(TypedDict):
    """What table D1 found."""

    result: str
    findings: list[Any]


@dataclass(frozen=True, slots=True)
class Qualifying:
    """What table D1 said of the candidate, or the human decision where it asked for one."""

    candidate: NamedCandidate
    qualification: Qualification
    outcome: str | None
    qualification_note: str | None
    qualified: list[NamedCandidate] | None
    unit_reason: str | None = None


class Qualified(EmptiedNomination, total=False):
    """The qualified so far, or why this one is not among them."""

    qualified: list[NamedCandidate]
    candidate_problem: str | None
    unit_reason: None


@operation(
    "selection.record_qualification",
    Sentence("Keep the qualification of the candidate and list the qualified.", "登记资格审查结论，列出合格人选。"),
    letters={"qualification_form": QualificationForm, "qualification_told": QualificationTold},
)
def record_qualification(call: OperationCall, given: Qualifying) -> Qualified:
    """Keep what table D1 said, or the human decision where it asked for one, and list the qualified."""
    candidate = candidate_of(call, given.candidate)
    found = given.qualification
    is_manual = found["result"] == "manual"
    result = (given.outcome if is_manual else found["result"]) or ""
    note = given.qualification_note if is_manual else None
    candidate.qualification = {**found, "decided": result, "note": note}
    candidate.status = CandidateStatus.QUALIFIED if result == "pass" else CandidateStatus.DISQUALIFIED
    call.work.session.flush()
    write_qualification(call, candidate, found, is_manual=is_manual, result=result, note=note or "")
    if result == "pass":
        return {
            **NO_NOMINATION,
            "qualified": [*(given.qualified or []), given.candidate],
            "candidate_problem": None,
            "unit_reason": None,
        }
    # What asked for a person may be the candidate's own word, and the note of whoever decided by hand is the office's own: the
    # unit reads what was written for it.
    findings = "；".join(str(one["reason"]) for one in found["findings"] if is_manual or one.get("result") == "fail")
    reason = (given.unit_reason if is_manual else None) or findings
    tell_qualification(call, candidate, is_manual=is_manual, reasons=reason)
    return {"candidate_problem": f"{given.candidate['name']}未通过资格审查：{reason}", "unit_reason": None}
