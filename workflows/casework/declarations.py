"""The lists of declared relatives for the department that keeps them: those that wait for a word, and all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased, joinedload

from workflows.calendar.zone import local_date
from workflows.casework.keys import Key, Rows, beyond, counted, merged, page_of
from workflows.people import Person, Relation
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declared relation, with who declared it and whom they named."""

    relation: Relation
    person: Person
    relative: Person


def declarations(
    work: UnitOfWork, *, waiting: bool, search: str = "", after: Key | None = None, per_page: int = 50
) -> Rows[Declaration]:
    """One page of the declarations that wait for a word, the longest waiting first, or of all, the newest first: two statements.

    `search` finds either name. For the organisation
    department, which keeps the declarations of cadres; no page for anybody else may ask this.
    """
    words = search.strip()
    found = page_of(
        work,
        lambda limit: _waiting(work, after, limit) if waiting else _all(work, after, limit),
        per_page,
        (lambda rows, row_id: _naming(rows, row_id, words)) if words else None,
        is_falling=not waiting,
        reads_texts=True,
    )
    relative = aliased(Person)
    rows = work.session.execute(
        select(Relation, Person, relative)
        .join(Person, Relation.person_id == Person.id)
        .join(relative, Relation.other_id == relative.id)
        .options(joinedload(Person.unit), joinedload(relative.unit))
        .where(Relation.id.in_(found.rows))
    )
    by_id = {row[0].id: Declaration(*row) for row in rows}
    return Rows([by_id[relation_id] for relation_id in found.rows], found.following)


def waiting_declarations(work: UnitOfWork) -> int:
    """How many declarations wait for a word, up to the number beyond which counting tells nobody anything."""
    return counted(work, lambda limit: _waiting(work, None, limit))[0]


def _all(work: UnitOfWork, after: Key | None, limit: int) -> Select[Any, Any]:
    return (
        select(Relation.declared_at, Relation.id)
        # True of every row; said, it lets the database begin within the index.
        .where(Relation.declared_at <= work.now, *beyond(Relation.declared_at, Relation.id, after, is_falling=True))
        .order_by(Relation.declared_at.desc(), Relation.id.desc())
        .limit(limit)
    )


def _waiting(work: UnitOfWork, after: Key | None, limit: int) -> Select[Any, Any]:
    # Those without a last day, which have an index of their own, and the few that will end on a day to come.
    holding = (Relation.ended_on.is_(None), Relation.ended_on > local_date(work.now))
    arms = [
        select(Relation.open_since, Relation.id)
        .where(holds, Relation.open_since <= work.now, *beyond(Relation.open_since, Relation.id, after))
        .order_by(Relation.open_since, Relation.id)
        .limit(limit)
        for holds in holding
    ]
    return merged(arms, limit)


def _naming(rows: Select[Any, Any], relation_id: Any, words: str) -> Select[Any, Any]:
    """Those of the rows, each with the id of a relation, of whose two persons one has these words in their name."""
    relation, declarer, other = aliased(Relation), aliased(Person), aliased(Person)
    named = rows.join(relation, relation.id == relation_id).join(declarer, declarer.id == relation.person_id)
    return named.join(other, other.id == relation.other_id).where(
        or_(*(each.name.icontains(words, autoescape=True) for each in (declarer, other)))
    )
