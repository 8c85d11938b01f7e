"""A page that is sent once more with other words than the first time: it says which were kept, and gives back what was typed."""

from __future__ import annotations

import hashlib
from typing import IO

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workflows.people import Actor
from workflows.people.sent_forms import Content
from workflows.store import UnitOfWork

_TOKEN = "csrf_token"  # noqa: S105  the name of the field
SECRETS = frozenset({"password", "present", "new", "again"})
"""The fields for passwords on the pages of one's account, which no page may show again; a test holds them against the forms."""


def content_of_form() -> Content:
    """What the form of this request holds beside its token, in the order of the page; of a file its digest."""
    files = [(name, _digest_of(file.stream)) for name, file in request.files.items(multi=True)]
    return [*_fields(), *files]


def _fields() -> Content:
    return [(name, value) for name, value in request.form.items(multi=True) if name != _TOKEN]


def _digest_of(stream: IO[bytes]) -> str:
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return digest


def sent_otherwise(location: str, messages: list[list[str]], work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The page for words that came too late: what was done with the first ones, where it stands, and these to be copied."""
    hidden = SECRETS if request.blueprint == "account" else frozenset()
    written = [value for name, value in _fields() if value.strip() and name not in hidden]
    said = [message for _, message in messages]
    return render_template("sent_otherwise.html", said=said, location=location, written=written), 409
