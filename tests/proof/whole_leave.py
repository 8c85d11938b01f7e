"""Rows of leave for the whole record: an approved leave of each of two cases, with its row in the ledger."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from tests.recall.office import Office
from workflows.casework.models import LedgerRow
from workflows.people import Unit
from workflows.people.leave_models import LeaveRecord
from workflows.people.words import LeaveEffect


def leave_and_ledger(office: Office, case_ids: tuple[uuid.UUID, uuid.UUID]) -> None:
    """A leave that was taken and one that was not, each in the chain of its case, and in a ledger."""
    for number, case_id in enumerate(case_ids, 1):
        with office.store.write() as work:
            village = work.session.scalars(select(Unit).where(Unit.code == "V1")).one()
            leave = LeaveRecord(
                case_id=case_id,
                person_id=office.persons["W01"],
                unit_id=village.id,
                kind="病假",
                effect=LeaveEffect.LOWERS,
                first_on=date(2026, number, 5),
                last_on=date(2026, number, 8),
                days=4,
                is_after=False,
                granted_by_id=office.persons["county"],
                granted_at=work.now,
            )
            if number == 1:
                leave.returned_on, leave.closed_at = date(2026, 1, 9), work.now
            else:
                leave.withdrawn_at = work.now
            row = LedgerRow(
                case_id=case_id,
                process_id="leave_request",
                ledger_id="leave",
                entry="",
                day_at=work.now,
                written_at=work.now,
                element_id="record_leave",
                cells={"member": "陈小明", "days": 4},
                words="陈小明 4",
            )
            work.session.add_all([leave, row])
