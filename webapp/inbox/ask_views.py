"""What a person is asked on rows that name them: the list, and the one question with its answer; made for a phone first."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Instead, Steps, in_steps, requires, say
from webapp.answers.fields import display_answer
from webapp.answers.forms import AnswerForm, build_form
from webapp.answers.questions import Reading
from webapp.answers.sent import sent_answers
from webapp.form_drafts import keep_typed, typed
from webapp.i18n import current_locale
from webapp.inbox.room import blueprint
from webapp.inbox.views import VIEWS, totals_of
from workflows.casework.answer_labels import called
from workflows.casework.asked_page import AskView, ask_of_me, asked_of_me
from workflows.casework.errors import InvalidAnswers
from workflows.casework.verbs.answer_row import answer_row
from workflows.people import Actor
from workflows.people.form_drafts import Draft, draft_of, drop_draft, place_of_ask
from workflows.procedure.form_model import Form
from workflows.store import UnitOfWork


@blueprint.get("/asked")
@requires(SIGNED_IN)
def asked(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Everything that the reader is asked, and what they have said."""
    return render_template(
        "inbox/asked.html",
        waiting=asked_of_me(work, actor, is_open=True),
        ended=asked_of_me(work, actor, is_open=False),
        views=VIEWS,
        totals=totals_of(work, actor),
    )


@blueprint.get("/asked/<uuid:ask_id>")
@requires(SIGNED_IN)
def ask(work: UnitOfWork, actor: Actor, ask_id: uuid.UUID) -> ResponseReturnValue:
    """One row as its person may read it, with the form to answer; afterwards with what was said."""
    view = ask_of_me(work, ask_id, actor)
    if view.refusal is not None:
        return _draw(view, None)
    draft = draft_of(work, actor.person_id, place_of_ask(ask_id))
    return _draw(view, _form(view, draft), draft)


@blueprint.post("/asked/<uuid:ask_id>")
@requires(SIGNED_IN)
def answer(work: UnitOfWork, actor: Actor, ask_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the answer; a wrong one comes back with every word kept, and nothing has happened."""
    try:
        row = answer_row(work, ask_id, actor, _sent)
    except InvalidAnswers as refused:
        raise Instead(partial(_again, ask_id, refused)) from None
    drop_draft(work, actor.person_id, place_of_ask(ask_id))
    say(work, gettext("Your answer on “%(row)s” is kept.", row=row.name))
    return redirect(url_for("inbox.asked"))


@blueprint.post("/asked/<uuid:ask_id>/draft")
@in_steps(SIGNED_IN)
def keep_answer(steps: Steps, ask_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed so far for whoever is asked, or throw it away."""

    def require(work: UnitOfWork, actor: Actor) -> None:
        view = ask_of_me(work, ask_id, actor)
        if view.refusal is not None:
            raise view.refusal

    return keep_typed(steps, place_of_ask(ask_id), url_for("inbox.ask", ask_id=ask_id), require)


@blueprint.post("/asked/<uuid:ask_id>/visibility")
@requires(SIGNED_IN, is_reading=True)
def ask_visibility(work: UnitOfWork, actor: Actor, ask_id: uuid.UUID) -> ResponseReturnValue:
    """Which questions do not count for the answers so far."""
    return jsonify(hidden=_form(ask_of_me(work, ask_id, actor)).hidden_keys())


def _again(ask_id: uuid.UUID, refused: InvalidAnswers, work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    view = ask_of_me(work, ask_id, actor)
    if view.refusal is not None:
        raise view.refusal
    form = _form(view)
    form.refuse(refused.fields)
    return _draw(view, form), 422


def _draw(view: AskView, form: AnswerForm | None, draft: Draft | None = None) -> str:
    locale = current_locale()
    reading = _reading(view)
    yes_no = (gettext("yes"), gettext("no"))
    facts = []
    for field in view.fields if form is None else ():
        value = view.values.get(field.key) if field.is_read_only else view.said.get(field.key)
        offered = dict(reading.options(field, view.values)) if field.options else {}
        labels = {**offered, **called(view.labels.get(field.key), locale)}
        facts.append((reading.label(field) or field.key, display_answer(field, value, labels, yes_no)))
    return render_template(
        "inbox/ask.html",
        view=view,
        asked=view.asked,
        form=form,
        draft=draft,
        facts=facts,
        refusal=view.refusal.sentence.in_language(locale) if view.refusal else "",
    )


def _reading(view: AskView) -> Reading:
    return Reading(view.form, view.asked.procedure, current_locale(), view.values, view.environment)


def _form(view: AskView, draft: Draft | None = None) -> AnswerForm:
    return build_form(
        view.form,
        view.values,
        current_locale(),
        procedure=view.asked.procedure,
        environment=view.environment,
        formdata=request.form if request.method == "POST" else typed(draft),
    )


def _sent(form: Form) -> dict[str, Any]:
    answers = sent_answers(form, request.form)
    return {field.key: answers[field.key] for field in form.inputs if not field.is_read_only}
