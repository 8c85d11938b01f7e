"""An actor: a signed-in person with the posts held at this moment; every verb of casework asks it, never a page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, union_all

from workflows.calendar.zone import local_date
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.people.relatives import kin_of
from workflows.people.words import PostScope, UnitKind
from workflows.store.held import held
from workflows.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Holding:
    """One post held by the actor now."""

    post_key: str
    post_name: str
    post_name_en: str
    unit_id: uuid.UUID
    unit_code: str
    unit_name: str
    unit_name_en: str
    unit_path: str
    scope: PostScope = PostScope.OWN
    records: frozenset[str] = frozenset()
    is_office: bool = False
    cancels: bool = False
    administers: bool = False
    watches: bool = False
    settings: bool = False
    unit_kind: str = ""  # in which kind of unit the post stands
    starts: frozenset[str] = frozenset()  # procedures that it may start beside those drawn so
    is_closing: bool = False

    @property
    def is_inside(self) -> bool:
        """True for a post of the party and government offices that handle cases, not of a unit, a place or a team."""
        return self.unit_kind in (UnitKind.CITY, UnitKind.OFFICE)

    def may_start(self, process_id: str, lane_post: str, unit_id: uuid.UUID | None = None) -> bool:
        """True where it is the post of the start event's lane, or one that may start the procedure beside it, in this unit."""
        in_unit = unit_id is None or self.unit_id == unit_id
        return in_unit and (self.post_key == lane_post or process_id in self.starts)

    def covers(self, unit_path: str | None) -> bool:
        """True where the post's scope holds the unit with this path; only a post for all units covers what has no unit."""
        if self.scope == PostScope.ALL or unit_path is None:
            return self.scope == PostScope.ALL
        # By code, not by the whole path: the path may be that of another day, on which the units above stood elsewhere.
        step = f"/{self.unit_code}/"
        return unit_path.endswith(step) or (self.scope == PostScope.SUBTREE and step in unit_path)

    def label(self, locale: str) -> str:
        """Unit and post in the reader's language, as a signature block shows them."""
        if locale.startswith("zh"):
            return f"{self.unit_name}·{self.post_name}"
        return f"{self.unit_name_en or self.unit_name} · {self.post_name_en}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: account, person and the posts held at the moment of the transaction.

    `close` are those about whom the actor must not decide: the person and the relatives that count today.
    """

    user_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    holdings: tuple[Holding, ...]
    close: frozenset[uuid.UUID]
    today: date
    must_change_password: bool = False  # nothing opens before

    def holds(self, post_key: str, unit_id: uuid.UUID | None = None) -> Holding | None:
        """The holding of this post (in this unit, where one is named), or None."""
        for holding in self.holdings:
            if holding.post_key == post_key and (unit_id is None or holding.unit_id == unit_id):
                return holding
        return None

    def may_start(self, process_id: str, lane_post: str, unit_id: uuid.UUID | None = None) -> Holding | None:
        """The holding in which the actor may start cases of a procedure; that of the start event's lane goes before any other."""
        found = [each for each in self.holdings if each.may_start(process_id, lane_post, unit_id)]
        return next((each for each in found if each.post_key == lane_post), found[0] if found else None)

    def is_under(self, unit_path: str) -> bool:
        """True where one of the posts held lies in the unit with this path or below it."""
        return any(holding.unit_path.startswith(unit_path) for holding in self.holdings)


def actor_for(work: UnitOfWork, user_id: uuid.UUID) -> Actor | None:
    """The actor behind an account, or None where the account is gone or closed.

    A disabled or moved account loses its tasks at once (rules.md 1.8): what is held counts only as long as no account,
    post, unit or relation has changed, and for one day, as posts and relations begin and end with days.
    """
    return held(work, ("actor", user_id, local_date(work.now)), lambda: _load_actor(work, user_id))


def _load_actor(work: UnitOfWork, user_id: uuid.UUID) -> Actor | None:
    found = work.session.execute(
        select(User.id, Person.id, Person.name, User.must_change_password)
        .join(Person, User.person_id == Person.id)
        .where(User.id == user_id, User.is_active)
    ).one_or_none()
    if found is None:
        return None
    today = local_date(work.now)
    kin = work.session.execute(union_all(*kin_of({found[1]}, today)))
    close = frozenset({found[1]} | {relative for _, relative in kin})
    return Actor(found[0], found[1], found[2], holdings_of(work, found[1]), close, today, found[3])


def holdings_of(work: UnitOfWork, person_id: uuid.UUID) -> tuple[Holding, ...]:
    """The posts that this person holds today, in the order of post and unit."""
    today = local_date(work.now)
    rows = work.session.execute(
        select(
            Post.key,
            Post.name,
            Post.name_en,
            Unit.id,
            Unit.code,
            Unit.name,
            Unit.name_en,
            Unit.path,
            Post.scope,
            Post.records,
            Post.is_office,
            Post.cancels,
            Post.administers,
            Post.watches,
            Post.settings,
            Post.unit_kind,
            Post.starts,
            Post.is_closing,
        )
        .select_from(PostHolding)
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(
            PostHolding.person_id == person_id,
            PostHolding.from_on <= today,
            or_(PostHolding.to_on.is_(None), PostHolding.to_on > today),
        )
        .order_by(Post.key, Unit.code)
    )
    found = ((*row[:9], frozenset(row[9]), *row[10:16], frozenset(row[16]), row[17]) for row in rows)
    return tuple(Holding(*each) for each in found)
