"""The notices to a person and to the posts held: reminders, supervised-handling orders, results."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.inbox.room import blueprint
from webapp.inbox.views import VIEWS, totals_of
from webapp.pages import page_key
from workflows.casework.notices import notices_for
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/notices")
@requires(SIGNED_IN)
def notices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The newest notices, each with its case."""
    found = notices_for(work, actor, after=page_key())
    return render_template("inbox/notices.html", page=found, views=VIEWS, totals=totals_of(work, actor))
