"""The notices to a person and to the posts held: reminders, supervised-handling orders, results."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, lazy_gettext

from webapp.access import SETTINGS, SIGNED_IN, STUDIO, Rule, requires
from webapp.inbox.room import blueprint
from webapp.inbox.views import VIEWS, totals_of
from webapp.pages import page_key
from workflows.casework.models import Notice
from workflows.casework.notice_choices import mark_seen
from workflows.casework.notices import notices_for, place_in
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor
from workflows.store import UnitOfWork

# The page of what a notice is about: its endpoint and the word for its key, what the link says, and to whom it opens.
PLACES: dict[NoticePlace, tuple[str, str, LazyString, Rule]] = {
    NoticePlace.SETTING: ("settings.show", "setting_key", lazy_gettext("The setting"), SETTINGS),
    NoticePlace.SCHEME: ("catalogues.show", "code", lazy_gettext("The scheme"), SETTINGS),
    NoticePlace.POST: ("posts.show", "post_key", lazy_gettext("The post"), SETTINGS),
    NoticePlace.UNIT_CHANGE: ("units.proposed", "change_id", lazy_gettext("The change of the unit"), SETTINGS),
    NoticePlace.HOLIDAYS: ("calendar.plan", "plan_id", lazy_gettext("The holidays"), SETTINGS),
    NoticePlace.REQUEST: ("studio.request_page", "request_id", lazy_gettext("The version asked for"), STUDIO),
    NoticePlace.REGISTERS: ("registers.show", "upload_id", lazy_gettext("The registers"), SETTINGS),
}
# For notices written before they kept what they are about: the list in which it stands.
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
        links={row.notice.id: link for row in found.rows if (link := _link(row.notice, actor)) is not None},
    )


def _link(notice: Notice, actor: Actor) -> tuple[str, LazyString] | None:
    """Where a notice without a case leads, and what the link says; None where it leads nowhere that opens to the reader."""
    place = place_in(notice)
    if place is not None:
        endpoint, word, label, rule = PLACES[place[0]]
        return (url_for(endpoint, **{word: place[1]}), label) if rule.allows(actor) else None
    pages = {**(PAGES if SETTINGS.allows(actor) else {}), **(OF_STUDIO if STUDIO.allows(actor) else {})}
    if notice.case_id is not None or notice.kind not in pages:
        return None
    return url_for(pages[notice.kind][0]), pages[notice.kind][1]


@blueprint.post("/notices/seen")
@requires(SIGNED_IN)
def see_notices(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The person has read every notice of up to now; a page that only reads writes nothing, so this is asked for."""
    mark_seen(work, actor)
    return redirect(url_for("inbox.notices"))
