"""A batch as a round: which places are free, which unit is asked for whom, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypedDict

from sqlalchemy import or_, select

from workflows.casework.errors import InvalidAnswers, InvalidRequest
from workflows.casework.models import SheetRow
from workflows.casework.operations import OperationCall, operation
from workflows.casework.sheets import RowCall, sheet
from workflows.people.directory import SENDING
from workflows.people.models import Person, Unit
from workflows.people.roster import Posting, Team, Village
from workflows.people.team_roles import IN_ROSTER, ROLE_NAMES
from workflows.people.village_codes import village_with
from workflows.people.words import PostingStatus, TeamRole
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.needs import KIND_NAMES, SHARES, free_places, needs_text, no_longer_free
from workflows.selection.queries import release_slots_of_ended_cases
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

UNIT_PART = "selection_unit"


class PlaceColumns(TypedDict):
    """What a row of the shares shows: a free place, and what its village needs."""

    village: Annotated[str, Sentence("Village", "村")]
    village_unit: Annotated[str, Sentence("Code of the village's unit", "村单位代码")]
    number: Annotated[int, Sentence("Which place of the village", "第几名额")]
    township: Annotated[str, Sentence("Township", "乡镇")]
    county: Annotated[str, Sentence("County", "县")]
    kind: Annotated[str, Sentence("Kind of village", "村类型")]
    needs: Annotated[str, Sentence("Needs", "需求")]
    language: Annotated[str, Sentence("Language", "语言")]
    lodging: Annotated[str, Sentence("Lodging", "住宿条件")]
    present_unit: Annotated[str, Sentence("Unit whose team is there", "现派出单位")]


class ShareAnswers(TypedDict):
    """Which unit fills the place, and as what."""

    share_unit: str
    share_role: TeamRole


@sheet(
    SHARES,
    Sentence(
        "Free places of a batch: each is given to a unit and a role, or left with a reason.",
        "批次名额分配：逐一确定派出单位和岗位，不分配的说明理由。",
    ),
)
def give_share(call: RowCall, columns: PlaceColumns, answers: ShareAnswers) -> None:
    """Take over a row of the shares.

    Raises InvalidAnswers for a unit that there is not, or that sends nobody, and for a place that is free no more: two batches may
    list it, one may ask for it (3.1, S2).
    """
    unit = unit_coded(call.work, answers["share_unit"])
    if unit is None or unit.kind not in SENDING:
        raise InvalidAnswers(
            {
                "share_unit": Sentence(
                    f"There is no dispatching unit {answers['share_unit']}; give its code.",
                    f"没有派出单位 {answers['share_unit']}，请填写单位代码。",
                )
            }
        )
    village = village_with(call.work, columns["village_unit"])
    why = None if village is None else no_longer_free(call.work, call.case.id, call.row.key, village)
    if why is not None:
        raise InvalidAnswers({"share_unit": why})
    if village is not None and (held := _held_already(call, village, answers["share_role"])) is not None:
        raise InvalidAnswers({"share_role": held})


def _held_already(call: RowCall, village: Village, role: TeamRole) -> Sentence | None:
    """Why nobody else is asked for in this role: a village has one team leader and one first secretary; None where they may."""
    if role == TeamRole.MEMBER:
        return None
    name = ROLE_NAMES[role]
    of_village = (Team.village_id == village.unit_id, Posting.role == IN_ROSTER[role])
    active = select(Person.name).join(Posting, Posting.person_id == Person.id).join(Team, Team.id == Posting.team_id)
    who = call.work.session.scalar(active.where(*of_village, Posting.status == PostingStatus.ACTIVE).limit(1))
    if who is not None:
        return Sentence(
            f"{who} holds this role there; choose another role, or wait for the end of their term.",
            f"该村现有{name}{who}，请改选其他岗位，或者待其任期届满后再选派。",
        )
    beside = (SheetRow.case_id == call.case.id, SheetRow.sheet == SHARES, SheetRow.id != call.row.id, ~SheetRow.is_left)
    rows = call.work.session.scalars(select(SheetRow).where(*beside, SheetRow.key.like(f"{village.unit.code}-%")))
    other = next((row for row in rows if row.answers.get("share_role") == role), None)
    if other is None:
        return None
    return Sentence(
        f"{other.name} is given this role already; choose another role.",
        f"{other.name}已分配为{name}，一个村只设一名，请改选其他岗位。",
    )


def unit_coded(work: UnitOfWork, words: str) -> Unit | None:
    """The unit of this code, or the only one of this name; None where there is none, or where several are called so."""
    code = words.strip()
    found = work.session.scalars(select(Unit).where(or_(Unit.code == code, Unit.name == code)).limit(3)).all()
    with_code = [unit for unit in found if unit.code == code]
    return with_code[0] if with_code else found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class BatchGiven:
    """What the batch is called, and until the end of which day units answer."""

    batch_name: str
    answer_by: date


class PlaceRow(TypedDict):
    """A free place, as `case.open_rows` reads it."""

    key: str
    name: str
    columns: PlaceColumns


class BatchBegun(TypedDict):
    """The free places of all villages with an accepted profile."""

    place_rows: list[PlaceRow]
    place_count: int


@operation(
    "selection.begin_batch",
    Sentence(
        "Begin a batch and list every place of a village with an accepted profile that nobody fills and no open notice asks for.",
        "开启选派批次，列出村情需求已审核、无人在岗且未列入其他选派通知的名额。",
    ),
)
def begin_batch(call: OperationCall, given: BatchGiven) -> BatchBegun:
    """Operation `selection.begin_batch`. Raises InvalidRequest for a name that another batch has."""
    session = call.work.session
    found = session.scalar(select(SelectionBatch).where(SelectionBatch.name == given.batch_name.strip()))
    if found is not None and found.case_id != call.case.id:
        raise InvalidRequest(
            f"There is a batch {found.name} already; give this one a name of its own.",
            f"已有批次“{found.name}”，请为本批次另行命名。",
        )
    release_slots_of_ended_cases(call.work, None)
    rows: list[PlaceRow] = [
        {
            "key": place.key,
            "name": f"{place.need.village.unit.name}（第{place.number}名额）",
            "columns": {
                "village": place.need.village.unit.name,
                "village_unit": place.need.village.unit.code,
                "number": place.number,
                "township": place.township,
                "county": place.county,
                "kind": KIND_NAMES[place.need.village.kind],
                "needs": needs_text(place.need.needs),
                "language": place.need.language,
                "lodging": "有" if place.need.has_lodging else "无",
                "present_unit": place.unit,
            },
        }
        for place in free_places(call.work)
    ]
    # Without a place it ends at once: its name stays free for the batch that will have some.
    if found is None and rows:
        session.add(
            SelectionBatch(
                case_id=call.case.id,
                name=given.batch_name.strip(),
                answer_by=given.answer_by,
                opened_at=call.work.now,
            )
        )
        session.flush()
    return {"place_rows": rows, "place_count": len(rows)}


class SharedPlace(TypedDict):
    """One place that a unit is asked to fill."""

    place: str
    village_unit: str
    village_name: str
    role: TeamRole
    needs: str


class UnitPart(TypedDict):
    """What a unit's part of the batch begins with."""

    unit_code: str
    unit_name: str
    batch_name: str
    answer_by: str
    requirements: str
    contact: str
    places: list[SharedPlace]


class UnitPartGiven(TypedDict):
    """A part of the round, as `case.start_each` reads it."""

    key: str
    name: str
    variables: UnitPart


class ShareLine(TypedDict):
    """A unit's share, for the table that is signed."""

    unit: str
    count: int
    places: str


class SharedOut(TypedDict):
    """The units as parts of the round, their shares as lines, and how many places nobody is asked for.

    The rows of the sheet hold the places from now on: of some three hundred the list alone is a third of what a case may hold.
    """

    place_rows: list[PlaceRow]
    parts: list[UnitPartGiven]
    share_lines: list[ShareLine]
    shared_count: int
    left_count: int


@dataclass(frozen=True, slots=True)
class SharesGiven:
    """What every notice of the batch says."""

    batch_name: str
    answer_by: date
    requirements: str | None
    contact: str


@operation(
    "selection.share_out",
    Sentence(
        "Put the places of the batch together by unit, as parts of the round and as lines of the table.",
        "按派出单位汇总名额，作为本轮的组成部分，并生成分配表。",
    ),
)
def share_out(call: OperationCall, given: SharesGiven) -> SharedOut:
    """Operation `selection.share_out`."""
    wanted = (SheetRow.case_id == call.case.id, SheetRow.process_id == call.process_id, SheetRow.sheet == SHARES)
    rows = call.work.session.scalars(select(SheetRow).where(*wanted).order_by(SheetRow.place)).all()
    shared = [row for row in rows if not row.is_left and row.answers]
    by_unit: dict[str, list[SheetRow]] = {}
    for row in shared:
        by_unit.setdefault(str(row.answers["share_unit"]).strip(), []).append(row)
    parts: list[UnitPartGiven] = []
    lines: list[ShareLine] = []
    for code, own in sorted(by_unit.items()):
        unit = unit_coded(call.work, code)
        assert unit is not None  # the sheet has asked
        places = [_place(row.key, row.given, row.answers) for row in own]
        variables: UnitPart = {
            "unit_code": unit.code,
            "unit_name": unit.name,
            "batch_name": given.batch_name,
            "answer_by": given.answer_by.isoformat(),
            "requirements": given.requirements or "",
            "contact": given.contact,
            "places": places,
        }
        parts.append({"key": unit.code, "name": unit.name, "variables": variables})
        said = "、".join(f"{each['village_name']}（{ROLE_NAMES[TeamRole(each['role'])]}）" for each in places)
        lines.append({"unit": unit.name, "count": len(places), "places": said})
    return {
        "place_rows": [],
        "parts": parts,
        "share_lines": lines,
        "shared_count": len(shared),
        "left_count": len(rows) - len(shared),
    }


def _place(key: str, columns: Mapping[str, Any], answers: Mapping[str, Any]) -> SharedPlace:
    return {
        "place": key,
        "village_unit": str(columns["village_unit"]),
        "village_name": str(columns["village"]),
        "role": TeamRole(answers["share_role"]),
        "needs": str(columns["needs"]),
    }
