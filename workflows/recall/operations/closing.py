"""Close a recall: nothing may be open, the measure against the unit is on record, and the file has its index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Deadline, DeadlineStatus
from workflows.casework.operations import Names, OperationCall, Source, operation
from workflows.documents import issue
from workflows.documents.queries import documents_of_case
from workflows.people import Unit
from workflows.recall.models import Accountability, RecallSubject
from workflows.recall.operations.accountability import UnitFacts, record_accountability
from workflows.recall.operations.order import addressee
from workflows.recall.operations.race import RACE_CLOCKS, RACE_STEPS, race_facts, write_race
from workflows.recall.operations.variables import RecalledPerson, SentPerson
from workflows.recall.queries import open_rectifications, order_of, recall_of_case
from workflows.recall.rules import HANDOVER_CLOCK
from workflows.recall.words import ClosedAs
from workflows.sentence import Sentence
from workflows.store import update_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing(UnitFacts):
    """Who was sent, and the summary that is filed; the unit's measure where no letter of it went out."""

    people: list[RecalledPerson]
    sent_people: list[SentPerson] | None
    closing_summary: str | None
    seen: Annotated[Mapping[str, Any], Source.EVERYTHING]
    ledger: Annotated[str, Source.HEADER, Names.LEDGER] = ""


class LetterOfFile(TypedDict):
    """One letter of the file."""

    title: str
    number: str
    issued_at: datetime


class FileIndex(TypedDict):
    """The fields of the index of the file."""

    case: str
    unit: str
    letters: list[LetterOfFile]
    summary: str


@operation(
    "recall.close",
    Sentence("Close the recall, list its letters and file the index.", "结案，列出全部文书并形成案卷目录。"),
    steps=RACE_STEPS,
    clocks=[*RACE_CLOCKS, HANDOVER_CLOCK],
    letters={"case_index": FileIndex},
)
def close(call: OperationCall, given: Closing) -> None:
    """Close the recall and list its letters. Refuses while a rectification is open, or without a replacement, a decision
    not to refill, or a record of accountability (rules.md 3.11), or before work is handed over (R11)."""
    recall = recall_of_case(call.work, call.case.id)
    order = order_of(call.work, recall.id)
    if open_rectifications(call.work, recall.id):
        raise InvalidRequest("A rectification is still open.", "限期整改尚未销号，不能结案。")
    sent = given.sent_people or []
    if sent and order.arrived_at is None:
        raise InvalidRequest("The new member has not arrived.", "改派人员尚未报到，不能结案。")
    if _runs_handover(call):
        raise InvalidRequest("Work is still being handed over.", "工作交接尚未办结，不能结案。")
    has_record = call.work.session.scalar(
        select(Accountability.id).where(Accountability.recall_id == recall.id).limit(1)
    )
    if has_record is None:
        record_accountability(call, recall, given)
    recall.closed_at, recall.closed_as = call.work.now, ClosedAs.REPLACED if sent else ClosedAs.NO_REFILL
    update_rows(call.work, RecallSubject, {"recall_id": recall.id}, is_open=False)
    fields: FileIndex = {
        "case": order.number,
        "unit": call.work.session.get_one(Unit, recall.unit_id).name,
        "letters": [
            {"title": letter.title, "number": letter.number, "issued_at": letter.issued_at}
            for letter in documents_of_case(call.work, call.case.id)
        ],
        "summary": given.closing_summary or "",
    }
    issuer = call.actor.person_id if call.actor else None
    issue(call, "case_index", fields, to=addressee(call, recall, given.people), issued_by_id=issuer)
    write_race(call, given.ledger, given.seen, {"race": race_facts(call)})


def _runs_handover(call: OperationCall) -> bool:
    of_case = Deadline.case_id == call.case.id, Deadline.name == call.clock(HANDOVER_CLOCK)
    running = Deadline.status == DeadlineStatus.RUNNING.value
    return call.work.session.scalar(select(Deadline.id).where(*of_case, running).limit(1)) is not None
