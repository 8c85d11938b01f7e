"""What villages need (S1): the latest accepted profile of each, and which of its places nobody fills or is asked to fill."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from workflows.calendar.zone import local_date
from workflows.people.models import Unit
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_tree import path_on
from workflows.people.words import PostingStatus, UnitKind, VillageKind
from workflows.selection.batch_models import VillageNeed
from workflows.selection.models import Slot
from workflows.selection.words import NeedKind, SlotStatus
from workflows.store import UnitOfWork

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


def free_places(work: UnitOfWork) -> Sequence[FreePlace]:
    """Every place of every village that nobody is posted to and no open notice asks for, by village and number.

    Whoever is posted, and whoever is sought otherwise (for a recall), takes one of the village's places.
    """
    filled = Counter[uuid.UUID](
        work.session.scalars(
            select(Team.village_id)
            .join(Posting, Posting.team_id == Team.id)
            .where(Posting.status == PostingStatus.ACTIVE)
        )
    )
    sought = Counter[uuid.UUID](
        work.session.scalars(
            select(Team.village_id)
            .join(Slot, Slot.team_id == Team.id)
            .where(Slot.status == SlotStatus.OPEN, Slot.place.is_(None))
        )
    )
    asked = set(work.session.scalars(select(Slot.place).where(Slot.status == SlotStatus.OPEN, Slot.place.is_not(None))))
    teams = _teams(work)
    names = {unit.code: unit for unit in work.session.scalars(select(Unit).where(Unit.kind.in_(_ABOVE)))}
    today = local_date(work.now)
    found: list[FreePlace] = []
    for need in latest_needs(work):
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
