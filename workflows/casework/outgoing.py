"""Notices on their way out: to whom each goes by which way, which is sent next, and what became of it.

Written for the worker, which calls one function a transaction. What is sent and how stands in `workflows/jobs/ways`.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, union, update

from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.models import Case, Notice, NoticeChoice, NoticeToSend, Outgoing
from workflows.casework.notices import is_for, posts_told
from workflows.casework.words import CLOCK_KINDS, NoticeWay
from workflows.people import Absence, Actor, actor_for
from workflows.people.models import Person, PostHolding, User
from workflows.store import UnitOfWork, insert_once

BATCH = 100
CLAIMED = timedelta(minutes=10)
"""How long a worker may take to send one message; after that it counts as dead, and the message is sent again with the same id."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60))
"""How long is waited after each failure; after the last one always as long as then."""
KEPT = timedelta(days=30)
COUNTED = 1000


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of a day in which nobody is written to, but about a clock."""

    since: int
    until: int

    def ends(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours in which it lies."""
        local = moment.astimezone(OFFICE_ZONE)
        is_over_night = self.since > self.until
        is_quiet = (
            local.hour >= self.since or local.hour < self.until
            if is_over_night
            else self.since <= local.hour < self.until
        )
        if not is_quiet:
            return moment
        day = local.date() + timedelta(days=1 if is_over_night and local.hour >= self.since else 0)
        return datetime.combine(day, time(self.until), OFFICE_ZONE).astimezone(moment.tzinfo)


@dataclass(frozen=True, slots=True)
class Message:
    """One notice for one person by one way, ready to be sent. `title` is what anybody may read; `text` is for the person alone."""

    outgoing_id: int
    notice_id: uuid.UUID
    person_id: uuid.UUID
    way: NoticeWay
    kind: str
    locale: str
    title: str
    text: str
    mail: str
    employee_no: str
    name: str
    written_at: datetime
    attempts: int

    @property
    def key(self) -> str:
        """By this the receiving side knows that it has the message already; the same however often it is sent."""
        return f"{self.notice_id}.{self.person_id}"


def spread(work: UnitOfWork, ways: Collection[NoticeWay], quiet: Quiet | None) -> int:
    """Look at the oldest notices not yet looked at: one row for each person and way that it goes by. How many were looked at.

    Where nothing goes out they are forgotten: what is configured later sends no old news.
    """
    waiting = select(NoticeToSend).order_by(NoticeToSend.id).limit(BATCH).with_for_update(skip_locked=True)
    found = work.session.scalars(waiting).all()
    for each in found:
        if ways:
            notice = work.session.get_one(Notice, each.notice_id)
            for person_id in people_told(work, notice):
                _spread_to(work, notice, person_id, ways, quiet)
        work.session.execute(delete(NoticeToSend).where(NoticeToSend.id == each.id))
    return len(found)


def people_told(work: UnitOfWork, notice: Notice) -> list[uuid.UUID]:
    """Whom a notice reaches: the person, or today's holders of the post with an open account, without those who stand aside.

    The same people as those whose page lists it.
    """
    if notice.person_id is not None:
        return [notice.person_id]
    today = local_date(work.now)
    held = [PostHolding.post_key == notice.post_key, PostHolding.holding_on(today)]
    if notice.unit_id is not None:
        held.append(PostHolding.unit_id == notice.unit_id)
    holders = select(User.id, User.person_id).join(PostHolding, PostHolding.person_id == User.person_id)
    substitutes = (
        select(User.id, User.person_id)
        .join(Absence, and_(Absence.substitute_id == User.person_id, Absence.running_on(today)))
        .join(PostHolding, PostHolding.person_id == Absence.person_id)
    )
    asked = union(*(each.where(*held, User.is_active) for each in (holders, substitutes)))
    found = []
    for user_id, person_id in work.session.execute(asked).all():
        actor = actor_for(work, user_id)
        # Of a post in which a substitute does not act they hear nothing.
        if actor is None or not is_for(notice, actor):
            continue
        is_open = notice.case_id is None or work.session.scalar(
            select(Notice.id).where(Notice.id == notice.id, or_(*_open_to(notice, actor)))
        )
        if is_open:
            found.append(person_id)
    return sorted(found)


def _open_to(notice: Notice, actor: Actor) -> list[ColumnElement[bool]]:
    """SQL: the conditions, any of which opens the notice to the actor, by each of the posts to which it goes."""
    told = posts_told(actor)
    return [
        is_open for (post, unit_id), is_open in told.items() if (post, unit_id) == (notice.post_key, notice.unit_id)
    ]


def _spread_to(
    work: UnitOfWork, notice: Notice, person_id: uuid.UUID, ways: Iterable[NoticeWay], quiet: Quiet | None
) -> None:
    choice = work.session.get(NoticeChoice, person_id)
    is_clock = notice.kind in CLOCK_KINDS
    if choice is not None and choice.quiet_from is not None and choice.quiet_until is not None:
        quiet = Quiet(choice.quiet_from, choice.quiet_until)
    for way in ways:
        if way is NoticeWay.MAIL and (choice is None or not choice.mail):
            continue
        if choice is not None and notice.kind in choice.without.get(way, ()):
            continue
        values = {
            "notice_id": notice.id,
            "person_id": person_id,
            "way": way,
            "is_clock": is_clock,
            "next_at": work.now if is_clock or quiet is None else quiet.ends(work.now),
            "attempts": 0,
            "error": "",
        }
        insert_once(work, Outgoing, values)


def has_new(work: UnitOfWork) -> bool:
    """Whether notices wait to be looked at; a look that finds none writes nothing."""
    return work.session.scalar(select(NoticeToSend.id).limit(1)) is not None


def forget_waiting(work: UnitOfWork) -> None:
    """Send nothing of what was written until now, as what a demonstration lived through before anybody looked at it."""
    work.session.execute(delete(NoticeToSend))


def has_due(work: UnitOfWork, ways: Collection[NoticeWay]) -> bool:
    """Whether something may be sent now."""
    return work.session.scalar(_due(work, ways).limit(1)) is not None


def claim(work: UnitOfWork, ways: Collection[NoticeWay]) -> Message | None:
    """Take the oldest message that may be sent now, so that no other worker sends it meanwhile; None where there is none.

    A person's messages go out in their order: while one waits, none behind it is sent, but about a clock.
    """
    row = work.session.scalar(_due(work, ways).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.claimed_until = work.now + CLAIMED
    return _message(work, row)


def _due(work: UnitOfWork, ways: Collection[NoticeWay]) -> Select[Outgoing]:
    """SELECT what may be sent now, the oldest first: of each person the first that waits by each way."""
    is_open = Outgoing.closed_at.is_(None)
    heads = (
        select(func.min(Outgoing.id))
        .where(is_open, Outgoing.way.in_(list(ways)))
        .group_by(Outgoing.way, Outgoing.person_id, Outgoing.is_clock)
    )
    is_free = or_(Outgoing.claimed_until.is_(None), Outgoing.claimed_until <= work.now)
    return (
        select(Outgoing)
        .where(is_open, Outgoing.id.in_(heads), Outgoing.next_at <= work.now, is_free)
        .order_by(Outgoing.id)
    )


def _message(work: UnitOfWork, row: Outgoing) -> Message:
    notice = work.session.get_one(Notice, row.notice_id)
    person = work.session.get_one(Person, row.person_id)
    choice = work.session.get(NoticeChoice, row.person_id)
    case = work.session.get(Case, notice.case_id) if notice.case_id is not None else None
    locale = work.session.scalar(select(User.locale).where(User.person_id == row.person_id).limit(1)) or "zh_CN"
    is_chinese = locale.startswith("zh")
    office = "驻村工作办公室通知" if is_chinese else "Notice of the village office"
    return Message(
        outgoing_id=row.id,
        notice_id=notice.id,
        person_id=person.id,
        way=row.way,
        kind=notice.kind,
        locale=locale,
        title=case.public_title.in_language(locale) if case is not None else office,
        text=notice.label(locale),
        mail=choice.mail if choice is not None else "",
        employee_no=person.employee_no or "",
        name=person.name,
        written_at=notice.created_at,
        attempts=row.attempts,
    )


def note_sent(work: UnitOfWork, message: Message) -> None:
    """It has gone out."""
    _close(work, message, "")


def note_refused(work: UnitOfWork, message: Message, error: str) -> None:
    """The receiving side will never take it, as where there is no such address; those behind it go on."""
    _close(work, message, error[:300] or "refused")


def note_later(work: UnitOfWork, message: Message, error: str) -> datetime:
    """It is tried again later, longer after each failure in a row up to the longest of PAUSES; nothing is given up. Gives when."""
    again = work.now + PAUSES[min(message.attempts, len(PAUSES) - 1)]
    values = {"attempts": Outgoing.attempts + 1, "claimed_until": None, "next_at": again, "error": error[:300]}
    work.session.execute(update(Outgoing).where(Outgoing.id == message.outgoing_id).values(**values))
    return again


def note_trouble(work: UnitOfWork, message: Message, error: str) -> None:
    """The way is out of order: this message is tried again later, and everything else on the way not before that."""
    again = note_later(work, message, error)
    waiting = (Outgoing.way == message.way, Outgoing.closed_at.is_(None), Outgoing.next_at < again)
    work.session.execute(update(Outgoing).where(*waiting).values(next_at=again))


def _close(work: UnitOfWork, message: Message, error: str) -> None:
    closed = {"closed_at": work.now, "claimed_until": None, "error": error}
    work.session.execute(
        update(Outgoing).where(Outgoing.id == message.outgoing_id, Outgoing.closed_at.is_(None)).values(**closed)
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How it stands with one way: how many wait, counted up to COUNTED, and what was said last."""

    count: int
    error: str


def waiting_by_way(work: UnitOfWork) -> dict[NoticeWay, Waiting]:
    """What waits on each way."""
    found = {}
    for way in NoticeWay:
        here = select(Outgoing.error).where(Outgoing.way == way, Outgoing.closed_at.is_(None)).limit(COUNTED).subquery()
        count, error = work.session.execute(select(func.count(), func.max(here.c.error)).select_from(here)).one()
        found[way] = Waiting(count, error or "")
    return found


def forget_old(work: UnitOfWork) -> None:
    """Remove what was sent or refused long ago."""
    old = (Outgoing.closed_at.is_not(None), Outgoing.closed_at < work.now - KEPT)
    work.session.execute(delete(Outgoing).where(*old))
