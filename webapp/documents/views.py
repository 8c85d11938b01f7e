"""One letter: the full text for the office and the addressee, the masked text for everybody else who may see the case."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.casework.access import sees_all
from workflows.documents.models import Document
from workflows.documents.queries import visible_document
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("documents", __name__, template_folder="templates", url_prefix="/documents")


@blueprint.get("/<uuid:document_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, document_id: uuid.UUID) -> ResponseReturnValue:
    """A letter as it goes on paper; `?masked=1` shows what may be passed on outside."""
    document = visible_document(work, document_id, actor)
    may_read_names = may_read_full(document, actor)
    is_masked = not may_read_names or request.args.get("masked") == "1"
    return render_template(
        "documents/show.html",
        document=document,
        text=body_of(document, is_masked=is_masked),
        is_masked=is_masked,
        may_read_names=may_read_names,
    )


def body_of(document: Document, *, is_masked: bool) -> str:
    """The text without title and number, which the page sets as headings."""
    lines = (document.masked_text if is_masked else document.text).split("\n")
    while lines and lines[0].strip() in ("", document.title, document.number):
        lines.pop(0)
    return "\n".join(lines)


def may_read_full(document: Document, actor: Actor) -> bool:
    """True for the office's own posts and for people of the unit that the letter is addressed to."""
    return sees_all(actor) or (document.unit is not None and actor.is_under(document.unit.path))
