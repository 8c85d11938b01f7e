"""The parts of a round: how each stands, with whom, until when, and what it reported."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.cases.reported import in_words
from webapp.cases.views import blueprint
from workflows.casework.parts_page import parts_page
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/<uuid:case_id>/parts")
@requires(SIGNED_IN)
def parts(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """The parts of a case, or the round that it is a part of."""
    after = request.args.get("after", "")[:200].replace("\0", "")
    page = parts_page(work, actor, case_id, after=after)
    return render_template("cases/parts.html", page=page, after=after, in_words=in_words)
