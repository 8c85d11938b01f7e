"""What villages need (S1): the latest accepted profile of each, and which of its places nobody fills or is asked to fill."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.casework.models import Case, CasePart, CaseStatus, SheetRow
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_tree import path_on
from workflows.people.words import PostingStatus, UnitKind, VillageKind
from workflows.selection.batch_models import SelectionBatch, VillageNeed
from workflows.selection.models import Slot
from workflows.selection.words import NeedKind, SlotStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

SHARES = "selection.shares"
"""The sheet on which a batch gives its places to units."""

KIND_NAMES = {
    VillageKind.POOR: "脱贫村",
    VillageKind.WEAK: "软弱涣散村",
    VillageKind.RELOCATION: "易地搬迁安置村",
    VillageKind.MODEL: "示范村",
}
NEED_NAMES = {
    NeedKind.PARTY: "党建",
    NeedKind.INDUSTRY: "产业",
    NeedKind.BUILDING: "基础设施",
    NeedKind.EDUCATION: "教育",
    NeedKind.MEDICAL: "医疗",
    NeedKind.MEDIATION: "矛盾化解",
}


@dataclass(frozen=True, slots=True)
class FreePlace:
    """A place of a village that nobody fills: `key` names it over all batches (`V1-2`)."""

    key: str
    number: int
    need: VillageNeed
    county: str  # name of the county, empty where there is none
    township: str
    unit: str  # whose team is in the village, with its code, empty where there is none


def latest_needs(work: UnitOfWork, village_ids: Sequence[uuid.UUID] | None = None) -> Sequence[VillageNeed]:
    """The profile that holds for each village, by the village's code."""
    newest = select(VillageNeed.village_id, func.max(VillageNeed.accepted_at).label("at")).group_by(
        VillageNeed.village_id
    )
    if village_ids is not None:
        newest = newest.where(VillageNeed.village_id.in_(village_ids))
    latest = newest.subquery()
    found = work.session.scalars(
        select(VillageNeed)
        .join(latest, (latest.c.village_id == VillageNeed.village_id) & (latest.c.at == VillageNeed.accepted_at))
        .join(Unit, Unit.id == VillageNeed.village_id)
        .options(joinedload(VillageNeed.village).joinedload(Village.unit))
        .order_by(Unit.code, VillageNeed.id)
    ).all()
    return tuple({need.village_id: need for need in found}.values())  # of two at the very same moment, one


def free_places(work: UnitOfWork, village_id: uuid.UUID | None = None) -> Sequence[FreePlace]:
    """Every place of every village, or of one, that nobody is posted to and no open notice asks for, by village and number.

    Whoever is posted, and whoever is sought otherwise (for a recall), takes one of the village's places.
    """
    of_village = select(Team.village_id)
    if village_id is not None:
        of_village = of_village.where(Team.village_id == village_id)
    posted = of_village.join(Posting, Posting.team_id == Team.id).where(Posting.status == PostingStatus.ACTIVE)
    filled = Counter[uuid.UUID](work.session.scalars(posted))
    wanted = of_village.join(Slot, Slot.team_id == Team.id).where(Slot.status == SlotStatus.OPEN, Slot.place.is_(None))
    sought = Counter[uuid.UUID](work.session.scalars(wanted))
    asked = set(work.session.scalars(select(Slot.place).where(Slot.status == SlotStatus.OPEN, Slot.place.is_not(None))))
    teams = _teams(work)
    names = {unit.code: unit for unit in work.session.scalars(select(Unit).where(Unit.kind.in_(_ABOVE)))}
    today = local_date(work.now)
    found: list[FreePlace] = []
    for need in latest_needs(work, None if village_id is None else [village_id]):
        village = need.village.unit
        above = [names[code] for code in path_on(work, village, today).split("/") if code in names]
        keys = [(f"{village.code}-{number}", number) for number in range(1, need.slots + 1)]
        free = [(key, number) for key, number in keys if key not in asked]
        taken = filled[need.village_id] + sought[need.village_id]
        for key, number in free[taken:]:
            county = next((unit.name for unit in above if unit.kind == UnitKind.COUNTY), "")
            township = next((unit.name for unit in above if unit.kind == UnitKind.TOWNSHIP), "")
            found.append(FreePlace(key, number, need, county, township, teams.get(need.village_id, "")))
    return found


def no_longer_free(work: UnitOfWork, batch_case_id: uuid.UUID, place: str, village: Village) -> Sentence | None:
    """Why a batch that listed a place of a village cannot give it to a unit any more; None where it can.

    A batch whose notices are not issued yet has taken the places that it gave to units: else both would be issued for one place.
    """
    asked = (
        select(SelectionBatch.name)
        .join(CasePart, CasePart.round_id == SelectionBatch.case_id)
        .join(Slot, Slot.case_id == CasePart.part_id)
        .where(Slot.status == SlotStatus.OPEN, Slot.place == place)
    )
    name = work.session.scalars(asked.limit(1)).first()
    if name is not None:
        return Sentence(
            f"The batch {name} asks for this place already; leave it here, with that reason.",
            f"该名额已列入“{name}”的选派通知，请按暂不分配处理并注明理由。",
        )
    given_elsewhere = (
        select(SelectionBatch.name)
        .join(Case, Case.id == SelectionBatch.case_id)
        .join(SheetRow, SheetRow.case_id == Case.id)
        .where(Case.status == CaseStatus.ACTIVE, Case.id != batch_case_id)
        .where(SheetRow.sheet == SHARES, SheetRow.key == place, SheetRow.saved_at.is_not(None), ~SheetRow.is_left)
        .where(~exists().where(CasePart.round_id == Case.id))
    )
    name = work.session.scalars(given_elsewhere.limit(1)).first()
    if name is not None:
        return Sentence(
            f"The batch {name}, which is not issued yet, gives this place to a unit; leave it here, or there first.",
            f"“{name}”（尚未签发）已将该名额分配给单位，请在本批次暂不分配，或者先在该批次改为暂不分配。",
        )
    if place not in {each.key for each in free_places(work, village.unit_id)}:
        return Sentence(
            "Somebody is in this place by now, or is sought for it otherwise; leave it, with that reason.",
            "该名额现已有人在岗或者正在补派，请按暂不分配处理并注明理由。",
        )
    return None


_ABOVE = (UnitKind.COUNTY, UnitKind.TOWNSHIP)


def needs_text(needs: Sequence[str]) -> str:
    """Needs as officials list them."""
    return "、".join(NEED_NAMES[NeedKind(each)] for each in needs)


def _teams(work: UnitOfWork) -> Mapping[uuid.UUID, str]:
    statement = (
        select(Team.village_id, Unit.name + "（" + Unit.code + "）")
        .join(Unit, Unit.id == Team.dispatching_unit_id)
        .order_by(Team.name)
    )
    return {village_id: unit for village_id, unit in work.session.execute(statement)}
