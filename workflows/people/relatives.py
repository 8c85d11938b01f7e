"""Declare relatives (亲属申报), confirm and end a relation: what keeps people from deciding about those close to them (C2)."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased, joinedload

from workflows.calendar.zone import local_date
from workflows.people.models import Person, Relation
from workflows.people.words import RelationKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork


class RelativeRefused(Exception):
    """A relation cannot be declared so; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def kin_of(
    person_ids: Collection[uuid.UUID], today: date
) -> tuple[Select[uuid.UUID, uuid.UUID], Select[uuid.UUID, uuid.UUID]]:
    """Two SELECTs of (person, relative): for each of these persons, whom they may not decide about today (C2).

    A relation counts for whoever declared it, and for the other once it is confirmed.
    """
    holds = Relation.holding_on(today)
    declared = select(Relation.person_id, Relation.other_id).where(Relation.person_id.in_(person_ids), holds)
    told_of = select(Relation.other_id, Relation.person_id).where(
        Relation.other_id.in_(person_ids), holds, Relation.open_since.is_(None)
    )
    return declared, told_of


def declared_relatives(work: UnitOfWork, person_id: uuid.UUID) -> Sequence[tuple[Relation, Person]]:
    """What a person declared, with the relative, present relations first. Only for the person themselves to read."""
    relative = aliased(Person)
    rows = work.session.execute(
        select(Relation, relative)
        .join(relative, Relation.other_id == relative.id)
        .where(Relation.person_id == person_id)
        .order_by(Relation.holding_on(local_date(work.now)).desc(), relative.name)
    )
    return [(row[0], row[1]) for row in rows]


def persons_named(work: UnitOfWork, words: str, *, limit: int = 20) -> Sequence[Person]:
    """Persons whose full name or staff number is exactly this: somebody who does not know it learns nothing by trying."""
    text = words.strip()
    if not text:
        return []
    statement = (
        select(Person).options(joinedload(Person.unit)).where(or_(Person.name == text, Person.employee_no == text))
    )
    return work.session.scalars(statement.order_by(Person.name, Person.employee_no).limit(limit)).all()


def declare_relative(
    work: UnitOfWork, person_id: uuid.UUID, other_id: uuid.UUID, kind: str, since_on: date | None
) -> Relation:
    """Declare a relative; declaring one again whose relation had ended takes it up anew.

    It keeps the declarer away at once, and the other when they or the department confirm it, or have declared it themselves.
    Raises RelativeRefused: `unknown_kind`, `oneself`, `unknown` person, `future` beginning, `known` already.
    """
    today = local_date(work.now)
    if kind not in set(RelationKind):
        raise RelativeRefused("unknown_kind")
    if other_id == person_id:
        raise RelativeRefused("oneself")
    if work.session.get(Person, other_id) is None:
        raise RelativeRefused("unknown")
    if since_on is not None and since_on > today:
        raise RelativeRefused("future")
    relation = work.session.scalar(
        select(Relation).where(and_(Relation.person_id == person_id, Relation.other_id == other_id))
    )
    if relation is not None and relation.holds_on(today):
        raise RelativeRefused("known")
    mirrored = work.session.scalar(
        select(Relation).where(
            Relation.person_id == other_id,
            Relation.other_id == person_id,
            Relation.holding_on(today),
        )
    )
    if relation is None:
        relation = Relation(person_id=person_id, other_id=other_id)
        work.session.add(relation)
    relation.kind, relation.since_on, relation.ended_on, relation.declared_at = (
        RelationKind(kind),
        since_on,
        None,
        work.now,
    )
    # Where both have said it there is nothing left to confirm.
    relation.open_since, relation.denied_at = work.now if mirrored is None else None, None
    work.session.flush()
    _tell(work, relation, HistoryKind.RELATION_DECLARED, by=person_id)
    if mirrored is not None and mirrored.open_since is not None:
        _confirm(work, mirrored, by=person_id, reason="")
    return relation


def declared_about(work: UnitOfWork, person_id: uuid.UUID) -> Sequence[tuple[Relation, Person]]:
    """What others declare about a person and holds today, with the declarer, what waits for a word first."""
    rows = work.session.execute(
        select(Relation, Person)
        .join(Person, Relation.person_id == Person.id)
        .where(Relation.other_id == person_id, Relation.holding_on(local_date(work.now)))
        .order_by(Relation.open_since.is_(None), Person.name)
    )
    return [(row[0], row[1]) for row in rows]


def answer_declaration(
    work: UnitOfWork, relation_id: uuid.UUID, person_id: uuid.UUID, *, is_so: bool
) -> Relation | None:
    """What the person whom an open declaration names says of it; None where none about them waits for a word.

    Confirmed, it keeps them away from now on. Denied, it stays open for the department: neither of the two decides alone.
    """
    relation = _open(work, relation_id)
    if relation is None or relation.other_id != person_id:
        return None
    if is_so:
        _confirm(work, relation, by=person_id, reason="")
    elif relation.denied_at is None:
        relation.denied_at = work.now
        _tell(work, relation, HistoryKind.RELATION_DENIED, by=person_id)
    return relation


def confirm_relation(work: UnitOfWork, relation_id: uuid.UUID, *, by: uuid.UUID, reason: str) -> Relation | None:
    """Confirm an open declaration, as the department that keeps the declarations found; None where it is not open.

    From then on it keeps both of the two away. Raises RelativeRefused `party` where `by` is one of them.
    """
    relation = _open(work, relation_id)
    if relation is None:
        return None
    _refuse_party(relation, by)
    _confirm(work, relation, by=by, reason=reason)
    return relation


def _open(work: UnitOfWork, relation_id: uuid.UUID) -> Relation | None:
    relation = _holding(work, relation_id)
    return relation if relation is not None and relation.open_since else None


def _holding(work: UnitOfWork, relation_id: uuid.UUID) -> Relation | None:
    relation = work.session.get(Relation, relation_id)
    return relation if relation is not None and relation.holds_on(local_date(work.now)) else None


def _confirm(work: UnitOfWork, relation: Relation, *, by: uuid.UUID, reason: str) -> None:
    relation.open_since = None
    _tell(work, relation, HistoryKind.RELATION_CONFIRMED, by=by, values={"reason": reason} if reason else None)


def _refuse_party(relation: Relation, by: uuid.UUID) -> None:
    if by in (relation.person_id, relation.other_id):
        raise RelativeRefused("party")


def end_relation(work: UnitOfWork, relation_id: uuid.UUID, *, by: uuid.UUID, reason: str) -> Relation | None:
    """End a relation from today, as the department that keeps the declarations found; None where there is none that holds.

    Neither of the two can end it: whoever may lift what keeps them from a case is kept from nothing. Raises RelativeRefused
    `party` where `by` is one of them. The reason stands beside the history, where it can be erased.
    """
    relation = _holding(work, relation_id)
    if relation is None:
        return None
    _refuse_party(relation, by)
    relation.ended_on = local_date(work.now)
    _tell(work, relation, HistoryKind.RELATION_ENDED, by=by, values={"reason": reason})
    return relation


def _tell(
    work: UnitOfWork, relation: Relation, kind: HistoryKind, *, by: uuid.UUID, values: Mapping[str, str] | None = None
) -> None:
    """The history says what became of a relation, and between whom; what kind it is stays in the row."""
    data = {"relation": str(relation.id), "other_id": str(relation.other_id)}
    record(work, None, kind, data, actor_id=by, values=values)
