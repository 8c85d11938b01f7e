"""Arrival in the village (S11): the member's own punch inside its fence, the village's word, and whoever never came."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from workflows.attendance.accounts import bind_account
from workflows.attendance.import_words import AccountProgram
from workflows.calendar.zone import local_date, to_local
from workflows.casework.errors import InvalidRequest
from workflows.casework.messages import publish_message
from workflows.casework.operations import OperationCall, operation
from workflows.documents import Addressee, issue
from workflows.documents.masking import masks_for
from workflows.people.arrival_models import VillageArrival
from workflows.people.arrivals import begin_on_arrival, end_unarrived
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_names import place_of
from workflows.people.words import Sending
from workflows.selection.operations.arrival_places import inside, require_own
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

UNARRIVED = "posting.unarrived"
"""The message for a withdrawal on which the director has not decided when the posting ends as a no-show."""


class Arriving(TypedDict):
    """The item `arrival`: who was sent, and the caller's description of the slot where there is one."""

    posting_id: str
    slot: NotRequired[Any]


class Punch(TypedDict):
    """The member's own punch: when, how many metres from the village's office, and where."""

    punched_at: str
    distance: int
    latitude: float
    longitude: float
    dingtalk_account: str


@dataclass(frozen=True, slots=True)
class PunchGiven:
    """Where the member stands, and their account in DingTalk."""

    arrival: Arriving
    latitude: float
    longitude: float
    dingtalk_account: str


class PunchTaken(TypedDict):
    """The punch, and what the village reads of it."""

    punch: Punch
    punch_said: str
    arrival_problem: None


@operation(
    "selection.take_punch",
    Sentence(
        "Take the member's own punch in the village of the item `arrival`, where it is inside the fence.",
        "核对 `arrival` 所指人员的到村打卡，位置须在村级考勤围栏以内。",
    ),
    throws={"outside_fence": ["arrival_problem", "photo"]},
)
def take_punch(call: OperationCall, given: PunchGiven) -> PunchTaken:
    """Operation `selection.take_punch`. Throws `outside_fence` outside the fence, and for an account that is another person's."""
    posting = _posting(call.work, given.arrival)
    distance = inside(given.latitude, given.longitude, posting.team.village)
    account = given.dingtalk_account.strip()
    require_own(call.work, posting, account)
    said = (
        f"{posting.person.name}于{to_local(call.work.now):%m月%d日 %H:%M}在围栏内打卡，距村部{distance}米，附现场照片。"
    )
    punch: Punch = {
        "punched_at": to_local(call.work.now).replace(microsecond=0).isoformat(),
        "distance": distance,
        "latitude": given.latitude,
        "longitude": given.longitude,
        "dingtalk_account": account,
    }
    return {"punch": punch, "punch_said": said, "arrival_problem": None}


class VillageWord(TypedDict):
    """What the village said and who said it for it: as letters write the name, and the names in it."""

    outcome: str
    person_id: str
    signs: str
    names: list[str]


@dataclass(frozen=True, slots=True)
class WordGiven:
    """What the village says; time and place are asked only where the member has not punched."""

    arrival: Arriving
    outcome: str
    punch: Punch | None = None
    arrived_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    dingtalk_account: str | None = None
    absence_reason: str | None = None


class WordTaken(TypedDict):
    """The village's word, and what a second person reads of it."""

    village_word: VillageWord
    village_said: str
    arrival_problem: None


@operation(
    "selection.take_word",
    Sentence(
        "Take the village's word on the person of the item `arrival`; without an own punch, its place is inside the fence.",
        "登记村级对 `arrival` 所指人员报到的确认；本人未打卡的，登记的位置须在村级围栏内。",
    ),
    throws={"outside_fence": ["arrival_problem", "photo"]},
)
def take_word(call: OperationCall, given: WordGiven) -> WordTaken:
    """Operation `selection.take_word`. Nobody confirms their own arrival; throws `outside_fence` as `take_punch` does."""
    posting = _posting(call.work, given.arrival)
    if call.actor is None or posting.person_id in call.actor.both:
        raise InvalidRequest("Nobody confirms their own arrival.", "本人不能确认自己的报到。")
    name, signs = posting.person.name, call.actor.signs
    if given.outcome == Sending.NO_SHOW:
        said = f"{signs}确认：{name}未到村报到。{given.absence_reason or ''}"
    elif given.punch is not None:
        said = f"{signs}确认：{name}已到村报到。"
    else:
        arrived_at, latitude, longitude = _told(given)
        distance = inside(latitude, longitude, posting.team.village)
        if account := (given.dingtalk_account or "").strip():
            require_own(call.work, posting, account)
        said = (
            f"{signs}确认：{name}于{to_local(arrived_at):%m月%d日 %H:%M}到村，登记位置距村部{distance}米，附现场照片。"
        )
    word: VillageWord = {
        "outcome": given.outcome,
        "person_id": str(call.actor.person_id),
        "signs": signs,
        "names": list(call.actor.names),
    }
    return {"village_word": word, "village_said": said, "arrival_problem": None}


@dataclass(frozen=True, slots=True)
class ArrivalWord:
    """What is said of an arrival; `village_word` is absent in cases that began before a second person was asked."""

    arrival: Arriving
    outcome: str
    punch: Punch | None = None
    arrived_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    dingtalk_account: str | None = None
    village_word: VillageWord | None = None
    second_outcome: str | None = None
    settle_reason: str | None = None


class ArrivalResult(TypedDict):
    """Whether somebody came, and for which slot."""

    status: Sending
    slot: Any
    posting_id: str


class ArrivalRecorded(TypedDict):
    """The result of one arrival."""

    arrival_result: ArrivalResult
    arrival_problem: None


class ArrivalLetter(TypedDict):
    """The fields of the confirmation of an arrival: `distance` in metres from the village's office, and whose words it stands on.

    `second_by` is who confirmed it beside the village where the member did not punch, `settled_by` who decided between words that
    contradicted each other; both are empty otherwise.
    """

    person: str
    arrived_at: datetime
    village: str
    distance: int
    is_own: bool
    confirmed_by: str
    second_by: str
    settled_by: str


@operation(
    "selection.record_arrival",
    Sentence(
        "Record that the person of the item `arrival` came, inside the village's fence, or did not: then their posting ends.",
        "登记 `arrival` 所指人员到村报到（须在村级围栏内）；未报到的，终止其派驻。",
    ),
    throws={"outside_fence": ["arrival_problem", "photo"]},
    letters={"arrival_form": ArrivalLetter},
)
def record_arrival(call: OperationCall, given: ArrivalWord) -> ArrivalRecorded:
    """Operation `selection.record_arrival`. Nobody confirms their own arrival; throws `outside_fence` as `take_punch` does."""
    posting = _posting(call.work, given.arrival)
    slot = given.arrival.get("slot")
    if given.outcome == Sending.NO_SHOW:
        end_unarrived(call.work, posting)
        publish_message(call.work, UNARRIVED, str(posting.person_id), keep=timedelta(0))
        # What the village wrote of it is for the office; that nobody came, the unit that must send somebody else is told.
        told = {**slot, "reason_for_unit": f"{posting.person.name}未按期到村报到。"} if slot else None
        return _result(Sending.NO_SHOW, told, posting)
    said = _said(call, given, posting)
    row = _row(call, given, posting, said.confirmed_by_id)
    call.work.session.add(row)
    begin_on_arrival(call.work, posting, local_date(row.arrived_at))
    account = given.punch["dingtalk_account"] if given.punch else (given.dingtalk_account or "").strip()
    if account:
        require_own(call.work, posting, account)
        bind_account(call.work, AccountProgram.DINGTALK, account, posting.person_id, said.confirmed_by_id)
    call.work.session.flush()
    village = posting.team.village.unit
    fields: ArrivalLetter = {
        "person": posting.person.name,
        "arrived_at": row.arrived_at,
        "village": place_of(call.work, village),
        "distance": row.distance_m,
        "is_own": row.is_own,
        "confirmed_by": said.confirmed_by,
        "second_by": said.second_by,
        "settled_by": said.settled_by,
    }
    unit = posting.team.dispatching_unit
    masks = masks_for([posting.person.name, *said.names], [unit.name], [village.name])
    to = Addressee(unit.id, masks, (posting.person_id,))
    issue(call, "arrival_form", fields, to=to, issued_by_id=said.confirmed_by_id)
    return _result(Sending.ARRIVED, slot, posting)


@dataclass(frozen=True, slots=True)
class _Said:
    """Whose words an arrival stands on."""

    confirmed_by_id: uuid.UUID
    confirmed_by: str
    names: list[str]
    second_by: str = ""
    settled_by: str = ""


def _said(call: OperationCall, given: ArrivalWord, posting: Posting) -> _Said:
    """Who confirms the arrival: the village beside the member's punch or a second person, else whoever decided between them.

    The last word is the actor's, but for a punch that comes once the village has confirmed: that is the member's own.
    """
    word, actor = given.village_word, call.actor
    is_punched_last = word is not None and given.punch is not None and given.settle_reason is None
    if actor is None or (posting.person_id in actor.both and not is_punched_last):
        raise InvalidRequest("Nobody confirms their own arrival.", "本人不能确认自己的报到。")
    if word is None or given.settle_reason is not None:
        settled_by = actor.signs if given.settle_reason is not None else ""
        return _Said(actor.person_id, actor.signs, list(actor.names), settled_by=settled_by)
    village = uuid.UUID(word["person_id"])
    if given.punch is not None:
        return _Said(village, word["signs"], word["names"])
    if given.second_outcome != Sending.ARRIVED or actor.person_id == village:
        raise InvalidRequest(
            "Without the member's own punch a second person confirms the arrival.",
            "本人未打卡的，报到须由第二人核实。",
        )
    return _Said(village, word["signs"], [*word["names"], *actor.names], second_by=actor.signs)


def _result(status: Sending, slot: Any, posting: Posting) -> ArrivalRecorded:
    result: ArrivalResult = {"status": status, "slot": slot, "posting_id": str(posting.id)}
    return {"arrival_result": result, "arrival_problem": None}


def _row(call: OperationCall, given: ArrivalWord, posting: Posting, confirmed_by_id: uuid.UUID) -> VillageArrival:
    of_both = {
        "case_id": call.case.id,
        "posting_id": posting.id,
        "confirmed_by_id": confirmed_by_id,
        "confirmed_at": call.work.now,
    }
    if given.punch is not None:
        return VillageArrival(
            arrived_at=datetime.fromisoformat(given.punch["punched_at"]),
            latitude=given.punch["latitude"],
            longitude=given.punch["longitude"],
            distance_m=given.punch["distance"],
            is_own=True,
            **of_both,
        )
    arrived_at, latitude, longitude = _told(given)
    return VillageArrival(
        arrived_at=arrived_at,
        latitude=latitude,
        longitude=longitude,
        distance_m=inside(latitude, longitude, posting.team.village),
        is_own=False,
        **of_both,
    )


def _told(given: WordGiven | ArrivalWord) -> tuple[datetime, float, float]:
    """When and where the village says that somebody arrived."""
    if given.arrived_at is None or given.latitude is None or given.longitude is None:
        raise InvalidRequest("An arrival needs the time and place of the punch.", "确认报到须有打卡时间和位置。")
    return given.arrived_at, given.latitude, given.longitude


def _posting(work: UnitOfWork, arrival: Arriving) -> Posting:
    return work.session.scalars(
        select(Posting)
        .options(
            joinedload(Posting.person),
            joinedload(Posting.team).joinedload(Team.dispatching_unit),
            joinedload(Posting.team).joinedload(Team.village).joinedload(Village.unit),
        )
        .where(Posting.id == uuid.UUID(arrival["posting_id"]))
    ).one()
