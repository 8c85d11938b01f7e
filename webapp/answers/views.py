"""What a lookup beside a field finds, as a fragment of the page."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.answers.lookups import LOOKUPS
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("answers", __name__, template_folder="templates")


@blueprint.get("/lookups/<string:name>")
@requires(SIGNED_IN)
def lookup(work: UnitOfWork, actor: Actor, name: str) -> ResponseReturnValue:
    """The matches for what was typed, each a button that writes its value into the field."""
    search = LOOKUPS.get(name)
    if search is None:
        abort(404)
    words = request.args.get("q", "")[:40].strip()
    return render_template("answers/_matches.html", words=words, matches=search(work, actor, words) if words else [])
