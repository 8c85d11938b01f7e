"""Look up names of posts and of persons for pages and fields that know only a key, a staff number, or a beginning."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import joinedload

from workflows.people.models import Person, Post, Unit, User
from workflows.people.records import RecordScope
from workflows.people.village_codes import is_called
from workflows.people.words import UnitKind
from workflows.store import UnitOfWork, held

SENDING = (UnitKind.ORGAN, UnitKind.OFFICE)
"""Kinds of units that send people to villages."""


def post_labels(work: UnitOfWork, locale: str, *, in_use: bool = False) -> Mapping[str, str]:
    """The name of every post in the reader's language, by key; `in_use` leaves out those that were withdrawn."""
    wanted = select(Post).where(Post.withdrawn_on.is_(None)) if in_use else select(Post)
    return held(
        work,
        ("post_labels", locale, in_use),
        lambda: {post.key: post.label(locale) for post in work.session.scalars(wanted)},
    )


def names_behind(
    work: UnitOfWork, ids: Collection[uuid.UUID], numbers: Collection[str], is_open: ColumnElement[bool] | None = None
) -> tuple[dict[uuid.UUID, str], dict[str, str]]:
    """Names of persons by id and by staff number, one statement for both; what nobody has is left out, and so are
    numbers of people for whom `is_open`, over Person and its Unit, does not hold."""
    if not ids and not numbers:
        return {}, {}
    rows = work.session.execute(
        select(Person.id, Person.employee_no, Person.name)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(or_(Person.id.in_(ids), and_(Person.employee_no.in_(numbers), true() if is_open is None else is_open)))
    ).all()
    return {row.id: row.name for row in rows}, {row.employee_no: row.name for row in rows if row.employee_no}


def person_named(work: UnitOfWork, text: str) -> Person | None:
    """The person with this id or staff number."""
    wanted = text.strip()
    try:
        condition = Person.id == uuid.UUID(wanted)
    except ValueError:
        condition = Person.employee_no == wanted
    return work.session.scalars(select(Person).options(joinedload(Person.unit)).where(condition)).one_or_none()


def person_with(work: UnitOfWork, person_id: uuid.UUID) -> Person | None:
    """The person with this id."""
    return work.session.get(Person, person_id)


def has_account(work: UnitOfWork, person_id: uuid.UUID) -> bool:
    """Whether somebody can sign in and so act for themselves."""
    return work.session.scalar(select(User.id).where(User.person_id == person_id, User.is_active).limit(1)) is not None


def one_person(work: UnitOfWork, text: str) -> Person | None:
    """The one person with this user name, staff number or full name; None where there is none, or more than one of the name."""
    wanted = text.strip()
    named = select(User.person_id).where(User.username == wanted).scalar_subquery()
    statement = select(Person).where(or_(Person.id == named, Person.employee_no == wanted, Person.name == wanted))
    found = work.session.scalars(statement.limit(2)).all() if wanted else []
    return found[0] if len(found) == 1 else None


def find_villages(work: UnitOfWork, words: str, scope: RecordScope, *, limit: int = 20) -> Sequence[Unit]:
    """Villages in scope whose code begins so or whose name holds it, today's or a former one, by code."""
    wanted = words.strip()
    if not wanted:
        return []
    return work.session.scalars(
        select(Unit)
        .where(
            Unit.kind == UnitKind.VILLAGE,
            scope.holds(Unit.path),
            Unit.valid_to.is_(None),
            or_(
                Unit.code.startswith(wanted, autoescape=True),
                Unit.name.contains(wanted, autoescape=True),
                is_called(wanted),
            ),
        )
        .order_by(Unit.code)
        .limit(limit)
    ).all()


def find_senders(work: UnitOfWork, words: str, scope: RecordScope, *, limit: int = 20) -> Sequence[Unit]:
    """Units in scope that may send people (SENDING), whose code begins so or whose name holds it, by name."""
    wanted = words.strip()
    if not wanted:
        return []
    return work.session.scalars(
        select(Unit)
        .where(
            Unit.kind.in_(SENDING),
            scope.holds(Unit.path),
            Unit.valid_to.is_(None),
            or_(Unit.code.startswith(wanted, autoescape=True), Unit.name.contains(wanted, autoescape=True)),
        )
        .order_by(Unit.name, Unit.code)
        .limit(limit)
    ).all()


def find_staff(work: UnitOfWork, words: str, scope: RecordScope, *, limit: int = 20) -> Sequence[Person]:
    """Persons of the units in scope whose staff number or name begins so; only who has a number."""
    wanted = words.strip()
    if not wanted:
        return []
    return work.session.scalars(
        select(Person)
        .join(Unit, Person.unit_id == Unit.id)
        .options(joinedload(Person.unit))
        .where(
            Person.employee_no.is_not(None),
            scope.holds(Unit.path),
            or_(
                Person.employee_no.startswith(wanted, autoescape=True), Person.name.startswith(wanted, autoescape=True)
            ),
        )
        .order_by(Person.name, Person.employee_no)
        .limit(limit)
    ).all()
