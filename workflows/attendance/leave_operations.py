"""What a procedure of leave calls: write the approved leave, the return, and that it was not taken."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.leave_records import overlapping
from workflows.casework.ledger_rows import write_row
from workflows.casework.notices import PERSON
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.people import Person, Unit
from workflows.people.leave_models import LeaveRecord
from workflows.people.words import LeaveEffect
from workflows.sentence import Sentence
from workflows.store import update_row


@dataclass(frozen=True, slots=True)
class LeaveGiven:
    """A leave that was granted: to whom, who stood in which unit; what it is called and does to the month; its days."""

    person: str
    unit: str
    kind: str
    effect: LeaveEffect
    first_on: date
    last_on: date
    days: int
    is_after: bool
    granted_by: str
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


@operation(
    "leave.record",
    Sentence(
        "Write the leave that this case granted into the records that the month reads. Days that an approved leave of the same "
        "person covers already are refused. Header `ledger` names a ledger that is written as by `ledger.write`.",
        "登记本案批准的请假，供月度考核读取；与本人已批准的请假日期重叠的，不予登记。表头 `ledger` 可写明同时登记的台账。",
    ),
)
def record_leave(call: OperationCall, given: LeaveGiven) -> None:
    """Operation `leave.record`. Raises InvalidRequest for an overlap, and for a person or a unit that does not exist."""
    person, approver = _person(call, given.person), _person(call, given.granted_by)
    unit = call.work.session.scalar(select(Unit).where(Unit.code == given.unit))
    if unit is None:
        raise InvalidRequest(
            f"There is no unit {given.unit}; correct the code.", f"没有单位 {given.unit}；请更正代码。"
        )
    other = overlapping(call.work, person.id, given.first_on, given.last_on)
    if other is not None:
        raise InvalidRequest(
            f"Leave from {other.starts} to {other.until} has been granted to this person meanwhile; return the request "
            "or refuse it.",
            f"此人{other.starts}至{other.until}的请假已获批准，日期重叠；请退回补正或者不予批准。",
        )
    call.work.session.add(
        LeaveRecord(
            case_id=call.case.id,
            person_id=person.id,
            unit_id=unit.id,
            kind=given.kind[:40],
            effect=given.effect,
            first_on=given.first_on,
            last_on=given.last_on,
            days=given.days,
            is_after=given.is_after,
            granted_by_id=approver.id,
            granted_at=call.work.now,
        )
    )
    if given.ledger:
        write_row(call, given.ledger, given.seen)


@dataclass(frozen=True, slots=True)
class ReturnGiven:
    """The day of return as it was confirmed."""

    returned_on: date
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


@operation(
    "leave.close",
    Sentence(
        "Write the day of return (销假) into the leave that this case granted.",
        "在本案批准的请假上登记返岗日期（销假）。",
    ),
)
def close_leave(call: OperationCall, given: ReturnGiven) -> None:
    """Operation `leave.close`. A leave that began before there were such records has none, and nothing is written."""
    record = _record(call)
    if record is not None:
        update_row(call.work, record, returned_on=given.returned_on, closed_at=call.work.now)
    if given.ledger:
        write_row(call, given.ledger, given.seen)


@dataclass(frozen=True, slots=True)
class WithdrawalGiven:
    """The ledger that tells of it, if there is one."""

    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


@operation(
    "leave.withdraw",
    Sentence(
        "Write that the leave which this case granted was not taken; it then counts for nothing.",
        "登记本案批准的请假未休；注销后不再计入。",
    ),
)
def withdraw_leave(call: OperationCall, given: WithdrawalGiven) -> None:
    """Operation `leave.withdraw`."""
    record = _record(call)
    if record is not None:
        update_row(call.work, record, withdrawn_at=call.work.now)
    if given.ledger:
        write_row(call, given.ledger, given.seen)


def _record(call: OperationCall) -> LeaveRecord | None:
    return call.work.session.scalar(select(LeaveRecord).where(LeaveRecord.case_id == call.case.id))


def _person(call: OperationCall, named: str) -> Person:
    try:
        person = call.work.session.get(Person, uuid.UUID(named.removeprefix(PERSON)))
    except ValueError:
        person = None
    if person is None:
        raise InvalidRequest("The person whose leave it is does not exist.", "请假人或者批准人不存在。")
    return person
