"""People and units by words of their names, by numbers and by initials, for the one search of all (documents/search.py).

Only those whose pages open to the reader: by the roster that their posts read, as their own, or all for whoever keeps the posts
(design 6a, rule 7).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager

from workflows.people.actor import Actor
from workflows.people.initials import is_initials, people_by_initials, units_by_initials
from workflows.people.models import Person, Unit
from workflows.people.records import RecordScope, records_open_to, relatives_of
from workflows.people.roster_pages import stands_open
from workflows.people.village_codes import is_called
from workflows.store import UnitOfWork


def people_found(work: UnitOfWork, actor: Actor, words: Sequence[str], *, keeps: bool, most: int) -> list[Person]:
    """People in whose name each word stands, whose initials or staff number begin so, by name; at most one more than `most`.

    `keeps` says that the reader keeps the posts, and so sees everybody. A staff number finds only where the reader may read it.
    """
    scope = RecordScope(is_everywhere=True) if keeps else records_open_to(actor, "roster")
    is_open = (
        or_(Person.id == actor.person_id, Person.id.not_in(sorted(relatives_of(actor))))
        if keeps
        else stands_open(actor)
    )
    found = (
        select(Person)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .options(contains_eager(Person.unit))
        .where(Person.name > "")  # in the order of its index, until the page is full
        .where(is_open)
        .where(*(_is_person(work, scope, word) for word in words))
    )
    return list(work.session.scalars(found.order_by(Person.name, Person.id).limit(most + 1)))


def _is_person(work: UnitOfWork, scope: RecordScope, word: str) -> ColumnElement[bool]:
    number = func.lower(Person.employee_no).startswith(word, autoescape=True)
    ways = [Person.name.icontains(word, autoescape=True), and_(number, scope.holds(Unit.path))]
    if is_initials(word):
        ways.append(Person.id.in_(sorted(people_by_initials(work, word))))
    return or_(false(), *ways)


def units_found(work: UnitOfWork, actor: Actor, words: Sequence[str], *, sees_all: bool, most: int) -> list[Unit]:
    """Units in whose names each word stands, whose code begins so or whose initials hold it, in the order of the tree; at most one
    more than `most`: those whose page opens to the reader (casework/unit_records.py), and all where the reader sees every unit.
    """
    scope = RecordScope(is_everywhere=True) if sees_all else records_open_to(actor, "roster")
    held = sorted({holding.unit_id for holding in actor.holdings})
    found = select(Unit).where(
        Unit.path > "", or_(scope.holds(Unit.path), Unit.id.in_(held)), *(_is_unit(work, word) for word in words)
    )
    return list(work.session.scalars(found.order_by(Unit.path).limit(most + 1)))


def _is_unit(work: UnitOfWork, word: str) -> ColumnElement[bool]:
    names = [column.icontains(word, autoescape=True) for column in (Unit.name, Unit.name_en)]
    ways = [*names, func.lower(Unit.code).startswith(word, autoescape=True), is_called(word)]
    if is_initials(word):
        ways.append(Unit.id.in_(sorted(units_by_initials(work, word))))
    return or_(*ways)
