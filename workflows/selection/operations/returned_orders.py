"""Orders of a batch that whoever signs has sent back (S10), as the matching reads them."""

from __future__ import annotations

from sqlalchemy import select

from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall

ORDERS = "selection.orders"


def why_returned(call: OperationCall) -> dict[str, str]:
    """By place, why its last order came back: nobody chooses again without having read it. Empty where it was signed."""
    of_case = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == ORDERS)
    rows = call.work.session.scalars(select(SheetRow).where(*of_case))
    return {row.key: row.answers.get("return_reason") or "" for row in rows}
