"""The lead: who is meant, and is a recall of them open already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from workflows.calendar.zone import local_date
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.refusals import refusal
from workflows.documents import Addressee, issue, next_letter_number
from workflows.documents.masking import masks_for
from workflows.people.roster import Posting
from workflows.people.team_roles import team_role
from workflows.recall.models import Recall, RecallSubject
from workflows.recall.operations.variables import RecalledPerson, SentPerson
from workflows.recall.queries import lock_postings, named_postings, open_recall_of, open_recalls_beside, people_lines
from workflows.recall.words import LeadSource, Trigger
from workflows.sentence import Sentence
from workflows.store import new_id, update_rows


class LeadForm(TypedDict):
    """The fields of the lead form."""

    unit: str
    people: list[str]
    trigger: Trigger
    occurred_on: date | None
    facts: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Lead:
    """What the start form says of a lead; `people_text` has a line for each person: an employee number or a name.

    `follows_number` is the number of the closed recall that is taken up again by it, `reported_by` the person who reported it from
    outside the office: they neither verify nor decide it, and `report_key` what their report is found by.
    """

    people_text: str
    trigger: Trigger | None
    source: LeadSource | None
    facts: str | None
    occurred_on: date | None
    evidence: str | None
    follows_number: str | None = None
    reported_by: str | None = None
    report_key: str | None = None


class OpenRecall(TypedDict):
    """A recall that is open beside a lead, which may be merged into it: its number, and its people as a form offers them."""

    value: str
    label: str


class RegisteredLead(TypedDict):
    """The recall that was opened, its unit and its people, and what later steps begin with."""

    lead_number: str
    lead_problem: str | None
    open_recall: str | None
    open_recalls: list[OpenRecall]
    unit_code: str
    unit_name: str
    people: list[RecalledPerson]
    registered_by: str | None
    registered_on: str
    is_reopened: bool
    follows_number: str | None
    report_key: str | None
    repeated_grounds: list[str]
    found_people: list[RecalledPerson]
    ordered_people: list[str]
    sent_people: list[SentPerson]
    accountability_started: bool
    is_accountability_done: bool
    is_accountability_due: bool
    is_replacement_finished: bool


@operation(
    "recall.register_lead",
    Sentence(
        "Match the people of a lead with their postings and open the recall; write the lead form.",
        "将线索所涉人员与派驻记录核对，立案登记并生成线索登记表。",
    ),
    throws={"lead_refused": ["lead_problem", "lead_problem_en"]},
    letters={"lead_form": LeadForm},
)
def register_lead(call: OperationCall, given: Lead) -> RegisteredLead:
    """Match the lines of `people_text` with active postings of one unit, and open the recall.

    A recall that is open for one of them comes back as `open_recall`; then only merging or rejecting is left. Throws the
    error `lead_refused` with `lead_problem` for a line that means nobody or several people, and for people of several units.
    """
    postings = _postings(call, given.people_text)
    unit = postings[0].team.dispatching_unit
    known = open_recall_of(call.work, [posting.id for posting in postings], but=call.case.id)
    number = next_letter_number(call, "lead_form")
    recall = Recall(
        id=new_id(),
        case_id=call.case.id,
        number=number,
        unit_id=unit.id,
        trigger=given.trigger or Trigger.UNSAID,
        source=given.source or LeadSource.UNSAID,
        facts=given.facts or "",
        occurred_on=given.occurred_on,
        registered_at=call.work.now,
        registered_by_id=call.actor.person_id if call.actor else None,
    )
    call.work.session.add(recall)
    call.work.session.flush()
    _add_subjects(call, recall, postings, is_open=known is None)
    _write_form(call, recall, postings, number, given.evidence or "无")
    return {
        "lead_number": number,
        "lead_problem": None,
        "open_recall": known.number if known else None,
        "open_recalls": [_offered(each) for each in open_recalls_beside(call.work, postings, but=call.case.id)],
        "unit_code": unit.code,
        "unit_name": unit.name,
        "people": [_as_variable(posting) for posting in postings],
        "registered_by": str(call.actor.person_id) if call.actor else given.reported_by,
        "registered_on": local_date(call.work.now).isoformat(),
        "is_reopened": False,
        "follows_number": given.follows_number,
        "report_key": given.report_key,
        "repeated_grounds": [],
        "found_people": [],
        "ordered_people": [],
        "sent_people": [],
        "accountability_started": False,
        "is_accountability_done": False,
        "is_accountability_due": False,
        "is_replacement_finished": False,
    }


def _offered(recall: Recall) -> OpenRecall:
    names = "、".join(subject.posting.person.name for subject in recall.subjects)
    return {"value": recall.number, "label": f"{recall.number} · {names}"}


def _write_form(call: OperationCall, recall: Recall, postings: Sequence[Posting], number: str, evidence: str) -> None:
    unit, names = postings[0].team.dispatching_unit, [posting.person.name for posting in postings]
    fields: LeadForm = {
        "unit": unit.name,
        "people": names,
        "trigger": recall.trigger,
        "occurred_on": recall.occurred_on,
        "facts": recall.facts,
        "evidence": evidence,
    }
    masks = masks_for(
        names,
        [unit.name],
        [posting.team.village.unit.name for posting in postings],
        numbers=[posting.person.employee_no for posting in postings],
    )
    # The lead is the office's own paper: it is addressed to nobody, and the unit does not read who complained.
    to = Addressee(None, masks)
    issue(call, "lead_form", fields, to=to, issued_by_id=recall.registered_by_id, number=number)


def _postings(call: OperationCall, people_text: str) -> list[Posting]:
    found: dict[uuid.UUID, Posting] = {}
    for line in people_lines(people_text):
        matches = named_postings(call.work, line)
        if not matches:
            raise _refused(
                f"“{line}”没有在岗的派驻记录，请核对工号或姓名。",
                f"Nobody called “{line}” is posted now; check the staff number or name.",
            )
        if len(matches) > 1:
            raise _refused(
                f"名为“{line}”的在岗队员有 {len(matches)} 人，请改填工号。",
                f"{len(matches)} people called “{line}” are posted now; give the staff number.",
            )
        found[matches[0].id] = matches[0]
    if not found:
        raise _refused("请至少填写一名队员。", "Name at least one member.")
    if len({posting.team.dispatching_unit_id for posting in found.values()}) > 1:
        raise _refused(
            "所填队员来自不同派出单位，请分别登记。", "These members come from several units; register a lead for each."
        )
    lock_postings(call.work, list(found))
    return list(found.values())


def _refused(zh: str, en: str) -> BpmnError:
    return refusal("lead_refused", "lead_problem", Sentence(en, zh))


def _add_subjects(call: OperationCall, recall: Recall, postings: Sequence[Posting], *, is_open: bool) -> None:
    """Hold the postings for this recall. Flags left by cases that ended before an order are taken down first."""
    ids = [posting.id for posting in postings]
    if is_open:
        update_rows(call.work, RecallSubject, {"posting_id": ids, "is_open": True}, is_open=False)
    for position, posting_id in enumerate(ids):
        call.work.session.add(
            RecallSubject(recall_id=recall.id, posting_id=posting_id, position=position, is_open=is_open)
        )
    call.work.session.flush()


def _as_variable(posting: Posting) -> RecalledPerson:
    village = posting.team.village
    return {
        "posting_id": str(posting.id),
        "person_id": str(posting.person_id),
        "name": posting.person.name,
        "employee_no": posting.person.employee_no,
        "role": team_role(posting.role),
        "team_id": str(posting.team_id),
        "village_unit": village.unit.code,
        "village_name": village.unit.name,
    }
