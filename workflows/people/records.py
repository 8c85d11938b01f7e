"""Records outside cases (design 6a, rule 7): which units' rows a post may read, as bpmn/posts.yaml says; one's own beside them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_, true

from workflows.people.actor import Actor
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
    holdings = [holding for holding in actor.holdings if kind in holding.records]
    return RecordScope(
        is_everywhere=any(holding.scope == PostScope.ALL for holding in holdings),
        paths=frozenset(holding.unit_path for holding in holdings if holding.scope == PostScope.SUBTREE),
        own=frozenset(holding.unit_path for holding in holdings if holding.scope == PostScope.OWN),
    )


def records_about(actor: Actor, kind: str, person_id: uuid.UUID) -> RecordScope:
    """The same for records about one person: nothing of somebody close to the actor (6a, rule 6), whatever the posts open.

    Whether or not there is a case about them: that it suddenly closes would tell of one.
    """
    is_close = person_id in actor.close and person_id != actor.person_id
    return RecordScope() if is_close else records_open_to(actor, kind)


def relatives_of(actor: Actor) -> frozenset[uuid.UUID]:
    """The people whom lists of records leave out for the actor, for the same reason."""
    return actor.close - {actor.person_id}
