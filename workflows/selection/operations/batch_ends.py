"""How a batch ends: whom the units' accepted lists propose, and places and people that are free again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.casework.models import Case, CasePart
from workflows.casework.operations import OperationCall, operation
from workflows.people.roster import Team, Village
from workflows.people.team_roles import ROLE_NAMES
from workflows.selection.batch_models import SelectionBatch
from workflows.selection.models import Candidate, Slot
from workflows.selection.operations.batches import UNIT_PART
from workflows.selection.queries import LIVE, give_up
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class NothingGiven:
    """Nothing is read: the case is the batch."""


class ListedRow(TypedDict):
    """Somebody on the accepted list of a unit; `rank` 1 is proposed, the others are kept in reserve."""

    unit: str
    village: str
    place: str
    post: str
    rank: int
    name: str
    person_id: str


@dataclass(frozen=True, slots=True)
class PostingGiven:
    """Which place of the batch is placed anew after a no-show, by its slot; None where the whole list is carried on."""

    reserve_slot: str | None = None


class PostingStart(TypedDict):
    """With what the part begins that carries the list on: the whole of it, or one place whose person never came, since when."""

    batch_name: str
    reserve_slot: str | None
    reserve_place: str | None
    absent_at: str | None


class PostingPart(TypedDict):
    """That part, as `case.start_each` reads it."""

    key: str
    name: str
    variables: PostingStart


class EmptyVillage(TypedDict):
    """A village to which nobody is sent for some of its places, and which those are."""

    village_unit: str
    village_name: str
    places: str


class GivenUpRow(TypedDict):
    """A place for which no unit proposes anybody, and the unit that was asked for it."""

    unit: str
    village: str
    place: str
    post: str


class BatchClosed(TypedDict):
    """What the batch came to, and the part that carries the list on where that is decided."""

    parts: list[PostingPart]

    accepted_list: list[ListedRow]
    given_up: list[GivenUpRow]
    empty_villages: list[EmptyVillage]
    proposed_count: int
    unfilled_count: int


@operation(
    "selection.close_batch",
    Sentence(
        "End the units' part of a batch: places for which nobody is proposed are given up and are free for the next batch;"
        " the others and their people are listed.",
        "办结各单位推荐：无拟定人选的名额予以撤销，可列入下一批次；其余名额及人选列成名单。",
    ),
)
def close_batch(call: OperationCall, given: NothingGiven) -> BatchClosed:
    """Operation `selection.close_batch`."""
    slots = slots_of_batch(call.work, call.case)
    wanted = (Candidate.slot_id.in_([slot.id for slot in slots]), Candidate.status == CandidateStatus.PROPOSED)
    proposed = set(call.work.session.scalars(select(Candidate.slot_id).where(*wanted)))
    unfilled = [slot for slot in slots if slot.id not in proposed]
    for slot in unfilled:
        if slot.status == SlotStatus.OPEN:
            slot.status, slot.ended_at = SlotStatus.CANCELLED, call.work.now
    batch = call.work.session.scalars(select(SelectionBatch).where(SelectionBatch.case_id == call.case.id)).one()
    batch.closed_at = call.work.now
    call.work.session.flush()
    whole: PostingStart = {
        "batch_name": batch.name,
        "reserve_slot": None,
        "reserve_place": None,
        "absent_at": None,
    }
    return {
        "parts": [{"key": "posting", "name": batch.name, "variables": whole}],
        "accepted_list": [_row(candidate) for candidate in accepted_for(call.work, slots)],
        "given_up": [_given_up(slot) for slot in unfilled],
        "empty_villages": _empty_villages(unfilled),
        "proposed_count": len(proposed),
        "unfilled_count": len(unfilled),
    }


@dataclass(frozen=True, slots=True)
class ReleaseGiven:
    """Which place a posting after a no-show was about, None for the whole list; whether its people can still be called."""

    reserve_slot: str | None = None
    keeps_reserve: bool = False


class ListedUnit(TypedDict):
    """A unit, and who of it was on the accepted list for which place."""

    unit_code: str
    unit_name: str
    people: str


class PlacesReleased(TypedDict):
    """The units and villages that are to be told, and how many places are free again."""

    listed_units: list[ListedUnit]
    empty_villages: list[EmptyVillage]
    released_count: int


@operation(
    "selection.release_places",
    Sentence(
        "Give up the open places of a batch and free the people on its accepted list, or keep them in its reserve, and say by unit"
        " who they were.",
        "撤销批次中尚未落实的名额，名单所列人选予以释放或者留作后备，并按单位列出。",
    ),
)
def release_places(call: OperationCall, given: ReleaseGiven) -> PlacesReleased:
    """Operation `selection.release_places`: what nothing in the program carries on must not keep places and people.

    While others of the batch have yet to arrive its people stay in reserve, though the places are free.
    """
    slots = [slot for slot in slots_in_hand(call, given.reserve_slot) if slot.status == SlotStatus.OPEN]
    by_unit: dict[str, ListedUnit] = {}
    for candidate in accepted_for(call.work, slots):
        unit, row = candidate.slot.unit, _row(candidate)
        said = f"{row['name']}（{row['village']}{row['place']}{row['post']}，排序第{row['rank']}）"
        listed = by_unit.setdefault(unit.code, {"unit_code": unit.code, "unit_name": unit.name, "people": ""})
        listed["people"] = f"{listed['people']}、{said}" if listed["people"] else said
    for slot in slots:
        # A place of a no-show has nobody ranked for it; its unit is told of it all the same.
        if slot.unit.code not in by_unit:
            said = f"{slot.team.village.unit.name}{place_name(slot)}（无人选）"
            by_unit[slot.unit.code] = {"unit_code": slot.unit.code, "unit_name": slot.unit.name, "people": said}
    give_up(call.work, slots, keeps_ranked=given.keeps_reserve)
    return {
        "listed_units": list(by_unit.values()),
        "empty_villages": _empty_villages(slots),
        "released_count": len(slots),
    }


def _empty_villages(slots: Sequence[Slot]) -> list[EmptyVillage]:
    found: dict[str, EmptyVillage] = {}
    for slot in slots:
        unit, said = slot.team.village.unit, f"{place_name(slot)}{ROLE_NAMES[slot.role]}"
        known = found.setdefault(unit.code, {"village_unit": unit.code, "village_name": unit.name, "places": ""})
        known["places"] = f"{known['places']}、{said}" if known["places"] else said
    return list(found.values())


def _given_up(slot: Slot) -> GivenUpRow:
    return {
        "unit": slot.unit.name,
        "village": slot.team.village.unit.name,
        "place": place_name(slot),
        "post": ROLE_NAMES[slot.role],
    }


def slots_of_batch(work: UnitOfWork, case: Case) -> Sequence[Slot]:
    """The slots of a batch in the order of their opening; the case is the batch itself, or any part of it or of its parts.

    Not by number, which is text: 号 100 would come before 号 99, and a place opened again before what it was opened first.
    """
    statement = (
        select(Slot)
        .join(CasePart, CasePart.part_id == Slot.case_id)
        .where(CasePart.round_id == batch_of(work, case), CasePart.process_id == UNIT_PART)
        .order_by(Slot.opened_at, Slot.number)
    )
    return work.session.scalars(statement).all()


def batch_of(work: UnitOfWork, case: Case) -> uuid.UUID:
    """The case of the batch to which a case belongs: itself, or the round above all its rounds."""
    batch_id = case.id
    while (part := work.session.get(CasePart, batch_id)) is not None:
        batch_id = part.round_id
    return batch_id


def slots_in_hand(call: OperationCall, reserve_slot: str | None) -> Sequence[Slot]:
    """The slots that this posting places: one that a no-show opened again, else those of the batch that none has (rules.md 2.9)."""
    slots = slots_of_batch(call.work, call.case)
    if reserve_slot is not None:
        return [slot for slot in slots if str(slot.id) == reserve_slot]
    return [slot for slot in slots if slot.replaces_posting_id is None]


def place_name(slot: Slot) -> str:
    """A place of a village as people call it: 第2名额."""
    assert slot.place is not None  # a batch opens no slot without one
    return f"第{slot.place.rpartition('-')[2]}名额"


def accepted_for(work: UnitOfWork, slots: Sequence[Slot]) -> Sequence[Candidate]:
    """Everybody whom a unit's party group ranked for an open slot of these, by slot and rank."""
    return ranked_for(work, [slot for slot in slots if slot.status == SlotStatus.OPEN])


def ranked_for(work: UnitOfWork, slots: Sequence[Slot]) -> Sequence[Candidate]:
    """Everybody still live whom a unit's party group ranked for one of these slots, by slot and rank."""
    statement = (
        select(Candidate)
        .join(Slot, Slot.id == Candidate.slot_id)
        .options(
            joinedload(Candidate.person),
            joinedload(Candidate.slot).joinedload(Slot.unit),
            joinedload(Candidate.slot).joinedload(Slot.team).joinedload(Team.village).joinedload(Village.unit),
        )
        .where(
            Candidate.slot_id.in_([slot.id for slot in slots]),
            Candidate.rank.is_not(None),
            Candidate.status.in_(LIVE),
        )
        .order_by(Slot.number, Candidate.rank)
    )
    return work.session.scalars(statement).all()


def _row(candidate: Candidate) -> ListedRow:
    slot, rank = candidate.slot, candidate.rank
    assert rank is not None  # the query has asked
    return {
        "unit": slot.unit.name,
        "village": slot.team.village.unit.name,
        "place": place_name(slot),
        "post": ROLE_NAMES[slot.role],
        "rank": rank,
        "name": candidate.person.name,
        "person_id": str(candidate.person_id),
    }
