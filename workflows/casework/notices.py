"""Notices: write one to the holders of a post or to a person, and list those an actor should read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import joinedload

from workflows.casework import access, duties
from workflows.casework.candidates import parse_group, person_id_of
from workflows.casework.errors import InvalidRequest
from workflows.casework.keys import Key, Rows, beyond, merged, page_of
from workflows.casework.models import Case, Notice, NoticeChoice
from workflows.casework.operations import Names, Source
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor
from workflows.procedure.lists import names_of
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

PER_PAGE = 100
UNREAD_FOR = timedelta(days=30)
"""How long a notice counts as unread for whoever never said that they read theirs."""
PERSON = "person:"

Recipients = Annotated[str | list[str], Source.HEADER_OR_INPUT, Names.POST]
"""Whom an operation tells: `post` or `post@UNIT`, several separated by commas, or a list from FEEL, which may hold `person:ID`."""


def notify(
    work: UnitOfWork,
    about: Case | None,
    *,
    to: str,
    kind: NoticeKind,
    text: str,
    text_en: str = "",
    process_id: str = "",
    leads_to: str = "",
) -> Notice:
    """Write a notice to `post`, `post@UNIT` or `person:ID`. Raises InvalidRequest for an unknown post, unit or person.

    `process_id` is the process in which the step stands that sends it, without it the case's own: its readers read the notice.
    `leads_to` is what a notice without a case is about, as `place_of` writes it.
    """
    person_id = person_id_of(work, to.strip()) if to.strip().startswith(PERSON) else None
    post_key, unit_id = parse_group(work, to) if person_id is None else (None, None)
    notice = Notice(
        case_id=about.id if about else None,
        process_id=process_id or (about.process_id if about else ""),
        leads_to=leads_to,
        kind=kind,
        post_key=post_key,
        unit_id=unit_id,
        person_id=person_id,
        text=text,
        text_en=text_en,
        created_at=work.now,
    )
    work.session.add(notice)
    return notice


def place_of(kind: NoticePlace, key: object) -> str:
    """What a notice leads to, as its row keeps it: a page shows the thing itself to whoever may open it."""
    return f"{kind}/{key}"


def place_in(notice: Notice) -> tuple[NoticePlace, str] | None:
    """What a notice leads to and by which key; None where it leads to its case, nowhere, or was written before this was kept."""
    kind, _, key = notice.leads_to.partition("/")
    return (NoticePlace(kind), key) if kind in set(NoticePlace) else None


def is_for(notice: Notice, actor: Actor) -> bool:
    """True where the notice went to the actor, by name or by a post held now."""
    if notice.person_id is not None:
        return notice.person_id == actor.person_id
    return notice.post_key is not None and actor.holds(notice.post_key, notice.unit_id) is not None


def recipients_of(to: str | Iterable[str]) -> list[str]:
    """Everybody whom a diagram names to be told, once each. Raises InvalidRequest where it names nobody."""
    recipients = list(names_of(to)) if isinstance(to, str) else [each.strip() for each in to]
    if not recipients or not all(recipients):
        raise InvalidRequest(
            "The step tells nobody: name at least one post or person.",
            "该步骤没有通知对象：请至少写明一个岗位或一名人员。",
        )
    return list(dict.fromkeys(recipients))


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as the person who gets it may read it: its case by the title open to them, None where they may not know of it."""

    notice: Notice
    case_title: Sentence | None
    is_seen: bool = True


def posts_told(actor: Actor) -> dict[tuple[str, uuid.UUID | None], ColumnElement[bool]]:
    """By which (post, unit or None) notices go to the actor, and the condition under which one about a case is theirs to read.

    As a substitute neither they nor the person absent may stand aside from it.
    """
    is_mine = not_(duties.stands_aside(actor, Notice.case_id, Notice.process_id))
    posts = {(each.post_key, unit_id): is_mine for each in actor.own for unit_id in (None, each.unit_id)}
    for absent in actor.stand_ins:
        close = duties.stands_aside_with(absent.person_id, absent.close, Notice.case_id, Notice.process_id)
        for post, own in absent.posts:
            for unit_id in (None, own):
                posts.setdefault((post, unit_id), and_(is_mine, not_(close)))
    return posts


def notices_for(
    work: UnitOfWork, actor: Actor, *, after: Key | None = None, per_page: int = PER_PAGE
) -> Rows[NoticeRow]:
    """The newest notices to the actor or to a post that the actor holds, each with its case; two statements.

    What went to the post about a case from which the actor is recused is left out; what went to the person by name is not.
    """
    to_posts = [
        and_(
            Notice.post_key == post,
            Notice.unit_id.is_(None) if unit_id is None else Notice.unit_id == unit_id,
            or_(Notice.case_id.is_(None), is_open),
        )
        for (post, unit_id), is_open in posts_told(actor).items()
    ]
    bounds = beyond(Notice.created_at, Notice.id, after, is_falling=True)

    # In the order of the index of each: a unit that is NULL counts as one value for SQLite only.
    ranges = [(Notice.person_id == actor.person_id, []), *((named, [Notice.unit_id.desc()]) for named in to_posts)]

    def walk(limit: int) -> Select[Any, Any]:
        arms = [
            select(Notice.created_at, Notice.id)
            .where(named, *bounds)
            .order_by(*before_place, Notice.created_at.desc(), Notice.id.desc())
            .limit(limit)
            for named, before_place in ranges
        ]
        return merged(arms, limit, is_falling=True)

    found = page_of(work, walk, per_page, is_falling=True)
    if not found.rows:
        return Rows([], None)
    title = case((access.visible_cases(actor), access.title_of_case(actor)), else_=None)
    seen = select(NoticeChoice.seen_at).where(NoticeChoice.person_id == actor.person_id).scalar_subquery()
    is_seen = case((Notice.created_at > func.coalesce(seen, work.now - UNREAD_FOR), False), else_=True)
    rows = work.session.execute(
        select(Notice, title, is_seen)
        .outerjoin(Case, Notice.case_id == Case.id)
        .options(joinedload(Notice.unit))
        .where(Notice.id.in_(found.rows))
    )
    by_id = {row[0].id: NoticeRow(*row) for row in rows}
    return Rows([by_id[notice_id] for notice_id in found.rows], found.following)
