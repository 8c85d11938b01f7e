"""Close a recall: nothing may be open, the measure against the unit is on record, and the file has its index."""

from __future__ import annotations

from sqlalchemy import select

from workflows.calendar.day_ends import due_text
from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, operation
from workflows.documents import issue
from workflows.documents.queries import documents_of_case
from workflows.people import Unit
from workflows.recall.models import Accountability, RecallSubject
from workflows.recall.operations.accountability import record_accountability
from workflows.recall.operations.order import addressee
from workflows.recall.queries import open_rectifications, order_of, recall_of_case
from workflows.store import update_rows


@operation("recall.close")
def close(call: OperationCall) -> None:
    """Close the recall and list its letters. Refuses while a rectification is open, or without a replacement, a decision
    not to refill, or a record of accountability (domain 3.3, R11; 3.4, rule 6)."""
    recall = recall_of_case(call.work, call.case.id)
    order = order_of(call.work, recall.id)
    if open_rectifications(call.work, recall.id):
        raise InvalidRequest("A rectification is still open.", "限期整改尚未销号，不能结案。")
    sent = call.variables.get("sent_people") or []
    if sent and order.arrived_at is None:
        raise InvalidRequest("The new member has not arrived.", "改派人员尚未报到，不能结案。")
    has_record = call.work.session.scalar(
        select(Accountability.id).where(Accountability.recall_id == recall.id).limit(1)
    )
    if has_record is None:
        record_accountability(call, recall)
    recall.closed_at, recall.closed_as = call.work.now, "replaced" if sent else "no_refill"
    update_rows(call.work, RecallSubject, {"recall_id": recall.id}, is_open=False)
    letters = documents_of_case(call.work, call.case.id)
    index = "\n".join(
        f"{position}. {letter.title} {letter.number}（{due_text(letter.issued_at)}）"
        for position, letter in enumerate(letters, 1)
    )
    fields = {
        "case": order.number,
        "unit": call.work.session.get_one(Unit, recall.unit_id).name,
        "index": index,
        "summary": call.variables.get("closing_summary") or "",
    }
    issuer = call.actor.person_id if call.actor else None
    issue(call.work, call.case, "case_index", fields, to=addressee(call, recall), issued_by_id=issuer)
