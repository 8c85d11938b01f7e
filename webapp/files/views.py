"""Choosing a file before its form is handed in, and opening one."""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, Response, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.answers.fields import size_text
from webapp.i18n import current_locale
from webapp.received_files import files_received, files_refused
from workflows.attachments.reading import open_file
from workflows.attachments.sentences import sentence_of
from workflows.files.file_types import IMAGES, MEDIA_TYPES, FileType
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("files", __name__, url_prefix="/files")
FIELD = "file"  # the name under which a page sends one
_SHOWN = IMAGES | {FileType.PDF}
_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
# Browsers' viewers of PDF do not open inside a sandbox; scripts in the file were refused when it was taken.
_POLICY_OF_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@blueprint.post("")
@requires(SIGNED_IN, is_reading=True, takes_files=True)
def upload(_work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """Take one file for a form that its page still holds; what it is called from now on, or why it is refused."""
    found = files_received().get(FIELD)
    if found is None:
        refused = files_refused().get(FIELD) or sentence_of("empty", {"name": "—"})
        return jsonify(refused=refused.in_language(current_locale())), 422
    return jsonify(id=found.id, name=found.name, size=size_text(found.size))


@blueprint.get("/<uuid:file_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, file_id: uuid.UUID) -> ResponseReturnValue:
    """The content of a file: pictures and PDF in the page unless `?save=1`, everything else to be saved."""
    found = open_file(work, file_id, actor)
    is_saved = found.type not in _SHOWN or request.args.get("save") == "1"
    response: Response = send_file(
        io.BytesIO(found.data),
        mimetype=MEDIA_TYPES[found.type],
        as_attachment=is_saved,
        download_name=found.name,
        max_age=0,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = _POLICY_OF_PDF if found.type is FileType.PDF else _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
