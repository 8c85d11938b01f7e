"""One day of a member's: what files say of it, and what people decided about it."""

from __future__ import annotations

import uuid
from datetime import date
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import IMPORTS, Again, requires, say
from webapp.i18n import current_locale
from webapp.records.import_views import blueprint
from workflows.attendance.corrections import Correction, correct_day, may_open_day
from workflows.attendance.import_lists import day_page
from workflows.attendance.import_words import DayDecision
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/days/<uuid:person_id>/<string:day>")
@requires(IMPORTS)
def day(work: UnitOfWork, actor: Actor, person_id: uuid.UUID, day: str) -> ResponseReturnValue:
    """The day, for whoever may decide about it."""
    return _page(person_id, day, "", work, actor)


@blueprint.post("/days/<uuid:person_id>/<string:day>")
@requires(IMPORTS)
def decide_day(work: UnitOfWork, actor: Actor, person_id: uuid.UUID, day: str) -> ResponseReturnValue:
    """Decide about the day, with a reason that the member reads."""
    locale, decision = current_locale(), request.form.get("decision", "")
    if decision not in set(DayDecision):
        said = gettext("Choose whether the day counts.")
        raise Again(partial(_page, person_id, day, said))
    shown = request.form.get("seen", "")
    seen = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 6 else None
    given = Correction(person_id, _day(day), DayDecision(decision), request.form.get("reason", ""), seen=seen)
    try:
        correct_day(work, actor, given)
    except InvalidRequest as refused:
        raise Again(partial(_page, person_id, day, refused.sentence.in_language(locale))) from None
    say(work, gettext("The day is decided; the member has been told."))
    return redirect(url_for("imports.day", person_id=person_id, day=day))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise NotFound("This is no day.", "日期无效。") from None


def _page(person_id: uuid.UUID, text: str, error: str, work: UnitOfWork, actor: Actor) -> str:
    on = _day(text)
    page = day_page(work, person_id, on) if may_open_day(work, actor, person_id, on) else None
    if page is None:
        raise NotFound("There is nothing of theirs that you decide about.", "没有可由您认定的考勤。")
    reason, chosen = request.form.get("reason", ""), request.form.get("decision", "")
    return render_template("records/day.html", page=page, day=on, error=error, reason=reason, chosen=chosen)
