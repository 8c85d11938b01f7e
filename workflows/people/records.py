"""Records outside cases (design 6a, rule 7): which units' rows a post may read, as bpmn/posts.yaml says; one's own beside them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from workflows.people.actor import Actor, Holding
from workflows.people.words import PostScope


@dataclass(frozen=True, slots=True)
class RecordScope:
    """The units whose records of one kind somebody may read: every one, or those with or below these paths."""

    is_everywhere: bool = False
    paths: frozenset[str] = frozenset()  # whole subtrees
    own: frozenset[str] = frozenset()  # single units

    def covers(self, path: str | None) -> bool:
        """True where a unit with this path lies inside; what has no unit is only in the scope of everything."""
        inside = path is not None and (path in self.own or any(path.startswith(each) for each in self.paths))
        return self.is_everywhere or inside

    def holds(self, *paths: Any) -> ColumnElement[bool]:
        """SQL: one of these columns of unit paths lies inside; goes into the query, before its limit."""
        if self.is_everywhere:
            return true()
        subtrees = [path.startswith(each, autoescape=True) for path in paths for each in sorted(self.paths)]
        single = [path.in_(sorted(self.own)) for path in paths if self.own]
        return or_(false(), *subtrees, *single)


def records_open_to(actor: Actor, kind: str) -> RecordScope:
    """The scope in which the actor's posts may read records of a kind, such as `roster` or `coordinates`."""
    return _scope_of(actor.holdings, kind)


def _scope_of(held: Iterable[Holding], kind: str) -> RecordScope:
    holdings = [holding for holding in held if kind in holding.records]
    return RecordScope(
        is_everywhere=any(holding.scope == PostScope.ALL for holding in holdings),
        paths=frozenset(holding.unit_path for holding in holdings if holding.scope == PostScope.SUBTREE),
        own=frozenset(holding.unit_path for holding in holdings if holding.scope == PostScope.OWN),
    )


def records_about(actor: Actor, kind: str, person_id: uuid.UUID) -> RecordScope:
    """The same for records about one person: nothing of somebody close to the actor (6a, rule 6), whatever the posts open; nor, by
    the posts of somebody absent, of the absent or those close to them.

    Whether or not there is a case about them: that it suddenly closes would tell of one.
    """
    return _scope_of((each for held, closed in _rights(actor) if person_id not in closed for each in held), kind)


def records_held(
    actor: Actor, kind: str, person_id: Any, holds: Callable[[RecordScope], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """SQL: the row, which is about the person in this column, is open to the actor as `records_about` says of one person; `holds`
    gives the condition under which a scope holds the row."""
    ways = [
        and_(holds(_scope_of(held, kind)), person_id.not_in(sorted(closed)))
        for held, closed in _rights(actor)
        if any(kind in each.records for each in held)
    ]
    return or_(false(), *ways)


def relatives_of(actor: Actor) -> frozenset[uuid.UUID]:
    """Those close to the actor, of whom no right opens anything to them."""
    return actor.close - {actor.person_id}


def _rights(actor: Actor) -> list[tuple[Sequence[Holding], frozenset[uuid.UUID]]]:
    """The actor's own posts, and those of each absent person for whom they stand in, with the people of whom they open nothing."""
    own = relatives_of(actor)
    lent = [
        ([each for each in actor.holdings if each.for_id == absent.person_id], own | absent.close - {actor.person_id})
        for absent in actor.stand_ins
    ]
    return [(actor.own, own), *lent]
