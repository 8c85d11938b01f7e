"""Starts by the clock: when each is due next, what came of the last one, and making up for one that failed."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import ADMINISTRATOR, requires, say
from webapp.admin.room import blueprint
from webapp.i18n import current_locale
from workflows.casework import clock_starts
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/clock-starts")
@requires(ADMINISTRATOR)
def starts_by_clock(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Every start by the clock of the published procedures."""
    return render_template("admin/clock_starts.html", starts=clock_starts.clock_starts(work, actor))


@blueprint.post("/clock-starts/<uuid:start_id>/start")
@requires(ADMINISTRATOR)
def start_again(work: UnitOfWork, actor: Actor, start_id: uuid.UUID) -> ResponseReturnValue:
    """Start the case of a due time whose start failed, once the cause is mended."""
    case = clock_starts.start_again(work, start_id, actor)
    say(work, gettext("“%(title)s” has been started.", title=case.public_title.in_language(current_locale())))
    return redirect(url_for("admin.starts_by_clock"))
