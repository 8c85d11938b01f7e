"""Find recalls, their records, and the postings that a lead may be about."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from workflows.calendar.zone import local_date
from workflows.casework.models import Case, CaseStatus, Decision
from workflows.people import Person, Unit
from workflows.people.records import RecordScope
from workflows.people.roster import Posting, Team, Village
from workflows.people.words import PostingStatus
from workflows.recall.appeal_models import MemberAppeal
from workflows.recall.models import Accountability, Recall, RecallOrder, RecallSubject, Rectification, Verification
from workflows.recall.revocation_models import Revocation
from workflows.recall.rules import year_before
from workflows.recall.words import RecallKind, RectificationKind, RectificationStatus
from workflows.store import UnitOfWork


def recall_of_case(work: UnitOfWork, case_id: uuid.UUID) -> Recall:
    """The recall of a case. Raises NoResultFound where the case has registered none."""
    return work.session.scalars(select(Recall).where(Recall.case_id == case_id)).one()


def order_of(work: UnitOfWork, recall_id: uuid.UUID) -> RecallOrder:
    """The order of a recall. Raises NoResultFound where none was issued."""
    return work.session.scalars(select(RecallOrder).where(RecallOrder.recall_id == recall_id)).one()


def member_appeals(work: UnitOfWork, recall_id: uuid.UUID) -> Sequence[MemberAppeal]:
    """What the people of a recall appeal, each for themselves, in the order of filing."""
    of_recall = select(MemberAppeal).where(MemberAppeal.recall_id == recall_id)
    return work.session.scalars(of_recall.order_by(MemberAppeal.filed_at, MemberAppeal.id)).all()


def revocations(work: UnitOfWork, recall_id: uuid.UUID) -> dict[str, bool]:
    """Whether each member for whom the order of a recall was revoked goes on in their place, by their posting."""
    of_recall = select(Revocation).where(Revocation.recall_id == recall_id)
    return {str(row.posting_id): row.is_restored for row in work.session.scalars(of_recall)}


def posting_rows() -> Select[Posting]:
    """SELECT over postings with their person, team, village and dispatching unit."""
    return select(Posting).options(
        joinedload(Posting.person),
        joinedload(Posting.team).joinedload(Team.village).joinedload(Village.unit),
        joinedload(Posting.team).joinedload(Team.dispatching_unit),
    )


def find_postings(work: UnitOfWork, text: str, scope: RecordScope, *, limit: int = 20) -> Sequence[Posting]:
    """Active postings whose person's staff number or name begins so, of dispatching units and villages in scope."""
    wanted = text.strip()
    if not wanted:
        return []
    organ, village = aliased(Unit), aliased(Unit)
    return work.session.scalars(
        posting_rows()
        .join(Person, Posting.person_id == Person.id)
        .join(Team, Posting.team_id == Team.id)
        .join(organ, Team.dispatching_unit_id == organ.id)
        .join(village, Team.village_id == village.id)
        .where(
            Posting.status == PostingStatus.ACTIVE,
            scope.holds(organ.path, village.path),
            or_(
                Person.employee_no.startswith(wanted, autoescape=True), Person.name.startswith(wanted, autoescape=True)
            ),
        )
        .order_by(Person.name, Person.employee_no)
        .limit(limit)
    ).all()


def named_postings(work: UnitOfWork, text: str) -> Sequence[Posting]:
    """The active postings that one line of a lead means: a posting's id, a staff number, or a full name."""
    wanted = text.strip()
    try:
        condition = Posting.id == uuid.UUID(wanted)
    except ValueError:
        condition = or_(Person.employee_no == wanted, Person.name == wanted)
    return work.session.scalars(
        posting_rows()
        .join(Person, Posting.person_id == Person.id)
        .where(Posting.status == PostingStatus.ACTIVE, condition)
    ).all()


def people_lines(text: str) -> list[str]:
    """The people of a field that has a line for each, or a comma between them; a staff number or a name each."""
    return [line.strip() for line in text.replace("，", "\n").splitlines() if line.strip()]


def lock_postings(work: UnitOfWork, posting_ids: Sequence[uuid.UUID]) -> None:
    """Have other leads about these postings wait until this transaction ends: each must see the recall that the other opened."""
    statement = select(Posting.id).where(Posting.id.in_(posting_ids)).order_by(Posting.id).with_for_update()
    work.session.execute(statement)


def open_recall_of(work: UnitOfWork, posting_ids: Sequence[uuid.UUID], *, but: uuid.UUID) -> Recall | None:
    """A recall of one of these postings whose case is still open, leaving out the case `but`."""
    return work.session.scalars(
        select(Recall)
        .join(RecallSubject, RecallSubject.recall_id == Recall.id)
        .join(Case, Recall.case_id == Case.id)
        .where(
            RecallSubject.posting_id.in_(posting_ids),
            RecallSubject.is_open,
            Case.status.in_((CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value)),
            Case.id != but,
        )
        .limit(1)
    ).first()


def open_recalls_beside(work: UnitOfWork, postings: Sequence[Posting], *, but: uuid.UUID) -> Sequence[Recall]:
    """The open recalls of the same persons or of the unit that sent them, the latest first, leaving out the case `but`."""
    persons, units = {each.person_id for each in postings}, {each.team.dispatching_unit_id for each in postings}
    of_persons = (
        select(RecallSubject.recall_id)
        .join(Posting, Posting.id == RecallSubject.posting_id)
        .where(Posting.person_id.in_(persons))
    )
    return work.session.scalars(
        select(Recall)
        .join(Case, Recall.case_id == Case.id)
        .where(
            or_(Recall.unit_id.in_(units), Recall.id.in_(of_persons)),
            Case.status.in_((CaseStatus.ACTIVE.value, CaseStatus.INCIDENT.value)),
            Case.id != but,
        )
        .order_by(Recall.registered_at.desc(), Recall.id)
    ).all()


def ordered_recalls(work: UnitOfWork, unit_id: uuid.UUID, until: datetime) -> int:
    """How many orders to recall (at fault) a unit was given in the twelve months up to an instant; one order is one event."""
    first_day = year_before(local_date(until))
    orders = work.session.scalars(
        select(RecallOrder.issued_at).where(
            RecallOrder.unit_id == unit_id, RecallOrder.kind == RecallKind.ORDERED, RecallOrder.issued_at <= until
        )
    )
    return sum(local_date(issued_at) > first_day for issued_at in orders)


def has_failed_rectification(work: UnitOfWork, unit_id: uuid.UUID, until: datetime) -> bool:
    """True where a rectification of the unit was not accepted in the twelve months up to an instant."""
    first_day = year_before(local_date(until))
    failed = work.session.scalars(
        select(Rectification.inspected_at).where(
            Rectification.unit_id == unit_id,
            Rectification.kind == RectificationKind.UNIT,
            Rectification.status == RectificationStatus.FAILED,
        )
    )
    return any(moment is not None and local_date(moment) > first_day for moment in failed)


def last_decision(work: UnitOfWork, case_id: uuid.UUID, element_id: str) -> Decision | None:
    """The latest decision of record on an element of a case, or None."""
    return work.session.scalars(
        select(Decision)
        .options(joinedload(Decision.person))
        .where(Decision.case_id == case_id, Decision.element_id == element_id)
        .order_by(Decision.decided_at.desc())
        .limit(1)
    ).first()


def verifications_of(work: UnitOfWork, recall_id: uuid.UUID) -> dict[str, Verification]:
    """What each office found last, by office."""
    rows = work.session.scalars(
        select(Verification)
        .options(joinedload(Verification.investigator))
        .where(Verification.recall_id == recall_id)
        .order_by(Verification.round)
    )
    return {row.office: row for row in rows}


@dataclass(frozen=True, slots=True)
class RecallFile:
    """The records of one recall, for its page and for ledgers."""

    recall: Recall
    order: RecallOrder | None
    accountabilities: Sequence[Accountability]
    rectifications: Sequence[Rectification]


def recall_file(work: UnitOfWork, case_id: uuid.UUID) -> RecallFile | None:
    """The records of the recall of a case, or None where the case is none."""
    recall = work.session.scalars(
        select(Recall)
        .options(
            joinedload(Recall.unit),
            selectinload(Recall.subjects).joinedload(RecallSubject.posting).joinedload(Posting.person),
        )
        .where(Recall.case_id == case_id)
    ).one_or_none()
    if recall is None:
        return None
    order = work.session.scalars(select(RecallOrder).where(RecallOrder.recall_id == recall.id)).one_or_none()
    accountabilities = work.session.scalars(
        select(Accountability).where(Accountability.recall_id == recall.id).order_by(Accountability.decided_at)
    ).all()
    rectifications = work.session.scalars(
        select(Rectification).where(Rectification.recall_id == recall.id).order_by(Rectification.issued_at)
    ).all()
    return RecallFile(recall, order, accountabilities, rectifications)


def open_rectifications(work: UnitOfWork, recall_id: uuid.UUID) -> int:
    """How many rectifications of a recall wait for acceptance."""
    return (
        work.session.scalar(
            select(func.count()).where(
                Rectification.recall_id == recall_id, Rectification.status == RectificationStatus.OPEN
            )
        )
        or 0
    )
