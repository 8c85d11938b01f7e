"""What a village needs (S1): checked when the township enters it, kept when the county accepts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.operations import BpmnError, OperationCall, operation
from workflows.casework.refusals import refusal
from workflows.people import Actor, Holding
from workflows.people.arrivals import distance_m
from workflows.people.models import Unit
from workflows.people.roster import FormerVillage, Village
from workflows.people.village_codes import renumber, village_with
from workflows.people.words import UnitKind, VillageKind
from workflows.selection.batch_models import VillageNeed
from workflows.selection.needs import KIND_NAMES, latest_needs, needs_text
from workflows.selection.present import PresentMember, members_present
from workflows.selection.queries import county_code_of
from workflows.selection.words import NeedKind
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class NeedEntered:
    """Which village a township speaks for: the code of its unit, and its 12-digit code."""

    village_code: str
    village_number: str
    latitude: float | None = None
    longitude: float | None = None


class HoldsNow(TypedDict):
    """What the village's file holds before it: the fence, in metres around its centre, how far the new centre lies, and places."""

    latitude: float
    longitude: float
    radius: int
    moved: int | None
    slots: int | None


class NeedChecked(TypedDict):
    """The village, the county that accepts, and who is there now: places are asked for with them counted in."""

    village_code: str
    village_name: str
    county_code: str
    need_problem: str | None
    present_members: list[PresentMember]
    holds_now: HoldsNow | None


@operation(
    "selection.check_need",
    Sentence(
        "Check that the village exists, lies in the township of whoever enters its needs, and has a code of its own.",
        "核对村代码：该村存在、属于填报乡镇，且行政村代码未被他村使用。",
    ),
    throws={"need_refused": ["need_problem", "need_problem_en"]},
)
def check_need(call: OperationCall, given: NeedEntered) -> NeedChecked:
    """Operation `selection.check_need`. Throws `need_refused` with `need_problem`."""
    session = call.work.session
    code = given.village_code.strip()
    village = session.scalar(
        select(Unit).where(Unit.code == code, Unit.kind == UnitKind.VILLAGE, Unit.valid_to.is_(None))
    )
    if village is None and (known := village_with(call.work, code)) is not None:
        village = known.unit
    if village is None:
        raise _refused("没有这个村，请核对村代码。", "No village has this code.")
    if call.actor is not None and not any(holding.covers(village.path) for holding in _acting(call.actor)):
        raise _refused(
            f"{village.name}不属于本乡镇，不能代为填报。",
            f"{village.label('en')} is not of this township, which cannot report for it.",
        )
    other = session.scalar(
        select(Unit.name)
        .join(Village, Village.unit_id == Unit.id)
        .where(Village.code == given.village_number, Village.unit_id != village.id)
    )
    if other is not None:
        raise _refused(
            f"行政村代码 {given.village_number} 已用于{other}，请核对。",
            f"The village number {given.village_number} is that of {other} already.",
        )
    merged = session.scalar(
        select(Unit.name)
        .join(FormerVillage, FormerVillage.village_id == Unit.id)
        .where(FormerVillage.code == given.village_number, FormerVillage.village_id != village.id)
    )
    if merged is not None:
        raise _refused(
            f"行政村代码 {given.village_number} 是{merged}的曾用代码，请核对。",
            f"The village number {given.village_number} was once that of {merged}.",
        )
    county = county_code_of(call.work, village, call.case.day)
    if county is None:
        raise _refused(
            f"{village.name}没有上级县，请联系管理员核对单位关系。",
            f"{village.label('en')} lies in no county; ask an administrator to put the units right.",
        )
    return {
        "village_code": village.code,
        "village_name": village.name,
        "county_code": county,
        "need_problem": None,
        "present_members": members_present(call.work, [village.id])[village.id],
        "holds_now": _holds_now(call.work, village, given),
    }


def _holds_now(work: UnitOfWork, unit: Unit, given: NeedEntered) -> HoldsNow | None:
    """Before and after: whoever accepts sees what changes for those who punch there. None where nothing is known of the village."""
    village = work.session.get(Village, unit.id)
    if village is None:
        return None
    moved = None
    if given.latitude is not None and given.longitude is not None:
        moved = distance_m(float(given.latitude), float(given.longitude), village.latitude, village.longitude)
    latest = latest_needs(work, [unit.id])
    return {
        "latitude": village.latitude,
        "longitude": village.longitude,
        "radius": village.fence_radius_m,
        "moved": moved,
        "slots": latest[0].slots if latest else None,
    }


def _acting(actor: Actor) -> list[Holding]:
    """The post in which it is entered, as the start's lane asks for it, in whichever units the actor holds it."""
    return [each for each in actor.holdings if actor.acting is not None and each.post_key == actor.acting.post_key]


def _refused(zh: str, en: str) -> BpmnError:
    return refusal("need_refused", "need_problem", Sentence(en, zh))


@dataclass(frozen=True, slots=True)
class NeedAccepted:
    """The profile as the county accepted it; the fence is a circle around a point, its radius in metres."""

    village_code: str
    village_number: str
    village_kind: VillageKind
    needs: list[NeedKind]
    slots: int
    language: str | None
    has_lodging: bool | None
    latitude: float
    longitude: float
    fence_radius: int


class NeedRecorded(TypedDict):
    """What the letter reads of it."""

    needs_text: str
    kind_text: str


@operation(
    "selection.record_need",
    Sentence(
        "Keep what the county accepted: kind, code and fence with the village, needs and places as its profile from now on.",
        "登记县级审核通过的村情需求：村类型、代码和围栏记入村档案，需求和名额自此生效。",
    ),
)
def record_need(call: OperationCall, given: NeedAccepted) -> NeedRecorded:
    """Operation `selection.record_need`. Raises InvalidRequest where nobody accepts it."""
    if call.actor is None:
        raise InvalidRequest("A person accepts what a village needs.", "村情需求须由经办人审核。")
    session, now = call.work.session, call.work.now
    unit = session.scalars(select(Unit).where(Unit.code == given.village_code)).one()
    village = session.get(Village, unit.id)
    if village is None:
        village = Village(unit_id=unit.id, code=given.village_number)
        session.add(village)
    renumber(call.work, village, given.village_number)
    village.kind = VillageKind(given.village_kind)
    village.latitude, village.longitude = float(given.latitude), float(given.longitude)
    village.fence_radius_m = given.fence_radius
    session.flush()
    session.add(
        VillageNeed(
            case_id=call.case.id,
            village_id=unit.id,
            needs=[NeedKind(each).value for each in given.needs],
            slots=given.slots,
            language=given.language or "",
            has_lodging=given.has_lodging is True,
            accepted_by_id=call.actor.person_id,
            accepted_at=now,
        )
    )
    session.flush()
    return {
        "needs_text": needs_text(given.needs),
        "kind_text": KIND_NAMES[VillageKind(given.village_kind)],
    }
