"""Change a post or add one: whoever administers prepares it, a post with `settings: true` for all units decides.

What a post opens is a right over files, so nobody decides on what they prepared, nor alone on a post that they hold themselves.
Shipped posts are named by the program and by shipped diagrams: their kind of unit stays, and none of them is withdrawn.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import ReaderMark
from workflows.casework.notices import place_of
from workflows.casework.post_rules import checked, values_of
from workflows.casework.prepared import (
    close,
    decides,
    entered,
    may_prepare,
    require_waiting,
    tell_deciding,
    tell_office,
    tell_preparer,
    withdraws,
)
from workflows.casework.reader_rewrite import posts_digest
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor, Post
from workflows.people.models import PostChange
from workflows.people.words import ChangeState, PostLevel, PostScope, UnitKind
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

_WIDTH = {PostScope.OWN: 0, PostScope.SUBTREE: 1, PostScope.ALL: 2}
_LEVELS = {
    UnitKind.CITY: PostLevel.CITY,
    UnitKind.OFFICE: PostLevel.CITY,
    UnitKind.ORGAN: PostLevel.UNIT,
    UnitKind.COUNTY: PostLevel.COUNTY,
    UnitKind.TOWNSHIP: PostLevel.TOWNSHIP,
    UnitKind.VILLAGE: PostLevel.VILLAGE,
}


@dataclass(frozen=True, slots=True)
class PostWish:
    """A post as somebody asks for it: every field of FIELDS, why, and whether it is a new one."""

    key: str
    values: Mapping[str, Any]
    reason: str
    is_new: bool = False


def ask_for(work: UnitOfWork, actor: Actor, wish: PostWish) -> PostChange:
    """Enter a change: it holds at once where the actor decides and does not hold the post, else it waits for who does.

    Raises NotAllowed, NotFound, and InvalidRequest for what is not possible, already so, or waits already.
    """
    if not may_prepare(actor):
        raise NotAllowed("Your post may not change posts.", "您的岗位不能变更岗位设置。")
    changed = checked(work, wish.key, wish.values, is_new=wish.is_new)
    waiting = select(PostChange.id).where(PostChange.post_key == wish.key, PostChange.state == ChangeState.PREPARED)
    if work.session.scalar(waiting) is not None:
        raise InvalidRequest(
            "Another change of this post waits to be decided; have that decided first.",
            "该岗位已有一项变更待审定，请先审定该项变更。",
        )
    is_decided = decides(actor) and actor.holds(wish.key) is None
    row = PostChange(
        post_key=wish.key,
        values=changed,
        **entered(work, actor, wish.reason, is_decided=is_decided),
    )
    work.session.add(row)
    work.session.flush()
    if is_decided:
        _apply(work, actor, row)
    else:
        _tell(work, HistoryKind.POST_PREPARED, actor, row)
        tell_deciding(
            work,
            NoticeKind.POST,
            f"岗位“{_name(work, row)}”的变更待审定。",
            f"A change of the post {row.post_key} is to be decided.",
            leads_to=_place(row),
        )
    return row


def decide_change(
    work: UnitOfWork, actor: Actor, change_id: uuid.UUID, *, agrees: bool, answer: str = ""
) -> PostChange:
    """Agree to a prepared change, or refuse it with a reason; whoever prepared it may take it back, with a reason too.

    Raises NotFound, NotAllowed for whoever prepared it or holds the post, and InvalidRequest where it is decided already, is not
    possible any more, or the reason says too little.
    """
    row = work.session.get(PostChange, change_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such change of a post.", "没有这项岗位变更。")
    is_own = withdraws(actor, row, agrees=agrees)
    if not may_decide(actor, row) and not is_own:
        raise NotAllowed(
            "Somebody else decides on this change: not who prepared it, nor who holds the post.",
            "此项变更须由他人审定：提出变更的人和任该岗位的人均不得审定。",
        )
    require_waiting(row)
    if agrees:
        post = work.session.get(Post, row.post_key)
        now = values_of(post) if post is not None else {}
        checked(work, row.post_key, {**now, **row.values}, is_new=post is None)
    close(work, actor, row, agrees=agrees, answer=answer)
    if agrees:
        _apply(work, actor, row)
        return row
    _tell(work, HistoryKind.POST_REFUSED, actor, row)
    if is_own:
        tell_deciding(
            work,
            NoticeKind.POST,
            f"岗位“{_name(work, row)}”的变更已撤回，无须审定。",
            f"The change of the post {row.post_key} was withdrawn; nothing is to be decided.",
            leads_to=_place(row),
        )
        return row
    tell_preparer(
        work,
        NoticeKind.POST,
        row,
        f"未同意岗位“{_name(work, row)}”的变更，理由：{row.answer}",
        f"Refused: {row.post_key}. Reason: {row.answer}",
        leads_to=_place(row),
    )
    return row


def may_decide(actor: Actor, row: PostChange) -> bool:
    """Whether the actor decides on a prepared change."""
    return decides(actor) and row.prepared_by_id != actor.person_id and actor.holds(row.post_key) is None


def _apply(work: UnitOfWork, actor: Actor, row: PostChange) -> None:
    """Let the change hold: from now on for what is asked at reading, and through the job for the rows of cases."""
    post, values = work.session.get(Post, row.post_key), dict(row.values)
    if post is None:
        post = Post(key=row.post_key, level=_LEVELS.get(values["unit_kind"], PostLevel.UNIT))
        work.session.add(post)
        is_less = False
    else:
        is_less = _WIDTH[PostScope(values.get("scope", post.scope))] < _WIDTH[post.scope] or (
            post.watches and not values.get("watches", True)
        )
    if "withdrawn" in values:
        post.withdrawn_on = local_date(work.now) if values.pop("withdrawn") else None
    for name, value in values.items():
        setattr(post, name, value)
    post.is_closing = post.is_closing or is_less
    work.session.flush()
    _start_rewriting(work)
    _tell(work, HistoryKind.POST_DECIDED, actor, row)
    said = (f"岗位“{post.name}”已变更。", f"The post “{post.name_en}” was changed.")
    tell_office(work, NoticeKind.POST, *said, leads_to=_place(row))
    if row.prepared_by_id != actor.person_id:
        agreed = (f"已同意岗位“{post.name}”的变更。", f"Agreed: the change of “{post.name_en}”.")
        tell_preparer(work, NoticeKind.POST, row, *agreed, leads_to=_place(row))


def _place(row: PostChange) -> str:
    return place_of(NoticePlace.POST, row.post_key)


def _start_rewriting(work: UnitOfWork) -> None:
    """Let the job begin anew where what posts open has changed, so that nothing counts as rewritten that was so before."""
    mark, wanted = work.session.get(ReaderMark, 1, with_for_update=True), posts_digest(work)
    if mark is not None and mark.posts != wanted:
        mark.posts, mark.after, mark.is_done = wanted, None, False


def _name(work: UnitOfWork, row: PostChange) -> str:
    post = work.session.get(Post, row.post_key)
    return post.name if post is not None else str(row.values.get("name", row.post_key))


def _tell(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: PostChange) -> None:
    data = {"post": row.post_key, "change": str(row.id), "fields": sorted(row.values)}
    record(work, None, kind, data, actor_id=actor.person_id)
