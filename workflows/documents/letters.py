"""The letter that a case issues: that of its procedure's version, or of before letters were files of their procedure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from workflows.casework import catalogue
from workflows.casework.models import Case
from workflows.procedure.findings import Findings
from workflows.procedure.letter_model import Letter
from workflows.procedure.letters import letter_from
from workflows.procedure.model import ProcedureError
from workflows.procedure.plain_data import read_yaml
from workflows.store import UnitOfWork

BEFORE = Path(__file__).with_name("letters_of_before.yaml")


def letter_of(work: UnitOfWork, case: Case, process_id: str, letter_id: str) -> Letter:
    """The letter of the procedure that issues it, in the version by which the case runs.

    A version published before letters were files holds none, and goes on issuing what the program issued then. Raises KeyError
    for a letter that neither knows: a mistake of the calling operation, as `check` looks for it.
    """
    version = catalogue.version_in_case(case, process_id)
    own = catalogue.procedure_of(work, version).letters.get(letter_id)
    return own if own is not None else letters_of_before()[letter_id]


def knows_letter(work: UnitOfWork, case: Case, process_id: str, letter_id: str) -> bool:
    """True where the version by which the case runs holds this letter: one published before it was thought of does not."""
    return letter_id in catalogue.procedure_of(work, catalogue.version_in_case(case, process_id)).letters


@cache
def letters_of_before() -> Mapping[str, Letter]:
    """The letters that the program issued until procedures held their own. Their file is never changed."""
    findings = Findings(BEFORE.name, is_stored=True)
    raw = read_yaml(BEFORE.read_bytes())
    found = {name: letter_from(each, name, findings, {}) for name, each in raw.items()}
    if findings.problems:
        raise ProcedureError(tuple(findings.problems))
    return MappingProxyType({name: letter for name, letter in found.items() if letter is not None})
