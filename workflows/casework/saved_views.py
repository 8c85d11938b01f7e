"""Filters of the board that somebody keeps under a name, for themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.models import SavedView
from workflows.people import Actor
from workflows.store import UnitOfWork

MOST, LONGEST = 20, 40  # views of one person, characters of a name


def saved_views(work: UnitOfWork, actor: Actor) -> Sequence[SavedView]:
    """The actor's own, by name."""
    mine = select(SavedView).where(SavedView.person_id == actor.person_id)
    return work.session.scalars(mine.order_by(SavedView.name, SavedView.id)).all()


def keep_view(work: UnitOfWork, actor: Actor, name: str, asks: Mapping[str, str]) -> bool:
    """Keep the filters under this name; True where another view had it, whose place they take.

    Raises InvalidRequest for a name that is empty or too long, for filters that ask for nothing, and beyond MOST views.
    """
    called = " ".join(name.split())
    if not 1 <= len(called) <= LONGEST:
        raise InvalidRequest(
            f"Give the view a name of at most {LONGEST} characters.", f"请给视图取一个不超过 {LONGEST} 个字的名称。"
        )
    if not asks:
        raise InvalidRequest(
            "Nothing is filtered or sorted here yet; choose something first, then keep it.",
            "当前没有任何筛选或排序；请先设置条件，再保存为视图。",
        )
    views = saved_views(work, actor)
    same = next((view for view in views if view.name == called), None)
    if same is not None:
        same.asks = dict(asks)
        return True
    if len(views) >= MOST:
        raise InvalidRequest(
            f"You keep {MOST} views already; forget one of them first.", f"您已保存 {MOST} 个视图；请先删除一个。"
        )
    work.session.add(SavedView(person_id=actor.person_id, name=called, asks=dict(asks)))
    return False


def forget_view(work: UnitOfWork, actor: Actor, view_id: uuid.UUID) -> str:
    """Forget a view of the actor's own; its name. Raises NotFound for one that is nobody's or somebody else's."""
    view = work.session.get(SavedView, view_id)
    if view is None or view.person_id != actor.person_id:
        raise NotFound("There is no such view.", "没有这个视图。")
    work.session.delete(view)
    return view.name
