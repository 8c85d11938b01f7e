"""What went between a round and its parts, noted in the round's own transactions, without a statement for other cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, select

from workflows.casework.models import Case, CasePart, OutboxMessage
from workflows.casework.words import PartState
from workflows.procedure.model import MessageKind
from workflows.procedure.rounds import PART_KEY
from workflows.store import UnitOfWork


def is_report() -> ColumnElement[bool]:
    """SQL: the message of the row is what a part reports to its round."""
    of_part = (CasePart.part_id == OutboxMessage.from_case_id, CasePart.report_name == OutboxMessage.name)
    return select(CasePart.part_id).where(*of_part).exists()


def note_report(work: UnitOfWork, case: Case, name: str, key: str, variables: Mapping[str, Any]) -> None:
    """A message has reached a case: where a part of it reports so, keep when and with what."""
    row = _part(work, case, key)
    if row is not None and row.report_name == name:
        row.reported_at, row.report = work.now, dict(variables)


def note_answer(work: UnitOfWork, case: Case, name: str, key: str, variables: Mapping[str, Any]) -> None:
    """A case has thrown a message: where it goes to one of its parts, keep when and with what."""
    row = _part(work, case, key)
    if row is not None:
        row.answered_at, row.answer_name, row.answer = work.now, name, dict(variables)


def report_cancelled(work: UnitOfWork, case: Case) -> None:
    """Tell the round that one of its parts was broken off, by the message for which it waits."""
    row = work.session.get(CasePart, case.id)
    if row is not None:
        told = OutboxMessage(
            kind=MessageKind.MESSAGE,
            name=row.report_name,
            correlation_key=row.report_key,
            variables={PART_KEY: row.key, "part_state": PartState.CANCELLED.value},
            from_case_id=case.id,
            created_at=work.now,
        )
        work.session.add(told)


def _part(work: UnitOfWork, case: Case, key: str) -> CasePart | None:
    round_id, _, rest = key.partition("/")
    process_id, _, own = rest.partition("/")
    if round_id != str(case.id):
        return None
    of_key = (CasePart.round_id == case.id, CasePart.process_id == process_id, CasePart.key == own)
    return work.session.scalars(select(CasePart).where(*of_key)).first()
