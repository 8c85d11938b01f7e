"""Words that come too late: from a page that was sent before, or whose session has ended. They are given back to be copied."""

from __future__ import annotations

import hashlib
from typing import IO
from urllib.parse import urlsplit

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
    said = [message for _, message in messages]
    return render_template("sent_otherwise.html", said=said, location=location, written=words_sent()), 409


def words_sent() -> list[str]:
    """What somebody typed into the form of this request, without passwords and what is no word of theirs."""
    hidden = SECRETS if request.blueprint == "account" else frozenset()
    return [value for name, value in _fields() if value.strip() and name not in hidden]


def is_from_here() -> bool:
    """True where a page of ours sent this: what other sites send is never shown as somebody's own words."""
    site = request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site is not None else urlsplit(request.referrer or "").netloc == request.host


def page_before() -> str | None:
    """The page of ours that this form was on, to come back to after signing in."""
    before = urlsplit(request.referrer or "")
    return before.path if before.netloc == request.host and before.path.startswith("/") else None


def signed_out_meanwhile() -> ResponseReturnValue:
    """The page for words whose session had ended when they came: nothing was done; sign in, go back, copy what is missing."""
    return render_template("signed_out.html", back=page_before(), written=words_sent()), 401
