"""One letter: the full text for the office and the addressee, the masked text for everybody else who may see the case."""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.documents.queries import docx_of_letter, is_served_by_sending, visible_document
from workflows.documents.writing import HEAD, Role, text_of
from workflows.people import Actor
from workflows.settings import letter_template
from workflows.store import UnitOfWork

blueprint = Blueprint("documents", __name__, template_folder="templates", url_prefix="/documents")


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@blueprint.get("/<uuid:document_id>/docx")
@requires(SIGNED_IN)
def docx(work: UnitOfWork, actor: Actor, document_id: uuid.UUID) -> ResponseReturnValue:
    """The letter as a file for a word processor, as the reader may open it; `?masked=1` what may be passed on outside."""
    found = visible_document(work, document_id, actor)
    is_masked = request.args.get("masked") == "1"
    data = docx_of_letter(found, is_masked=is_masked, template=letter_template())
    name = f"{found.document.number} {found.document.title}.docx"
    return send_file(io.BytesIO(data), mimetype=DOCX, as_attachment=True, download_name=name, max_age=0)


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
