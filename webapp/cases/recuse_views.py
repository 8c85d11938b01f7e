"""Standing aside (回避) from a step or a case, or ordering somebody to."""

from __future__ import annotations

import uuid

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from webapp.access import SIGNED_IN, requires, say
from webapp.cases.forms import RecuseForm
from webapp.cases.views import blueprint
from webapp.i18n import current_locale
from workflows.casework.verbs.recuse import RecusalChoices, recusal_choices, recuse
from workflows.people import Actor
from workflows.store import UnitOfWork


@blueprint.get("/<uuid:case_id>/recuse")
@requires(SIGNED_IN)
def recuse_page(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """The form for standing aside; `task` in the address names the step that it is about."""
    choices = recusal_choices(work, case_id, actor, _task_id())
    return _page(choices, _form(choices, scope="step" if choices.task is not None else "case"))


@blueprint.post("/<uuid:case_id>/recuse")
@requires(SIGNED_IN)
def recuse_case(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """Stand aside, or order it."""
    choices = recusal_choices(work, case_id, actor, _task_id())
    form = _form(choices)
    if not form.validate_on_submit():
        return _page(choices, form), 422
    step = choices.task.element_id if choices.task is not None and form.scope.data == "step" else None
    person_id = _person_id(form.who.data)
    recuse(work, case_id, actor, form.reason.data or "", person_id=person_id, element_id=step)
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


def _person_id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        abort(400)


def _form(choices: RecusalChoices, **data: str) -> RecuseForm:
    form = RecuseForm(data=data or None)
    locale = current_locale()
    people = [
        SelectChoice(str(person.id), f"{person.name} · {person.unit.label(locale)}" if person.unit else person.name)
        for person in choices.people
    ]
    form.who.choices = [SelectChoice("", gettext("I myself")), *people]
    return form


def _page(choices: RecusalChoices, form: RecuseForm) -> str:
    return render_template("cases/recuse.html", choices=choices, form=form)
