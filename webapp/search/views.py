"""One page for what somebody looks for: cases, letters, people and units by a few words."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.documents.search import SHOWN, search
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("search", __name__, template_folder="templates", url_prefix="/search")
LONGEST = 80  # characters, as in the field


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """What the words found, of each kind as far as it is open to the reader."""
    words = request.args.get("q", "")[:LONGEST].replace("\0", "").strip()
    return render_template("search/index.html", words=words, hits=search(work, actor, words), shown=SHOWN)
