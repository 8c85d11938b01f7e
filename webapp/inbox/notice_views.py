"""The notices to a person and to the posts held: reminders, supervised-handling orders, results."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from webapp.access import SETTINGS, SIGNED_IN, STUDIO, requires
from webapp.inbox.room import blueprint
from webapp.inbox.views import VIEWS, totals_of
from webapp.pages import page_key
from workflows.casework.notice_choices import mark_seen
from workflows.casework.notices import notices_for
from workflows.casework.words import NoticeKind
from workflows.people import Actor
from workflows.store import UnitOfWork

# Where what a notice of the administration is about is decided: the endpoint, and the name of its page.
PAGES = {
    NoticeKind.SETTING: ("settings.index", lazy_gettext("Settings")),
    NoticeKind.CALENDAR: ("calendar.index", lazy_gettext("Holidays")),
    NoticeKind.POST: ("posts.index", lazy_gettext("Posts")),
    NoticeKind.UNIT: ("units.index", lazy_gettext("Units")),
}
OF_STUDIO = {NoticeKind.PROCEDURE: ("studio.index", lazy_gettext("Procedures"))}


@blueprint.get("/notices")
@requires(SIGNED_IN)
def notices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The newest notices, each with its case, or with the page of the administration for whom it opens."""
    found = notices_for(work, actor, after=page_key())
    return render_template(
        "inbox/notices.html",
        page=found,
        views=VIEWS,
        totals=totals_of(work, actor),
        pages={**(PAGES if SETTINGS.allows(actor) else {}), **(OF_STUDIO if STUDIO.allows(actor) else {})},
    )


@blueprint.post("/notices/seen")
@requires(SIGNED_IN)
def see_notices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The person has read every notice of up to now; a page that only reads writes nothing, so this is asked for."""
    mark_seen(work, actor)
    return redirect(url_for("inbox.notices"))
