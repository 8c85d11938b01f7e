"""Which post leads somebody, or a unit: read from the catalogue of posts and the tree of units, never from who holds it today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.people.models import Post, Unit
from workflows.people.unit_tree import line_on
from workflows.people.words import PostScope, UnitKind
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in one unit, by the unit's code; without a unit a post for all units, of which the office has one."""

    post: str
    unit: str | None

    @property
    def group(self) -> str:
        """As candidate groups of a diagram name it."""
        return self.post if self.unit is None else f"{self.post}@{self.unit}"


def seat_for(work: UnitOfWork, post_key: str, unit_code: str, *, on: date | None = None) -> Seat | None:
    """The post that is responsible for a unit: in it, or in the nearest unit above it of the kind in which the post stands.

    A post for all units (`scope: all`) is the office's own, whatever the unit. The tree is that of the day `on`, else today's.
    None where there is no such post, unit or one above.
    """
    post = work.session.get(Post, post_key)
    units = _upwards(work, unit_code, on)
    if post is None or not units:
        return None
    if post.scope == PostScope.ALL:
        return Seat(post.key, None)
    fitting = (unit for unit in units if post.unit_kind in ("", unit.kind))
    found = next(fitting, None)
    return Seat(post.key, found.code) if found is not None else None


def leader_of_unit(work: UnitOfWork, unit_code: str, level: int = 1, *, on: date | None = None) -> Seat | None:
    """The post that leads a unit (`leads` of the catalogue); at level 2 that of the next unit above that has one, and so on.

    None where the unit itself, or nothing so far above it, is led by a post.
    """
    units = _upwards(work, unit_code, on)
    if not units:
        return None
    first, *above = units
    led = [_leading(work, first), *(seat for unit in above if (seat := _leading(work, unit)) is not None)]
    return led[level - 1] if 1 <= level <= len(led) else None


def leader_of_seat(work: UnitOfWork, seat: Seat, level: int = 1, *, on: date | None = None) -> Seat | None:
    """The post that leads whoever holds a post in a unit, `level` steps up.

    One step leads to the post that the catalogue names as `leader`, where it is responsible for the unit; without one to the post
    that leads the unit, and from that to the next unit above that is led by a post. None where the steps end before.
    """
    found: Seat | None = seat
    for _ in range(level):
        if found is None:
            return None
        found = _above(work, found, on)
    return found


def _above(work: UnitOfWork, seat: Seat, on: date | None) -> Seat | None:
    post = work.session.get(Post, seat.post)
    if post is None:
        return None
    if post.leader_key is not None:
        if seat.unit is not None:
            return seat_for(work, post.leader_key, seat.unit, on=on)
        leader = work.session.get(Post, post.leader_key)
        # From a post for all units there is no way down to one that stands in a single unit.
        return Seat(leader.key, None) if leader is not None and leader.scope == PostScope.ALL else None
    if seat.unit is None:
        return None
    first = leader_of_unit(work, seat.unit, on=on)
    if first is not None and first != seat:
        return first
    return leader_of_unit(work, seat.unit, 2, on=on)


def _leading(work: UnitOfWork, unit: Unit) -> Seat | None:
    post = post_leading(work, unit.kind)
    return Seat(post, unit.code) if post is not None else None


def post_leading(work: UnitOfWork, kind: UnitKind) -> str | None:
    """The one post that leads units of this kind; the catalogue refuses a second."""
    posts = work.session.scalars(select(Post).order_by(Post.key))
    found = [post.key for post in posts if kind in post.leads]
    return found[0] if len(found) == 1 else None


def _upwards(work: UnitOfWork, unit_code: str, on: date | None) -> Sequence[Unit]:
    """The unit and every unit above it, the nearest first; empty for a code that no unit has."""
    return line_on(work, unit_code, on or local_date(work.now))
