"""One letter: the full text for the office and the addressee, the masked text for everybody else who may see the case."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from workflows.documents.queries import (
    OpenDocument,
    file_of_letter,
    is_internal,
    is_served_by_sending,
    visible_document,
)
from workflows.documents.words import FileKind
from workflows.documents.writing import HEAD, Role, text_of
from workflows.people import Actor
from workflows.settings import letter_pdf_template, letter_template
from workflows.store import UnitOfWork

blueprint = Blueprint("documents", __name__, template_folder="templates", url_prefix="/documents")


_MEDIA = {
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PDF: "application/pdf",
}


@blueprint.get("/<uuid:document_id>/docx")
@requires(SIGNED_IN)
def docx(work: UnitOfWork, actor: Actor, document_id: uuid.UUID) -> ResponseReturnValue:
    """The letter for a word processor, as the reader may open it; `?masked=1` what may be passed on outside."""
    return _saved(visible_document(work, document_id, actor), FileKind.DOCX, letter_template())


@blueprint.get("/<uuid:document_id>/pdf")
@requires(SIGNED_IN)
def pdf(work: UnitOfWork, actor: Actor, document_id: uuid.UUID) -> ResponseReturnValue:
    """The letter for paper, likewise."""
    return _saved(visible_document(work, document_id, actor), FileKind.PDF, letter_pdf_template())


def _saved(found: OpenDocument, kind: FileKind, template: Path) -> ResponseReturnValue:
    data = file_of_letter(found, kind, is_masked=request.args.get("masked") == "1", template=template)
    name = f"{found.document.number} {found.document.title}.{kind}"
    return send_file(io.BytesIO(data), mimetype=_MEDIA[kind], as_attachment=True, download_name=name, max_age=0)


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
        is_internal=is_internal(found.document),
        is_full=found.is_full,
        is_void=found.is_void,
        issuer=found.issuer,
    )
