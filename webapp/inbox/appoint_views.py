"""Appoint somebody by name (指定办理) to a step that nobody is left for."""

from __future__ import annotations

import uuid
from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.i18n import current_locale
from webapp.inbox.forms import AppointForm
from webapp.inbox.room import blueprint
from workflows.casework.errors import InvalidRequest
from workflows.casework.verbs.appoint import appoint, appointment
from workflows.people import Actor
from workflows.people.relatives import persons_named
from workflows.store import UnitOfWork


@blueprint.get("/tasks/<uuid:task_id>/appoint")
@requires(SIGNED_IN)
def appoint_page(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """The form for appointing somebody."""
    return _page(task_id, AppointForm(), work, actor)


@blueprint.post("/tasks/<uuid:task_id>/appoint")
@requires(SIGNED_IN)
def appoint_person(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """Appoint; where several persons have the name, the page asks which of them is meant."""
    form = AppointForm()
    is_whole = form.validate_on_submit()
    found = persons_named(work, form.name.data or "") if is_whole else []
    chosen = next((each for each in found if len(found) == 1 or str(each.id) == form.person.data), None)
    try:
        # The verb asks about rights before it looks at what was sent.
        task = appoint(
            work, task_id, actor, chosen.id if chosen else None, (form.reason.data or "") if is_whole else ""
        )
    except InvalidRequest as refused:
        if is_whole and not found:
            form.name.errors = [gettext("Nobody is known by this name or staff number; write it in full.")]
        elif is_whole and chosen is not None:
            form.name.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_page, task_id, form)) from None
    assert chosen is not None
    say(work, gettext("%(name)s is appointed and has been told.", name=chosen.name))
    return redirect(url_for("cases.show", case_id=task.case_id))


def _page(task_id: uuid.UUID, form: AppointForm, work: UnitOfWork, actor: Actor) -> str:
    shown, locale = appointment(work, task_id, actor), current_locale()
    found = persons_named(work, form.name.data or "")
    form.person.choices = [
        SelectChoice(str(person.id), f"{person.name} · {person.unit.label(locale)}" if person.unit else person.name)
        for person in (found if len(found) > 1 else ())
    ]
    return render_template("inbox/appoint.html", shown=shown, task=shown.task, form=form)
