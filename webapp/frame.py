"""What every page shares: navigation with its counts, who is signed in, and the words templates may use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, g, request
from flask_babel import LazyString, lazy_gettext

from webapp.access import ADMINISTRATOR, DIARY, IMPORTS, POINTS, ROSTER, SETTINGS, STUDIO, Rule, store
from webapp.answers.lookups import LOOKUPS
from webapp.assets import asset
from webapp.counts import counts_of
from webapp.i18n import HTML_LANGUAGES, LOCALES, current_locale
from webapp.labels import LABELS, STATUS_ICONS
from webapp.session import signed_in_actor
from webapp.texts import counted, item_name, readable
from webapp.times import (
    absolute,
    day,
    due_tag,
    duration,
    event_tag,
    month_name,
    printed,
    short_span,
    short_tag,
    waiting_tag,
    weekday_name,
)
from webapp.words import Said
from workflows.calendar.load import unannounced_year
from workflows.casework.counts import Counts
from workflows.casework.models import DeadlineStatus, TaskStatus
from workflows.casework.reasons import LEAST_REASON
from workflows.casework.words import Hold
from workflows.office.waiting import DecisionRoom, decisions_waiting
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.people.words import PostKey, PostScope
from workflows.procedure.model import Severity
from workflows.settings import upload_bytes
from workflows.store import UnitOfWork
from workflows.store.unreadable import is_readable, unreadable_met
from workflows.studio.changes import LineKind
from workflows.studio.folder import FileKind
from workflows.studio.versions import VersionState

# What templates compare with: never the words themselves.
WORDS = {
    family.__name__: family
    for family in (DeadlineStatus, FileKind, Hold, LineKind, Said, Severity, TaskStatus, VersionState)
}


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the navigation for whom `rule` allows: `room` lights it, `endpoint` opens it."""

    endpoint: str
    room: str
    label: LazyString
    icon: str
    rule: Rule | None = None


NAVIGATION = (
    NavigationItem("inbox.index", "inbox", lazy_gettext("Inbox"), "inbox"),
    NavigationItem("diary.index", "diary", lazy_gettext("Diary"), "journal-text", DIARY),
    NavigationItem("cases.index", "cases", lazy_gettext("Cases"), "folder2"),
    NavigationItem("deadlines.index", "deadlines", lazy_gettext("Deadlines"), "stopwatch"),
    NavigationItem("people.index", "people", lazy_gettext("Roster"), "people", ROSTER),
    NavigationItem("imports.index", "imports", lazy_gettext("Attendance"), "calendar2-check", IMPORTS),
    NavigationItem("months.index", "months", lazy_gettext("Rankings"), "trophy", POINTS),
    NavigationItem("studio.index", "studio", lazy_gettext("Procedures"), "bezier2", STUDIO),
    NavigationItem("admin.incidents", "admin", lazy_gettext("Incidents"), "exclamation-octagon", ADMINISTRATOR),
    NavigationItem("registers.index", "registers", lazy_gettext("Registers"), "table", SETTINGS),
    NavigationItem("settings.index", "settings", lazy_gettext("Settings"), "sliders", SETTINGS),
    NavigationItem("catalogues.index", "catalogues", lazy_gettext("Schemes"), "list-check", SETTINGS),
    NavigationItem("calendar.index", "calendar", lazy_gettext("Holidays"), "calendar3", SETTINGS),
    NavigationItem("units.index", "units", lazy_gettext("Units"), "diagram-3", SETTINGS),
    NavigationItem("posts.index", "posts", lazy_gettext("Posts"), "person-badge", SETTINGS),
)


# Where what waits for a decision is counted: on the page that a day begins with, and in the administration itself.
_DECIDING = frozenset({"inbox", "admin", *DecisionRoom})


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page for one signed-in person."""

    actor: Actor
    items: tuple[NavigationItem, ...]
    counts: Counts
    decisions: Mapping[str, int]  # what waits for this person's word, by room

    @property
    def home(self) -> str:
        """The endpoint that this person's day begins with."""
        return home_endpoint(self.actor)


def home_endpoint(actor: Actor) -> str:
    """Where somebody arrives: who only watches sees the clocks, who only designs the studio, everybody else the inbox."""
    if actor.holdings and all(holding.watches for holding in actor.holdings):
        return "deadlines.index"
    designs = {holding.post_key for holding in actor.holdings} == {PostKey.DESIGNER}
    return "studio.index" if designs else "inbox.index"


def frame() -> Frame | None:
    """The frame for the person of this request; None on pages for the signed out."""
    work: UnitOfWork | None = g.get("work")
    if work is not None:
        actor: Actor | None = g.get("actor")
        return _build(work, actor) if actor is not None else None
    # An error page is drawn after its transaction was undone; an unknown address never had one.
    with store().read() as fresh:
        found = g.get("actor") or signed_in_actor(fresh)
        return _build(fresh, found) if found is not None else None


def _build(work: UnitOfWork, actor: Actor) -> Frame:
    items = tuple(item for item in NAVIGATION if item.rule is None or item.rule.allows(actor))
    decisions = decisions_waiting(work, actor) if request.blueprint in _DECIDING else {}
    return Frame(actor, items, counts_of(work, actor), decisions)


def opens_people() -> bool:
    """Whether the page about any person is open to the reader: who reads every roster, and who keeps posts."""
    actor: Actor | None = g.get("actor")
    held = actor.holdings if actor is not None else ()
    return any(
        each.settings or each.administers or ("roster" in each.records and each.scope == PostScope.ALL) for each in held
    )


def _post_name(key: str | None) -> str:
    """The name of a post by its key, in the reader's language."""
    work: UnitOfWork | None = g.get("work")
    names = post_labels(work, current_locale()) if work is not None else {}
    return names.get(key or "", key or "")


def _unannounced(due_at: datetime | None) -> int | None:
    """The year of a due time whose holidays nobody has announced yet: it may still move, and every page that shows it says so."""
    work: UnitOfWork | None = g.get("work")
    if work is None or due_at is None or not is_readable(due_at):
        return None
    return unannounced_year(work, due_at)


def init_frame(app: Flask) -> None:
    """Give templates the frame, the time formats, the labels and the assets."""

    @app.context_processor
    def _shared() -> dict[str, object]:
        locale = current_locale()
        return {
            "frame": frame,
            "now": g.work.now if g.get("work") else store().clock(),
            "locale": locale,
            "html_language": HTML_LANGUAGES[locale],
            "locales": LOCALES,
            "room": request.blueprint,
            "post_name": _post_name,
            "unreadable_met": unreadable_met,
        }

    app.jinja_env.globals.update(WORDS, opens_people=opens_people, least_reason=LEAST_REASON)
    app.jinja_env.globals.update(asset=asset, labels=LABELS, status_icons=STATUS_ICONS, lookups=LOOKUPS)
    app.jinja_env.globals.update(upload_megabytes=lambda: upload_bytes() // 1_048_576)
    app.jinja_env.filters.update(
        absolute=absolute,
        counted=counted,
        day=day,
        due=due_tag,
        duration=duration,
        event_time=event_tag,
        item=item_name,
        readable=readable,
        short_time=short_tag,
        span=short_span,
        waiting=waiting_tag,
        month_name=month_name,
        printed=printed,
        weekday_name=weekday_name,
        unannounced=_unannounced,
    )
