"""Open incidents and trying again."""

from __future__ import annotations

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import ADMINISTRATOR, requires, say
from webapp.admin.room import blueprint
from webapp.i18n import current_locale
from webapp.pages import page_key
from workflows.casework.incidents import open_incidents
from workflows.casework.verbs.retry import retry
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/incidents")
@requires(ADMINISTRATOR)
def incidents(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The cases that stopped, the oldest first."""
    return render_template("admin/incidents.html", page=open_incidents(work, actor, after=page_key()))


@blueprint.post("/incidents/<uuid:incident_id>/retry")
@requires(ADMINISTRATOR)
def retry_incident(work: UnitOfWork, actor: Actor, incident_id: uuid.UUID) -> ResponseReturnValue:
    """Let the case go on once the cause is mended."""
    incident = retry(work, incident_id, actor)
    say(work, gettext("“%(title)s” goes on.", title=incident.case.public_title.in_language(current_locale())))
    return redirect(url_for("admin.incidents"))
