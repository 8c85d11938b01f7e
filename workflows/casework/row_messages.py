"""What an answer on a row sets going: a step that asks may name a message, by which another procedure begins or goes on."""

from __future__ import annotations

from workflows.casework import catalogue
from workflows.casework.message_rows import write_message
from workflows.casework.models import Case, RowAsk, RowReply, SheetRow
from workflows.casework.notices import PERSON
from workflows.people import Unit
from workflows.store import UnitOfWork

MESSAGE = "message"
"""The header of `case.ask_rows` that names it."""


def send_answer(work: UnitOfWork, case: Case, ask: RowAsk, row: SheetRow, reply: RowReply) -> None:
    """Hand in the message that the step names, once for an ask, where the person says something else than silence would.

    It carries the answers under their own names, the row's `row_key` and `row_name`, the `person` who answered as `starter()` names
    people, the `unit` that the case is about, and `asked_in`, the case; its correlation key is the case and the row.
    """
    procedure = catalogue.procedure_of(work, ask.procedure_version_id)
    name = dict(procedure.elements[ask.element_id].headers).get(MESSAGE)
    if not name or (reply.outcome and reply.outcome == ask.silence):
        return
    unit = None if case.unit_id is None else work.session.get_one(Unit, case.unit_id).code
    variables = {
        **reply.answers,
        "asked_in": str(case.id),
        "person": f"{PERSON}{ask.person_id}",
        "row_key": row.key,
        "row_name": row.name,
        "unit": unit,
    }
    write_message(work, name, f"{case.id}:{row.key}", variables, idempotency_key=f"row-answer:{ask.id}")
