"""An actor: a signed-in person with the posts held at this moment; every verb of casework asks it, never a page."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, select, union_all

from workflows.calendar.zone import local_date
from workflows.people.absence_models import Absence, AbsencePost
from workflows.people.models import Person, Post, PostHolding, Unit, User
from workflows.people.relatives import kin_of
from workflows.people.words import PostScope, UnitKind
from workflows.store.held import held
from workflows.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Holding:
    """One post in which the actor may act now: held by them, or by somebody absent for whom they stand in (`for_id`)."""

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
    directs: bool = False
    relatives: bool = False
    unit_kind: str = ""  # in which kind of unit the post stands
    starts: frozenset[str] = frozenset()  # procedures that it may start beside those drawn so
    is_closing: bool = False
    is_of_team: bool = False  # goes with a role in a village work team: its holder keeps a diary
    for_id: uuid.UUID | None = None  # who is away and holds it; the actor is the substitute
    for_name: str = ""

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

    def label_for(self, locale: str) -> str:
        """The same, with whom the actor stands in for where it is somebody else's post."""
        if self.for_id is None:
            return self.label(locale)
        if locale.startswith("zh"):
            return f"{self.label(locale)}（代{self.for_name}）"
        return f"{self.label(locale)} (for {self.for_name})"


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody absent today for whom the actor is the substitute (代理): who, and about whom neither of the two decides."""

    person_id: uuid.UUID
    name: str
    close: frozenset[uuid.UUID]
    posts: tuple[tuple[str, uuid.UUID], ...]  # of theirs, (post, unit), in which the actor acts


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: account, person and the posts held at the moment of the transaction.

    `close` are those about whom the actor must not decide: the person and the relatives that count today. Posts of others for
    whom the actor stands in come behind the actor's own, so that one's own right goes before a substitute's.
    """

    user_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    holdings: tuple[Holding, ...]
    close: frozenset[uuid.UUID]
    today: date
    must_change_password: bool = False  # nothing opens before
    stand_ins: tuple[StandIn, ...] = ()
    acting: Holding | None = None  # in which post, while a verb is under way

    @property
    def both(self) -> frozenset[uuid.UUID]:
        """Who acts, and as a substitute also for whom: what one of them must not do, neither does."""
        for_id = self.acting.for_id if self.acting is not None else None
        return frozenset({self.person_id} if for_id is None else {self.person_id, for_id})

    @property
    def units(self) -> frozenset[uuid.UUID]:
        """The units in which the actor holds a post, as a substitute also those of whom they stand in for."""
        return frozenset(holding.unit_id for holding in self.holdings)

    @property
    def signs(self) -> str:
        """The name as letters write it: “X 代 Y” for a substitute."""
        if self.acting is None or self.acting.for_id is None:
            return self.name
        return f"{self.name} 代 {self.acting.for_name}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names in `signs`, which letters mask outside."""
        if self.acting is None or self.acting.for_id is None:
            return (self.name,)
        return (self.name, self.acting.for_name)

    def in_post(self, holding: Holding | None) -> Actor:
        """The same actor, while they act in this post."""
        return replace(self, acting=holding)

    @property
    def own(self) -> tuple[Holding, ...]:
        """The posts that the actor holds themselves."""
        return tuple(each for each in self.holdings if each.for_id is None) if self.stand_ins else self.holdings

    def without(self, absent: Collection[uuid.UUID]) -> Actor:
        """The same actor, standing in for none of these persons."""
        if not absent:
            return self
        return replace(
            self,
            holdings=tuple(each for each in self.holdings if each.for_id not in absent),
            stand_ins=tuple(each for each in self.stand_ins if each.person_id not in absent),
        )

    def without_close(self, person_id: uuid.UUID) -> Actor:
        """The same actor, standing in for nobody who is this person or a relative of theirs."""
        return self.without([each.person_id for each in self.stand_ins if person_id in each.close])

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
    today, person_id = local_date(work.now), found[1]
    lent = _lent_holdings(work, person_id)
    absent = {each.for_id: each.for_name for each in lent if each.for_id is not None}
    close: dict[uuid.UUID, set[uuid.UUID]] = {each: {each} for each in (person_id, *absent)}
    for one, relative in work.session.execute(union_all(*kin_of(close, today))):
        close[one].add(relative)
    stand_ins = tuple(
        StandIn(
            each,
            name,
            frozenset(close[each]),
            tuple((holding.post_key, holding.unit_id) for holding in lent if holding.for_id == each),
        )
        for each, name in absent.items()
    )
    holdings = (*holdings_of(work, person_id), *lent)
    return Actor(found[0], person_id, found[2], holdings, frozenset(close[person_id]), today, found[3], stand_ins)


_OF_POST = (
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
    Post.directs,
    Post.relatives,
    Post.unit_kind,
    Post.starts,
    Post.is_closing,
    Post.roles,
)


def _holding(row: Sequence[Any]) -> Holding:
    values = (*row[:9], frozenset(row[9]), *row[10:18], frozenset(row[18]), row[19], bool(row[20]))
    return Holding(*values)


def holdings_of(work: UnitOfWork, person_id: uuid.UUID) -> tuple[Holding, ...]:
    """The posts that this person holds today themselves, in the order of post and unit."""
    rows = work.session.execute(
        select(*_OF_POST)
        .select_from(PostHolding)
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(PostHolding.person_id == person_id, PostHolding.holding_on(local_date(work.now)))
        .order_by(Post.key, Unit.code)
    )
    return tuple(_holding(row) for row in rows)


def _lent_holdings(work: UnitOfWork, person_id: uuid.UUID) -> tuple[Holding, ...]:
    """The posts of others who are away today and for whom this person stands in; only what those hold themselves: no chains.

    Neither the administration of the system nor deciding on its rules goes with a post: what one of two people prepares and the
    other decides on would else be one person's.
    """
    today = local_date(work.now)
    rows = work.session.execute(
        select(*_OF_POST, Person.id, Person.name)
        .select_from(Absence)
        .join(AbsencePost, AbsencePost.absence_id == Absence.id)
        .join(Person, Person.id == Absence.person_id)
        .join(
            PostHolding,
            and_(
                PostHolding.person_id == Absence.person_id,
                PostHolding.post_key == AbsencePost.post_key,
                PostHolding.unit_id == AbsencePost.unit_id,
            ),
        )
        .join(Post, PostHolding.post_key == Post.key)
        .join(Unit, PostHolding.unit_id == Unit.id)
        .where(
            Absence.substitute_id == person_id,
            Absence.running_on(today),
            PostHolding.holding_on(today),
            Post.administers.is_(False),
        )
        .order_by(Person.name, Person.id, Post.key, Unit.code)
    )
    found = (replace(_holding(row), settings=False, for_id=row[21], for_name=row[22]) for row in rows)
    return tuple(dict.fromkeys(found))
