"""What each office found in the village, and the joint report of both: recorded side by side, never one over the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NotRequired, TypedDict

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import OperationCall, Source, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.recall.findings import joint_findings, report_conclusion, sentence, stated
from workflows.recall.models import Verification
from workflows.recall.operations.variables import RecalledPerson
from workflows.recall.queries import last_decision, recall_of_case, verifications_of
from workflows.recall.words import Office
from workflows.sentence import Sentence

OFFICES = ("station", "poverty")


class OfficeAnswers(TypedDict):
    """What the investigator of one office answered."""

    visited_on: str
    cadres_heard: int
    villagers_heard: int
    statement_heard: NotRequired[bool | None]
    refusal_note: NotRequired[str | None]
    findings: list[Any]
    findings_text: str


@dataclass(frozen=True, slots=True)
class OfficeVerification:
    """Which office verified, and the answers of each; the other office's may not be there yet."""

    office: Annotated[Office, Source.HEADER]
    verify_office: OfficeAnswers | None
    verify_poverty: OfficeAnswers | None


class JointAllegations(TypedDict):
    """The rows of the joint report."""

    allegations: list[dict[str, Any]]


@operation(
    "recall.record_verification",
    Sentence(
        "Keep what the investigator of the office in header `office` found; with both in, lay out the joint report.",
        "登记表头 `office` 所指单位的核实结果；两家均已登记时列出联合报告事项。",
    ),
)
def record_verification(call: OperationCall, given: OfficeVerification) -> JointAllegations | None:
    """Keep what the investigator of the office in header `office` found, from the variable that belongs to that office alone.

    The database refuses one person for both offices of a round. Once both are in, `allegations` are the rows of the joint report.
    """
    if call.actor is None:
        raise InvalidRequest("A verification is recorded for a person only.", "核实结果必须由本人登记。")
    office = given.office
    answers = given.verify_office if office == Office.STATION else given.verify_poverty
    if answers is None:
        raise InvalidRequest("This office has not answered yet.", "该单位尚未填报核实结果。")
    recall = recall_of_case(call.work, call.case.id)
    earlier = verifications_of(call.work, recall.id).get(office)
    call.work.session.add(
        Verification(
            recall_id=recall.id,
            office=office,
            round=earlier.round + 1 if earlier else 1,
            investigator_id=call.actor.person_id,
            visited_on=date.fromisoformat(str(answers["visited_on"])),
            cadres_heard=int(answers["cadres_heard"]),
            villagers_heard=int(answers["villagers_heard"]),
            is_statement_heard=answers.get("statement_heard") is True,
            refusal_note=str(answers.get("refusal_note") or ""),
            allegations=list(answers["findings"]),
            findings_text=str(answers["findings_text"]),
            recorded_at=call.work.now,
        )
    )
    call.work.session.flush()
    latest = verifications_of(call.work, recall.id)
    if len({row.round for row in latest.values()}) != 1 or len(latest) < len(OFFICES):
        return None
    found = joint_findings(latest[Office.STATION].allegations, latest[Office.POVERTY].allegations)
    return {"allegations": [one.as_row() for one in found]}


@dataclass(frozen=True, slots=True)
class JointReport:
    """The joint report as it was written and signed."""

    people: list[RecalledPerson]
    unit_name: str
    report: str
    allegations: list[Any] | None
    disagreement: str | None


class RecordedReport(TypedDict):
    """What both offices found, and what follows from it; and the text, with which the next report begins."""

    allegations: list[dict[str, Any]]
    grounds: list[str]
    repeated_grounds: list[str]
    found_people: list[RecalledPerson]
    report_conclusion: str
    report_disagreement: str | None
    findings_summary: str
    report_before: str


class ReportLetter(TypedDict):
    """The fields of the report as it is filed; `conclusion` is that of RecordedReport."""

    unit: str
    people: list[str]
    investigators: list[str]
    conclusion: str
    findings: str
    report: str
    reporter: str
    second_signer: str
    disagreement: str


@operation(
    "recall.record_report",
    Sentence(
        "File the joint report of both offices and say what both found.",
        "归档联合调查报告，写明两家单位共同认定的情形。",
    ),
    steps=["joint_report", "sign_report"],
    letters={"verification_report": ReportLetter},
)
def record_report(call: OperationCall, given: JointReport) -> RecordedReport:
    """File the joint report, signed by the second office or with its disagreement, and say what both offices found.

    `grounds`, `repeated_grounds` and `found_people` hold only what both found; `report_conclusion` is `refer`, `substantiated`,
    `partial`, `unfounded` or `disputed`.
    """
    recall = recall_of_case(call.work, call.case.id)
    latest = verifications_of(call.work, recall.id)
    found = joint_findings(latest[Office.STATION].allegations, latest[Office.POVERTY].allegations)
    found = stated(found, given.allegations)
    reported = last_decision(call.work, call.case.id, call.step("joint_report"))
    signed = last_decision(call.work, call.case.id, call.step("sign_report"))
    if reported is None or signed is None:
        raise InvalidRequest("The joint report needs the word of both offices.", "联合调查报告须由两家单位分别签署。")
    is_signed = signed.outcome == "sign"
    conclusion = report_conclusion(found, is_signed=is_signed)
    if reported.outcome == "refer" and is_signed:
        conclusion = "refer"
    people = given.people
    names = {one["posting_id"]: one["name"] for one in people}
    guilty = {one.posting_id for one in found if one.is_found}
    summary = "\n".join(sentence(one, names) for one in found)
    disagreement = "" if is_signed else given.disagreement or ""
    investigators = [latest[office].investigator.name for office in OFFICES]
    fields: ReportLetter = {
        "unit": given.unit_name,
        "people": list(names.values()),
        "investigators": investigators,
        "conclusion": conclusion,
        "findings": summary,
        "report": given.report,
        "reporter": reported.person.name,
        "second_signer": signed.person.name,
        "disagreement": disagreement,
    }
    masks = masks_for(
        [*names.values(), *investigators, reported.person.name, signed.person.name],
        [given.unit_name],
        [one["village_name"] for one in people],
    )
    issuer = call.actor.person_id if call.actor else None
    issue(call, "verification_report", fields, to=Addressee(None, masks), issued_by_id=issuer)
    return {
        "allegations": [one.as_row() for one in found],
        "grounds": list(dict.fromkeys(one.ground for one in found if one.is_found)),
        "repeated_grounds": list(dict.fromkeys(one.ground for one in found if one.is_found and one.is_repeated)),
        "found_people": [one for one in people if one["posting_id"] in guilty],
        "report_conclusion": conclusion,
        "report_disagreement": disagreement or None,
        "findings_summary": summary,
        "report_before": given.report,
    }
