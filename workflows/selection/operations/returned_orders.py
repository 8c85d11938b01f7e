"""Orders of a batch that whoever signs has sent back (S10), as the matching reads them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall
from workflows.casework.sheet_operations import RowGiven
from workflows.selection.operations.other_postings import MATCHING

ORDERS = "selection.orders"


def why_returned(call: OperationCall) -> dict[str, str]:
    """By place, why its last order came back: nobody chooses again without having read it.

    Empty where it was signed, and where somebody was chosen since: that choice is an answer to the reason.
    """
    of_case = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id)
    rows = call.work.session.scalars(select(SheetRow).where(*of_case, SheetRow.sheet.in_((ORDERS, MATCHING)))).all()
    chosen_at = {row.key: row.saved_at for row in rows if row.sheet == MATCHING and row.answers}
    found: dict[str, str] = {}
    for row in rows:
        if row.sheet == ORDERS:
            chosen, sent_back = chosen_at.get(row.key), row.saved_at
            is_answered = chosen is not None and sent_back is not None and chosen > sent_back
            found[row.key] = "" if is_answered else row.answers.get("return_reason") or ""
    return found


def may_stand(answers: Mapping[str, object], row: RowGiven) -> bool:
    """A choice of before stands where that person may still be sent there and no order for the place came back."""
    columns = row.get("columns", {})
    offered = {option["value"] for option in columns["options"]}
    return not columns["returned"] and answers.get("chosen") in offered
