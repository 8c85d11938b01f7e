"""Cases that wait for a newer program: what this one does not know is no failure of the case; a worker that knows it goes on.

While an office is updated, old and new workers run side by side, and the new ones may publish and save what the old ones cannot
read: an operation, a word of a diagram, a format of the state.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from workflows.casework import catalogue
from workflows.casework.errors import IncidentRaised
from workflows.casework.operations import operation_named
from workflows.casework.words import Attempt, IncidentKind
from workflows.engine import STATE_FORMAT, NewerStateError
from workflows.procedure.model import ProcedureError
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


class OperationUnknown(Exception):
    """A step calls an operation that this program does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name
        self.sentence = Sentence(
            f"This version of the program has no operation {name}. The case goes on by itself once a newer one runs.",
            f"当前程序版本没有操作 {name}；程序升级后案件自动继续。",
        )


def waits_for_operation(
    case_id: uuid.UUID | None, element_id: str, unknown: OperationUnknown, attempt: Mapping[str, Any]
) -> IncidentRaised:
    """The wait of a case at a step whose operation only a newer program has; `attempt` is what was tried."""
    return _wait(case_id, element_id, unknown.sentence, attempt, {"operation": unknown.name})


def waits_for_format(case_id: uuid.UUID, newer: NewerStateError) -> IncidentRaised:
    """The wait of a case that a newer program has saved."""
    sentence = Sentence(
        f"A newer version of the program saved this case (format {newer.format}). It goes on by itself once that one runs.",
        f"该案件由更新版本的程序保存（格式 {newer.format}）；本机程序升级后自动继续。",
    )
    return _wait(case_id, "", sentence, {}, {"format": newer.format})


def waits_for_words(case_id: uuid.UUID, version_id: uuid.UUID, refused: ProcedureError) -> IncidentRaised:
    """The wait of a case whose procedure says what only a newer program reads."""
    first = refused.problems[0]
    sentence = Sentence(
        f"This version of the program cannot read the case's procedure ({first.file}: {first.sentence.en}) "
        "The case goes on by itself once a newer one runs.",
        f"当前程序版本无法读取该案件的流程（{first.file}：{first.sentence.zh}）程序升级后案件自动继续。",
    )
    return _wait(case_id, "", sentence, {}, {"version": str(version_id)})


def _wait(
    case_id: uuid.UUID | None, element_id: str, sentence: Sentence, attempt: Mapping[str, Any], need: dict[str, Any]
) -> IncidentRaised:
    tried = attempt.get("tried") if attempt.get("kind") == Attempt.NEWER else attempt.get("kind")
    wanted = {"kind": Attempt.NEWER, **({"tried": tried} if tried else {}), **need}
    return IncidentRaised(case_id, element_id, sentence, wanted, kind=IncidentKind.NEWER)


def is_known_now(work: UnitOfWork, need: Mapping[str, Any]) -> bool:
    """Whether this program has what a wait says is needed; False where it does not say, because its row is damaged."""
    try:
        if "operation" in need:
            return operation_named(need["operation"]) is not None
        if "format" in need:
            return int(need["format"]) <= STATE_FORMAT
        return catalogue.is_readable(work, uuid.UUID(need["version"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        return False
