"""How a person wants to be told beside the page, and up to when they have read their notices."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import NoticeChoice
from workflows.casework.words import NoticeKind, NoticeWay
from workflows.people import Actor
from workflows.store import UnitOfWork

# What can be handed to a mail server as one address: RFC 5321 allows more that no office has, and line breaks are headers.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188})\.[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody chose; `without` are the kinds that do not go by a way. Quiet hours are both or neither."""

    mail: str = ""
    without: Mapping[NoticeWay, frozenset[NoticeKind]] = field(default_factory=dict)
    quiet_from: int | None = None
    quiet_until: int | None = None


def chosen_by(work: UnitOfWork, person_id: uuid.UUID) -> Chosen:
    """What a person has chosen; everything by every way where they have chosen nothing."""
    row = work.session.get(NoticeChoice, person_id)
    if row is None:
        return Chosen()
    known = {each.value for each in NoticeKind}
    without = {
        way: frozenset(NoticeKind(kind) for kind in row.without.get(way, ()) if kind in known) for way in NoticeWay
    }
    return Chosen(row.mail, without, row.quiet_from, row.quiet_until)


def choose(work: UnitOfWork, actor: Actor, chosen: Chosen) -> None:
    """Keep what the actor chose. Raises InvalidRequest for an address that is none, and for quiet hours that are no hours."""
    if chosen.mail and _ADDRESS.fullmatch(chosen.mail) is None:
        raise InvalidRequest(
            "This is no e-mail address; write one such as name@example.gov.cn, or leave it empty.",
            "电子邮箱格式不正确；请填写如 name@example.gov.cn 的地址，或留空。",
        )
    hours = (chosen.quiet_from, chosen.quiet_until)
    if hours != (None, None) and (
        None in hours or hours[0] == hours[1] or not all(0 <= (each or 0) <= 23 for each in hours)
    ):
        raise InvalidRequest(
            "Choose both hours, and two different ones, or neither.", "免打扰时段的起止时间请都选且不能相同，或都不选。"
        )
    row = _row(work, actor.person_id)
    row.mail, row.quiet_from, row.quiet_until = chosen.mail, chosen.quiet_from, chosen.quiet_until
    row.without = {way.value: _sorted(kinds) for way, kinds in chosen.without.items() if kinds}


def mark_seen(work: UnitOfWork, actor: Actor) -> None:
    """The actor has read every notice of up to now."""
    _row(work, actor.person_id).seen_at = work.now


def _row(work: UnitOfWork, person_id: uuid.UUID) -> NoticeChoice:
    row = work.session.get(NoticeChoice, person_id)
    if row is None:
        row = NoticeChoice(person_id=person_id)
        work.session.add(row)
    return row


def _sorted(kinds: Iterable[NoticeKind]) -> list[str]:
    return sorted(kind.value for kind in kinds)
