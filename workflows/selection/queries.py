"""Find slots, candidates and people for the selection's operations and pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from workflows.calendar.zone import local_date
from workflows.casework import access
from workflows.casework.models import Case, CasePart, CaseReader, CaseStatus, MessageSubscription, Task, TaskStatus
from workflows.office.in_force import team_name_in_force, texts_in_force
from workflows.people import Actor, Person, Unit
from workflows.people.records import RecordScope
from workflows.people.roster import Posting, Team, Village
from workflows.people.unit_tree import line_on
from workflows.people.words import EndReason, PostingStatus, UnitKind
from workflows.selection.models import BackgroundCall, Candidate, DispatchOrder, Review, Slot
from workflows.selection.rules import months_since
from workflows.selection.words import CandidateStatus, SlotStatus
from workflows.store import UnitOfWork

POSTING = "selection_posting"
"""The procedure that carries the accepted list of a batch from calls to orders, a part of the batch."""

WITHDRAWN = "candidate.withdrawn"
"""The message for whichever step has a person in hand who withdraws: calls, review, matching, signature, arrival."""

LIVE = (CandidateStatus.NOMINATED, CandidateStatus.QUALIFIED, CandidateStatus.PROPOSED)


def team_for(work: UnitOfWork, village: Village, unit: Unit) -> Team:
    """The unit's team in the village, founded where it has none yet."""
    team = work.session.scalars(
        select(Team).where(Team.village_id == village.unit_id, Team.dispatching_unit_id == unit.id).limit(1)
    ).first()
    if team is None:
        name = village.unit.name + team_name_in_force(work)
        team = Team(name=name, village_id=village.unit_id, dispatching_unit_id=unit.id)
        work.session.add(team)
        work.session.flush()
    return team


def is_no_show_pending(work: UnitOfWork, person_id: uuid.UUID) -> bool:
    """Whether village and township say that somebody who was sent never came, and the director has yet to confirm it."""
    awaits = (
        exists()
        .where(MessageSubscription.case_id == Task.case_id)
        .where(MessageSubscription.name == WITHDRAWN, MessageSubscription.correlation_key == str(person_id))
    )
    pending = (Task.element_id == "confirm_no_show", Task.status == TaskStatus.OPEN)
    return work.session.scalar(select(Task.id).where(*pending, awaits).limit(1)) is not None


def drop_unheld(work: UnitOfWork, team: Team) -> None:
    """Take a team away that was founded for a place and that nobody was ever posted to, once no place is asked for in it."""
    # Locked, so that nobody opens a place in it meanwhile.
    work.session.execute(select(Team.id).where(Team.id == team.id).with_for_update())
    is_asked = work.session.scalar(select(Slot.id).where(Slot.team_id == team.id).limit(1)) is not None
    if not is_asked and work.session.scalar(select(Posting.id).where(Posting.team_id == team.id).limit(1)) is None:
        work.session.delete(team)
        work.session.flush()


def county_code_of(work: UnitOfWork, unit: Unit, on: date) -> str | None:
    """The code of the county above a village or township on a day, None where there is none."""
    return next((each.code for each in line_on(work, unit.code, on) if each.kind == UnitKind.COUNTY), None)


def slots_of_unit(work: UnitOfWork, actor: Actor, unit_id: uuid.UUID, most: int) -> Sequence[Slot]:
    """The slots that a unit fills or filled, its share, newest first, as far as the reader reads the files in which they stand."""
    statement = (
        select(Slot)
        .join(Case, Case.id == Slot.case_id)
        .options(joinedload(Slot.team))
        .where(Slot.unit_id == unit_id, access.reads(actor, Case.id, Case.process_id))
    )
    return work.session.scalars(statement.order_by(Slot.opened_at.desc(), Slot.number).limit(most)).all()


def has_active_posting(work: UnitOfWork, person_id: uuid.UUID) -> bool:
    """True where the person is posted to a village now."""
    statement = select(Posting.id).where(Posting.person_id == person_id, Posting.status == PostingStatus.ACTIVE)
    return work.session.scalar(statement.limit(1)) is not None


def last_ordered_recall(work: UnitOfWork, person_id: uuid.UUID) -> date | None:
    """The day on which the person was last recalled by order, None for never."""
    return work.session.scalar(
        select(Posting.to_on)
        .where(Posting.person_id == person_id, Posting.end_reason == EndReason.ORDERED_RECALL)
        .order_by(Posting.to_on.desc())
        .limit(1)
    )


def is_candidate_elsewhere(work: UnitOfWork, person_id: uuid.UUID, slot_id: uuid.UUID) -> bool:
    """True where the person is a live candidate for another open slot."""
    statement = (
        select(Candidate.id)
        .join(Slot, Candidate.slot_id == Slot.id)
        .where(
            Candidate.person_id == person_id,
            Candidate.slot_id != slot_id,
            Candidate.status.in_(LIVE),
            Slot.status == SlotStatus.OPEN,
        )
    )
    return work.session.scalar(statement.limit(1)) is not None


def release_slots_of_ended_cases(work: UnitOfWork, unit_id: uuid.UUID | None) -> None:
    """Give up the slots whose case was broken off, of a unit or, with None, of all; they must not stand in the way."""
    cancelled = select(Case.id).where(Case.status == CaseStatus.CANCELLED.value)
    ended = select(Case.id).where(Case.status.in_((CaseStatus.COMPLETED.value, CaseStatus.CANCELLED.value)))
    of_cancelled_round = select(CasePart.part_id).where(CasePart.round_id.in_(cancelled))
    posting, unit_part = aliased(CasePart), aliased(CasePart)
    of_cancelled_posting = (
        select(unit_part.part_id)
        .join(posting, posting.round_id == unit_part.round_id)
        .where(posting.process_id == POSTING, posting.part_id.in_(cancelled))
    )
    # A slot of a batch outlives the unit's part of it, which ends with its report.
    broken_off = [Slot.case_id.in_(each) for each in (cancelled, of_cancelled_round, of_cancelled_posting)]
    given_up = or_(and_(Slot.place.is_(None), Slot.case_id.in_(ended)), and_(Slot.place.is_not(None), or_(*broken_off)))
    slots = work.session.scalars(
        select(Slot)
        .where(Slot.status == SlotStatus.OPEN, given_up, *(() if unit_id is None else (Slot.unit_id == unit_id,)))
        .with_for_update()
    ).all()
    give_up(work, slots)


def give_up(work: UnitOfWork, slots: Sequence[Slot], *, keeps_ranked: bool = False) -> None:
    """Cancel open slots; their live candidates are withdrawn and can be nominated for others. Ranks stay as they were voted.

    `keeps_ranked` leaves whoever was ranked and not chosen in the reserve of the batch; another posting may propose them already.
    """
    of_slots = (Candidate.slot_id.in_([slot.id for slot in slots]), Candidate.status.in_(LIVE))
    for candidate in work.session.scalars(select(Candidate).where(*of_slots)):
        if not keeps_ranked or candidate.rank is None:
            candidate.status = CandidateStatus.WITHDRAWN
        elif candidate.status != CandidateStatus.PROPOSED:
            candidate.is_reserve = True
    for slot in slots:
        slot.status, slot.ended_at = SlotStatus.CANCELLED, work.now
    work.session.flush()


def candidates_of(work: UnitOfWork, slot_id: uuid.UUID) -> Sequence[Candidate]:
    """The candidates of a slot in the order of nomination."""
    return work.session.scalars(
        select(Candidate)
        .options(joinedload(Candidate.person))
        .where(Candidate.slot_id == slot_id)
        .order_by(Candidate.nominated_at)
    ).all()


def calls_about(work: UnitOfWork, candidate_id: uuid.UUID) -> Sequence[BackgroundCall]:
    """The background calls about a candidate; for the office only."""
    return work.session.scalars(
        select(BackgroundCall).where(BackgroundCall.candidate_id == candidate_id).order_by(BackgroundCall.called_at)
    ).all()


def reviews_of(work: UnitOfWork, candidate_id: uuid.UUID) -> Sequence[Review]:
    """The gate reviews of a candidate, by round and seat."""
    return work.session.scalars(
        select(Review).where(Review.candidate_id == candidate_id).order_by(Review.round, Review.seat)
    ).all()


def find_nominees(work: UnitOfWork, words: str, scope: RecordScope, *, limit: int = 20) -> Sequence[Person]:
    """Persons in scope, by the beginning of name or staff number, who may be nominated: posted nowhere, candidate for nothing,
    and not recalled by order so lately that today's setting of their unit bars them."""
    posted = exists().where(Posting.person_id == Person.id, Posting.status == PostingStatus.ACTIVE)
    found = _named(work, words, scope, (~posted, ~_stands()), 2 * limit)
    barred = _barred_now(work, found)
    return [person for person in found if person.id not in barred][:limit]


def _barred_now(work: UnitOfWork, persons: Sequence[Person]) -> set[uuid.UUID]:
    today = local_date(work.now)
    recalled = (
        select(Posting.person_id, func.max(Posting.to_on))
        .where(Posting.person_id.in_([each.id for each in persons]), Posting.end_reason == EndReason.ORDERED_RECALL)
        .group_by(Posting.person_id)
    )
    last = {person_id: day for person_id, day in work.session.execute(recalled)} if persons else {}
    return {
        each.id
        for each in persons
        if (day := last.get(each.id)) is not None
        and months_since(day, today) < int(texts_in_force(work, today, each.unit_id)["selection.barred_months"])
    }


def find_candidates(
    work: UnitOfWork, actor: Actor, words: str, scope: RecordScope, *, limit: int = 20
) -> Sequence[Person]:
    """Persons in scope, by name or staff number, who are candidates now, are in reserve, or were sent to a village, each by a place
    of whose case the actor may know."""
    sent = exists().where(
        DispatchOrder.candidate_id == Candidate.id,
        Candidate.person_id == Person.id,
        _is_known(actor),
        Posting.id == DispatchOrder.posting_id,
        Posting.status == PostingStatus.ACTIVE,
    )
    of_person = (Candidate.person_id == Person.id, Candidate.status.in_(LIVE), Candidate.is_reserve)
    in_reserve = exists().where(*of_person, _is_known(actor), in_running_round())
    return _named(work, words, scope, (or_(_stands(_is_known(actor)), sent, in_reserve),), limit)


def _is_known(actor: Actor) -> ColumnElement[bool]:
    """SQL: the actor may know of the case in which the Candidate of the row stands for a place."""
    place = aliased(Slot)
    opened = (place.id == Candidate.slot_id, CaseReader.case_id == place.case_id, access.opens(actor))
    return exists().where(*opened).correlate(Candidate)


def _stands(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: the person of the row stands for an open place."""
    of_person = (Slot.id == Candidate.slot_id, Candidate.person_id == Person.id, *conditions)
    return exists().where(*of_person, Candidate.status.in_(LIVE), Slot.status == SlotStatus.OPEN)


def in_running_round() -> ColumnElement[bool]:
    """SQL: the candidate of the row stands in a batch that goes on, so that its reserve may still be called."""
    running = Case.status.in_((CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value))
    of_round = (CasePart.part_id == Slot.case_id, Case.id == CasePart.round_id, running)
    return exists().where(Slot.id == Candidate.slot_id, *of_round).correlate(Candidate)


def _named(
    work: UnitOfWork, words: str, scope: RecordScope, but: tuple[ColumnElement[bool], ...], limit: int
) -> Sequence[Person]:
    begins = or_(
        Person.employee_no.startswith(words.strip(), autoescape=True),
        Person.name.startswith(words.strip(), autoescape=True),
    )
    statement = select(Person).join(Unit, Person.unit_id == Unit.id).options(joinedload(Person.unit))
    wanted = (Person.employee_no.is_not(None), scope.holds(Unit.path), begins, *but)
    return (
        work.session.scalars(statement.where(*wanted).order_by(Person.name, Person.employee_no).limit(limit)).all()
        if words.strip()
        else ()
    )
