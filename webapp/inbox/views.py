"""The lists of a person's work; what is done to several tasks at once is in together_views.py, one task's page in task_views.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.counts import counts_of
from webapp.inbox.room import blueprint
from webapp.pages import page_key
from workflows.casework.catalogue import startable
from workflows.casework.inbox import BarredTask, Page, View, barred_tasks, inbox
from workflows.casework.keys import Key
from workflows.casework.together import is_batch
from workflows.people import Actor
from workflows.store import UnitOfWork

VIEWS: tuple[View, ...] = get_args(View)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list, as the address says it."""

    view: View
    search: str
    process_id: str | None
    is_overdue: bool
    after: Key | None

    @property
    def is_mine(self) -> bool:
        """True for the tasks that the reader has claimed."""
        return self.view == "mine"

    @property
    def can_batch(self) -> bool:
        """True where tasks can be claimed or given back together."""
        return self.view in ("mine", "posts")

    def address(self, **changes: object) -> str:
        """The address of the same list with some filters changed; None removes one."""
        known = {
            "view": self.view,
            "q": self.search or None,
            "procedure": self.process_id,
            "overdue": 1 if self.is_overdue else None,
        }
        return url_for("inbox.index", **{**known, **changes})


@blueprint.get("/")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The list asked for; without a wish, my own tasks, or my posts' where I hold none."""
    totals = totals_of(work, actor)
    filters = _filters(request.args.get("view", "mine" if totals["mine"] else "posts"))
    page = _load(work, actor, filters, totals)
    versions = {row.task.case.process_id: row.task.case.procedure_version for row in page.rows}
    versions |= {case.process_id: case.version for case in page.cases}
    return render_template(
        "inbox/index.html",
        filters=filters,
        page=page,
        totals=totals,
        versions=versions,
        views=VIEWS,
        barred=_barred(work, actor, filters, page),
        can_start=bool(startable(work, actor)),
        can_complete_together=filters.can_batch and any(is_batch(work, row.task) for row in page.rows),
    )


def _barred(work: UnitOfWork, actor: Actor, filters: Filters, page: Page) -> Sequence[BarredTask]:
    """What stands apart below the page: nothing where words or a procedure are looked for, which are asked of its tasks only."""
    if filters.view != "posts" or filters.search or filters.process_id:
        return ()
    return barred_tasks(work, actor, overdue=filters.is_overdue, after=filters.after, until=page.following)


def _filters(view: str | None) -> Filters:
    return Filters(
        view=cast(View, view if view in VIEWS else "mine"),
        search=request.args.get("q", "")[:80].strip(),
        process_id=request.args.get("procedure") or None,
        is_overdue=request.args.get("overdue") == "1",
        after=page_key(),
    )


def _load(work: UnitOfWork, actor: Actor, filters: Filters, totals: Mapping[str, int]) -> Page:
    return inbox(
        work,
        actor,
        filters.view,
        search=filters.search,
        process_id=filters.process_id,
        overdue=filters.is_overdue,
        after=filters.after,
        known=totals.get(filters.view),
    )


def totals_of(work: UnitOfWork, actor: Actor) -> dict[str, int]:
    """How many tasks wait in the two lists whose tabs show a count, how many rows ask the actor, how many notices are unread."""
    found = counts_of(work, actor)
    return {"mine": found.mine, "posts": found.posts, "asked": found.asked, "unread": found.unread}
