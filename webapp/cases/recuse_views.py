"""Standing aside (回避) from a step or a case, or ordering somebody to."""

from __future__ import annotations

import uuid
from functools import partial

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.cases.forms import RecuseForm
from webapp.cases.views import blueprint
from webapp.i18n import current_locale
from workflows.casework.errors import InvalidRequest
from workflows.casework.verbs.recuse import recusal_choices, recuse, step_of
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/<uuid:case_id>/recuse")
@requires(SIGNED_IN)
def recuse_page(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """The form for standing aside; `task` in the address names the step that it is about."""
    return _page(case_id, None, work, actor)


@blueprint.post("/<uuid:case_id>/recuse")
@requires(SIGNED_IN)
def recuse_case(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """Stand aside, or order it."""
    form = RecuseForm()
    is_whole = form.validate_on_submit()
    person_id = _person_id(form.who.data or "self")
    step = step_of(work, case_id, _task_id()) if form.scope.data == "step" else None
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        reason = (form.reason.data or "") if is_whole else ""
        recuse(work, case_id, actor, reason, person_id=person_id, element_id=step)
    except InvalidRequest as refused:
        if is_whole:
            form.scope.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_page, case_id, form)) from None
    if person_id is None:
        say(work, gettext("You stand aside. The director and those who may act have been told."))
    else:
        say(work, gettext("The recusal is ordered. The person’s tasks are back with their posts."))
    return redirect(url_for("inbox.index"))


def _task_id() -> uuid.UUID | None:
    text = request.values.get("task")
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        abort(404)


def _person_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text != "self" else None
    except ValueError:
        abort(400)


def _page(case_id: uuid.UUID, sent: RecuseForm | None, work: UnitOfWork, actor: Actor) -> str:
    choices = recusal_choices(work, case_id, actor, _task_id())
    form = sent or RecuseForm(data={"scope": "step" if choices.task is not None else "case"})
    locale = current_locale()
    people = [
        SelectChoice(str(person.id), f"{person.name} · {person.unit.label(locale)}" if person.unit else person.name)
        for person in choices.people
    ]
    form.who.choices = [SelectChoice("self", gettext("I myself")), *people]
    return render_template("cases/recuse.html", choices=choices, form=form)
