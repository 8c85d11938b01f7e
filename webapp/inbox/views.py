"""The lists of a person's work, and claiming or releasing several tasks at once; one task's page is in task_views.py."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from webapp.access import SIGNED_IN, requires, say
from webapp.counts import counts_of
from webapp.i18n import current_locale
from webapp.inbox.room import blueprint
from webapp.pages import page_key
from webapp.words import Said
from workflows.casework.catalogue import startable
from workflows.casework.errors import CaseworkError
from workflows.casework.inbox import BarredTask, Page, View, barred_tasks, inbox
from workflows.casework.keys import Key
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.release import release
from workflows.people import Actor
from workflows.store import UnitOfWork

VIEWS: tuple[View, ...] = get_args(View)
MAX_BATCH = 100


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
    )


def _barred(work: UnitOfWork, actor: Actor, filters: Filters, page: Page) -> Sequence[BarredTask]:
    """What stands apart below the page: nothing where words or a procedure are looked for, which are asked of its tasks only."""
    if filters.view != "posts" or filters.search or filters.process_id:
        return ()
    return barred_tasks(work, actor, overdue=filters.is_overdue, after=filters.after, until=page.following)


@blueprint.post("/tasks/claim")
@requires(SIGNED_IN)
def claim_selected(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Claim the ticked tasks; each that cannot be claimed says why."""
    return _batch(work, actor, "claim")


@blueprint.post("/tasks/release")
@requires(SIGNED_IN)
def release_selected(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Release the ticked tasks to their posts; each that cannot be released says why."""
    return _batch(work, actor, "release")


def _batch(work: UnitOfWork, actor: Actor, name: Literal["claim", "release"]) -> ResponseReturnValue:
    act = claim if name == "claim" else release
    done = 0
    for text in request.form.getlist("task")[:MAX_BATCH]:
        try:
            act(work, uuid.UUID(text), actor)
            done += 1
        except ValueError:
            continue
        except CaseworkError as error:
            say(work, error.sentence.in_language(current_locale()), Said.INFO)
    if done and name == "claim":
        say(work, ngettext("%(num)d task claimed.", "%(num)d tasks claimed.", done))
    elif done:
        say(work, ngettext("%(num)d task released.", "%(num)d tasks released.", done))
    elif not request.form.getlist("task"):
        say(work, gettext("Tick the tasks first."), Said.INFO)
    return redirect(url_for("inbox.index", view="mine" if name == "claim" and done else "posts"))


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
    """How many tasks wait in the two lists whose tabs show a count, and on how many rows the actor is asked to answer."""
    found = counts_of(work, actor)
    return {"mine": found.mine, "posts": found.posts, "asked": found.asked}
