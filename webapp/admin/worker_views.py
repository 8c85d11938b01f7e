"""Whether automatic acts happen, and letting them go on after the machine's clock has jumped."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import ADMINISTRATOR, requires, say
from webapp.admin.room import blueprint
from webapp.words import Said
from workflows.jobs.holds import confirm_hold
from workflows.jobs.pulse import load, pulse
from workflows.people import Actor
from workflows.proof.seals import unsealed_since
from workflows.store import UnitOfWork


@blueprint.get("/worker")
@requires(ADMINISTRATOR)
def worker(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """Since when the worker lives or stands still, what waits for it, and what it is held back by."""
    return render_template("admin/worker.html", pulse=pulse(work), load=load(work), unsealed=unsealed_since(work))


@blueprint.post("/worker/holds/<int(max=2147483647):hold_id>/confirm")
@requires(ADMINISTRATOR)
def confirm_clock(work: UnitOfWork, actor: Actor, hold_id: int) -> ResponseReturnValue:
    """Let automatic acts go on: the clock has been looked at."""
    if confirm_hold(work, hold_id, actor):
        say(work, gettext("Automatic acts go on."))
    else:
        say(work, gettext("Somebody has confirmed this already."), Said.INFO)
    return redirect(url_for("admin.worker"))
