"""Files that come with a request: each is looked at before the transaction of the act begins.

What was taken stands for the rest of the request under the name of its question, beside the ids that the page sent; what was
refused is an error of that question.
"""

from __future__ import annotations

from flask import current_app, g, request
from werkzeug.datastructures import FileStorage, MultiDict

from workflows.attachments.receiving import Received, receive
from workflows.attachments.sentences import FileRefused
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.settings import upload_bytes, upload_count


def receive_sent(actor: Actor) -> None:
    """Take the files that the form of this request carries."""
    found: MultiDict[str, Received] = MultiDict()
    refused: dict[str, Sentence] = {}
    for key in request.files:
        files = [each for each in request.files.getlist(key) if each.filename]
        for given in files[: upload_count() + 1]:
            try:
                found.add(key, _take(actor, given))
            except FileRefused as told:
                refused[key] = told.sentence(given.filename or "")
    g.files_received, g.files_refused = found, refused


def _take(actor: Actor, given: FileStorage) -> Received:
    # Of a file that is too large no more is read than shows it.
    data = given.stream.read(upload_bytes() + 1)
    given.stream.seek(0)
    return receive(current_app.extensions["gatepost_store"], actor, given.filename or "", data)


def files_received() -> MultiDict[str, Received]:
    """The files that came with this request and were taken, by the name under which they came."""
    found: MultiDict[str, Received] = g.get("files_received") or MultiDict()
    return found


def files_refused() -> dict[str, Sentence]:
    """Why files of this request were not taken, by the name under which they came."""
    return dict(g.get("files_refused") or {})


def sent_form() -> MultiDict[str, str]:
    """What the form of this request says, the files that came with it among the ids under the name of their question."""
    received = files_received()
    if not received:
        return request.form
    both: MultiDict[str, str] = MultiDict(request.form)
    for key, file in received.items(multi=True):
        both.add(key, file.id)
    return both
