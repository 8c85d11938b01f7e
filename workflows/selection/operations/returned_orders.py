"""Orders of a batch that whoever signs has sent back (S10), as the matching reads them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall
from workflows.casework.sheet_operations import RowGiven

ORDERS = "selection.orders"


def why_returned(call: OperationCall) -> dict[str, str]:
    """By place, why its last order came back: nobody chooses again without having read it. Empty where it was signed."""
    of_case = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == ORDERS)
    rows = call.work.session.scalars(select(SheetRow).where(*of_case))
    return {row.key: row.answers.get("return_reason") or "" for row in rows}


def may_stand(answers: Mapping[str, object], row: RowGiven) -> bool:
    """A choice of before stands where that person may still be sent there and no order for the place came back."""
    columns = row.get("columns", {})
    offered = {option["value"] for option in columns["options"]}
    return not columns["returned"] and answers.get("chosen") in offered
