"""Raising an event for which a case waits: from its page, or from the board of clocks."""

from __future__ import annotations

import uuid
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.cases.forms import RaiseForm
from webapp.cases.views import blueprint
from webapp.i18n import current_locale
from workflows.casework.cases import visible_case
from workflows.casework.errors import InvalidRequest
from workflows.casework.raising import no_longer_waits
from workflows.casework.verbs.raise_event import raise_event
from workflows.people import Actor
from workflows.store import UnitOfWork

_BOARD = "board"
"""In the address: the person came from the board, and goes back there."""


@blueprint.get("/<uuid:case_id>/raise/<uuid:token_id>")
@requires(SIGNED_IN)
def raise_page(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, token_id: uuid.UUID) -> ResponseReturnValue:
    """What is about to be set going, and the field for what is to be said."""
    return _page(case_id, token_id, RaiseForm(), work, actor)


@blueprint.post("/<uuid:case_id>/raise/<uuid:token_id>")
@requires(SIGNED_IN)
def raise_in_case(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, token_id: uuid.UUID) -> ResponseReturnValue:
    """Set it going."""
    form = RaiseForm()
    is_whole = form.validate_on_submit()
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        raised = raise_event(work, case_id, token_id, actor, (form.note.data or "") if is_whole else "")
    except InvalidRequest:
        if is_whole:
            raise
        raise Again(partial(_page, case_id, token_id, form)) from None
    name = raised.label(current_locale())
    say(work, gettext("“%(name)s” is done and on record.", name=name))
    if request.form.get("back") == _BOARD:
        return redirect(url_for("deadlines.index"))
    return redirect(url_for("cases.show", case_id=case_id))


def _page(case_id: uuid.UUID, token_id: uuid.UUID, form: RaiseForm, work: UnitOfWork, actor: Actor) -> str:
    file = visible_case(work, case_id, actor)
    event = next((each for each in file.to_raise if each.token_id == token_id), None)
    if event is None:
        raise no_longer_waits()
    back = _BOARD if request.values.get("back") == _BOARD else ""
    return render_template("cases/raise.html", case=file.case, event=event, form=form, back=back)
