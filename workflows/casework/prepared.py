"""Prepare and decide: what an administrator enters holds once somebody else who decides has agreed. One way for posts and units.

Who decides holds a post with `settings: true` for all units (bpmn/posts.yaml). Nobody decides on what they prepared.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.notices import PERSON, notify
from workflows.casework.reasons import proper_reason
from workflows.casework.words import NoticeKind
from workflows.people import Actor, Post
from workflows.people.words import ChangeState, PostScope
from workflows.store import UnitOfWork


class Prepared(Protocol):
    """A change as somebody asked for it."""

    state: Any
    prepared_by_id: Any
    decided_by_id: Any
    decided_at: Any
    answer: Any


def may_prepare(actor: Actor) -> bool:
    """Whether somebody may enter changes: whoever administers, and whoever decides on them."""
    return any(holding.administers for holding in actor.holdings) or decides(actor)


def decides(actor: Actor) -> bool:
    """Whether one of the posts held decides for all units."""
    return any(holding.settings and holding.scope == PostScope.ALL for holding in actor.holdings)


def entered(work: UnitOfWork, actor: Actor, reason: str, *, is_decided: bool) -> dict[str, Any]:
    """The columns of a new row: it holds at once where `is_decided`, else it waits. Raises InvalidRequest for a short reason."""
    now: datetime | None = work.now if is_decided else None
    by: uuid.UUID | None = actor.person_id if is_decided else None
    return {
        "state": ChangeState.DECIDED if is_decided else ChangeState.PREPARED,
        "prepared_by_id": actor.person_id,
        "prepared_at": work.now,
        "decided_by_id": by,
        "decided_at": now,
        "reason": proper_reason(reason),
    }


def close(work: UnitOfWork, actor: Actor, row: Prepared, *, agrees: bool, answer: str) -> None:
    """Write down who decided, and why they refused. Raises InvalidRequest for a refusal whose reason says too little."""
    reason = "" if agrees else proper_reason(answer)
    row.decided_by_id, row.decided_at, row.answer = actor.person_id, work.now, reason
    row.state = ChangeState.DECIDED if agrees else ChangeState.REFUSED
    work.session.flush()


def withdraws(actor: Actor, row: Prepared, *, agrees: bool) -> bool:
    """Whether somebody takes back what they entered: what nobody else may decide would else bar every other change."""
    return not agrees and row.prepared_by_id == actor.person_id


def require_waiting(row: Prepared) -> None:
    """Raises InvalidRequest where somebody has decided already."""
    if row.state is not ChangeState.PREPARED:
        raise InvalidRequest("This change was decided already.", "此项变更已经审定。")


def tell_deciding(work: UnitOfWork, kind: NoticeKind, text: str, text_en: str, *, leads_to: str = "") -> None:
    """Tell the posts that decide."""
    wanted = (Post.settings, Post.scope == PostScope.ALL, Post.withdrawn_on.is_(None))
    keys = work.session.scalars(select(Post.key).where(*wanted).order_by(Post.key))
    tell_posts(work, kind, keys, text, text_en, leads_to=leads_to)


def tell_office(work: UnitOfWork, kind: NoticeKind, text: str, text_en: str, *, leads_to: str = "") -> None:
    """Tell the posts of the office."""
    wanted = (Post.is_office, Post.withdrawn_on.is_(None))
    keys = work.session.scalars(select(Post.key).where(*wanted).order_by(Post.key))
    tell_posts(work, kind, keys, text, text_en, leads_to=leads_to)


def tell_posts(
    work: UnitOfWork, kind: NoticeKind, groups: Iterable[str], text: str, text_en: str, *, leads_to: str = ""
) -> None:
    """Tell these posts, `post` or `post@UNIT` each."""
    for group in list(groups):
        notify(work, None, to=group, kind=kind, text=text, text_en=text_en, leads_to=leads_to)


def tell_preparer(
    work: UnitOfWork, kind: NoticeKind, row: Prepared, text: str, text_en: str, *, leads_to: str = ""
) -> None:
    """Tell whoever entered the change."""
    notify(work, None, to=f"{PERSON}{row.prepared_by_id}", kind=kind, text=text, text_en=text_en, leads_to=leads_to)
