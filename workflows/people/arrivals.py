"""How far from the village's office somebody is, and what becomes of the posting of somebody who never came."""

from __future__ import annotations

import math
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from workflows.calendar.day_ends import end_of_nth_day_after
from workflows.calendar.days import Calendar
from workflows.calendar.zone import local_date
from workflows.people.models import Person, PostHolding
from workflows.people.roster import Posting
from workflows.people.words import UNARRIVED, EndReason, PostingStatus
from workflows.store import UnitOfWork

EARTH_RADIUS_M = 6_371_000


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> int:
    """Metres between two places on the globe (haversine), rounded."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_phi, half_lambda = (other_phi - phi) / 2, math.radians(other_longitude - longitude) / 2
    a = math.sin(half_phi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_lambda) ** 2
    return round(2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(a))))


def arrival_due_at(calendar: Calendar, signed_at: datetime, days: int, *, within: datetime | None = None) -> datetime:
    """By when whoever is sent must be there: at the end of so many days after the order, and where the office asks for the arrival
    itself within the week of a recall, no later than that week ends; a week that is over binds no arrival (rules.md 4.7)."""
    due_at = end_of_nth_day_after(calendar, signed_at, days)
    return min(due_at, within) if within is not None and within > signed_at else due_at


def begin_on_arrival(work: UnitOfWork, posting: Posting, day: date) -> None:
    """Let a posting, and with it the posts in the village, begin on the day of the arrival where the term would begin later.

    Whoever is confirmed present is in the village from that day on, and is assessed from it; the term of the order stays.
    """
    begun = posting.from_on
    if day >= begun:
        return
    posting.from_on = day
    holdings = work.session.scalars(
        select(PostHolding).where(
            PostHolding.person_id == posting.person_id,
            PostHolding.unit_id == posting.team.village_id,
            PostHolding.from_on == begun,
        )
    )
    for holding in holdings:
        holding.from_on = day
    work.session.flush()


def names_of_unarrived(work: UnitOfWork, postings: Iterable[str]) -> Sequence[str]:
    """Who of these postings, by their ids as texts, never came: the selection fills the place again, nothing is left to recall."""
    never_came = Posting.end_reason.in_(UNARRIVED)
    of_postings = Posting.id.in_([uuid.UUID(each) for each in postings])
    of_absent = select(Person.name).join(Posting, Posting.person_id == Person.id).where(of_postings, never_came)
    return work.session.scalars(of_absent.order_by(Person.name)).all()


def end_unarrived(work: UnitOfWork, posting: Posting, reason: EndReason = EndReason.NO_SHOW) -> None:
    """End the posting of somebody who never came, and with it their posts in the village: a no-show is no success.

    It ends on the day on which it was to begin: no day of it was served. What has ended stays as it ended.
    """
    if posting.status is PostingStatus.ENDED:
        return
    day = local_date(work.now)
    posting.status, posting.end_reason = PostingStatus.ENDED, reason
    posting.to_on = posting.from_on
    holdings = work.session.scalars(
        select(PostHolding).where(
            PostHolding.person_id == posting.person_id,
            PostHolding.unit_id == posting.team.village_id,
            PostHolding.to_on.is_(None),
        )
    )
    for holding in holdings:
        holding.to_on = max(day, holding.from_on)
    work.session.flush()
