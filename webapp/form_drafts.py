"""Forms that were begun: kept while they are typed, shown again to their writer, gone once they are sent."""

from __future__ import annotations

from collections.abc import Callable

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from webapp.access import Steps, say
from webapp.answers.sent import EDIT
from webapp.times import absolute
from webapp.words import Said
from workflows.casework.errors import InvalidRequest
from workflows.people import Actor
from workflows.people.form_drafts import TOO_LONG, Draft, drop_draft, is_too_long, keep_draft
from workflows.store import UnitOfWork

# Buttons and tokens are no words of anybody; a judgement is given when the form is sent, never before.
_NOT_KEPT = frozenset({"csrf_token", "outcome", "confirmed", "back", "discard", EDIT})


def keep_typed(
    steps: Steps, place: str, back: str, require: Callable[[UnitOfWork, Actor], object]
) -> ResponseReturnValue:
    """Keep what the form of this request holds, or throw it away: as a fact for the script, else with the page at `back`.

    `require` raises for whoever may not fill in this form. Nobody waits while it looks: only then a short transaction writes.
    """
    steps.read(require)
    said = ""

    def discard(work: UnitOfWork, actor: Actor) -> None:
        drop_draft(work, actor.person_id, place)
        say(work, gettext("What you had typed is thrown away."), Said.INFO)

    def keep(work: UnitOfWork, actor: Actor) -> None:
        nonlocal said
        at = keep_draft(work, actor.person_id, place, fields)
        said = gettext("Kept %(moment)s, not sent yet.", moment=absolute(at, at))
        if not _is_of_script():
            say(work, said, Said.INFO)

    if "discard" in request.form:
        steps.one(discard)
        return redirect(back)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in _NOT_KEPT]
    if is_too_long(fields):
        raise InvalidRequest(TOO_LONG.en, TOO_LONG.zh)
    steps.one(keep)
    return jsonify(kept=said) if _is_of_script() else redirect(back)


def typed(draft: Draft | None) -> MultiDict[str, str] | None:
    """What was typed as if a browser had sent it; None where nothing was."""
    return MultiDict(list(draft.fields)) if draft is not None else None


def _is_of_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
