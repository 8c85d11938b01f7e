"""One letter: the full text for the office and the addressee, the masked text for everybody else who may see the case."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.documents.queries import is_served_by_sending, visible_document
from workflows.documents.writing import HEAD, Role, text_of
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("documents", __name__, template_folder="templates", url_prefix="/documents")


@blueprint.get("/<uuid:document_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, document_id: uuid.UUID) -> ResponseReturnValue:
    """A letter as it goes on paper; `?masked=1` shows what may be passed on outside."""
    found = visible_document(work, document_id, actor)
    is_masked = not found.is_full or request.args.get("masked") == "1"
    parts = found.parts(is_masked=is_masked)
    return render_template(
        "documents/show.html",
        document=found.document,
        case_title=found.title_over(is_masked=is_masked),
        secrecy=next((part.text for part in parts if part.role is Role.SECRECY), ""),
        text=text_of([part for part in parts if part.role not in HEAD]),
        is_masked=is_masked,
        is_served_by_sending=is_served_by_sending(found.document),
        is_full=found.is_full,
    )
