"""A page that is sent once more with other words than the first time: it says which were kept, and gives back what was typed."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from workflows.people import Actor
from workflows.people.sent_forms import Content
from workflows.store import UnitOfWork

_TOKEN = "csrf_token"  # noqa: S105  the name of the field
_SECRET = "password"  # noqa: S105  part of the name of each field that nobody may see again


def content_of_form() -> Content:
    """What the form of this request holds beside its token, in the order of the page; passwords are left out."""
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name != _TOKEN and _SECRET not in name]


def sent_otherwise(
    location: str, messages: list[list[str]], content: Content, work: UnitOfWork, actor: Actor
) -> ResponseReturnValue:
    """The page for words that came too late: what was done with the first ones, where it stands, and these to be copied."""
    written = [value for _, value in content if value.strip()]
    said = [message for _, message in messages]
    return render_template("sent_otherwise.html", said=said, location=location, written=written), 409
