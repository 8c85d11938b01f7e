"""Several tasks at once: claim, give back, or complete those of one step with the same answers; each alone, with its result."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from webapp.access import SIGNED_IN, Steps, in_steps, requires, say
from webapp.answers.forms import AnswerForm, build_form
from webapp.answers.sent import sent_answers
from webapp.i18n import current_locale
from webapp.inbox.room import blueprint
from webapp.words import Said
from workflows.casework import together
from workflows.casework.errors import CaseworkError, InvalidAnswers
from workflows.casework.handover import hand_back
from workflows.casework.kept_settings import environment_of_office
from workflows.casework.together import Step, Together
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.release import release
from workflows.people import Actor
from workflows.procedure.form_model import Form
from workflows.sentence import Sentence
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one task; no sentence where it was done."""

    title: str
    refusal: str = ""


@blueprint.post("/tasks/claim")
@in_steps(SIGNED_IN)
def claim_selected(steps: Steps) -> ResponseReturnValue:
    """Claim the ticked tasks; each that cannot be claimed says why."""
    return _each(steps, claim, lambda count: ngettext("%(num)d task claimed.", "%(num)d tasks claimed.", count), "mine")


@blueprint.post("/tasks/release")
@in_steps(SIGNED_IN)
def release_selected(steps: Steps) -> ResponseReturnValue:
    """Release the ticked tasks to their posts; each that cannot be released says why."""
    return _each(
        steps, release, lambda count: ngettext("%(num)d task released.", "%(num)d tasks released.", count), "posts"
    )


@blueprint.post("/tasks/hand-over")
@in_steps(SIGNED_IN)
def hand_over(steps: Steps) -> ResponseReturnValue:
    """Give the ticked tasks back to their posts, which are told; each that cannot be given back says why."""
    return _each(
        steps,
        hand_back,
        lambda count: ngettext("%(num)d task handed over.", "%(num)d tasks handed over.", count),
        "mine",
    )


@blueprint.post("/tasks/together")
@requires(SIGNED_IN, is_reading=True)
def choose_together(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The ticked tasks of one step with the form that they share; nothing is done yet."""
    found = together.tasks_together(work, actor, _chosen(), every="every" in request.form)
    return _draw(found, _form(work, found) if found.rows else None)


@blueprint.post("/tasks/together/complete")
@in_steps(SIGNED_IN)
def complete_together(steps: Steps) -> ResponseReturnValue:
    """Complete the chosen tasks with one set of answers; each is completed alone, and each that is refused says why."""
    chosen = _chosen()
    shared, wrong = steps.read(partial(_shared, chosen))
    if shared is None or wrong is not None:
        return steps.read(partial(_again, chosen, wrong))
    if not chosen:
        return steps.read(partial(_again, chosen, None))
    results = _acted(steps, chosen, lambda task_id: partial(_complete_one, task_id, shared))
    done = sum(not result.refusal for result in results)
    told = ngettext("%(num)d task completed.", "%(num)d tasks completed.", done)
    return steps.read(lambda work, actor: _draw_results(results, told))


def _each(
    steps: Steps, act: Callable[[UnitOfWork, uuid.UUID, Actor], Any], told: Callable[[int], str], view: str
) -> ResponseReturnValue:
    """One act on each ticked task: back to the list where all went well, else a page that names those that did not."""
    chosen = _chosen()
    if not chosen:
        steps.one(lambda work, actor: say(work, gettext("Tick the tasks first."), Said.INFO))
        return redirect(url_for("inbox.index", view="posts"))

    def one(task_id: uuid.UUID) -> Callable[[UnitOfWork, Actor], None]:
        return lambda work, actor: act(work, task_id, actor) and None

    results = _acted(steps, chosen, one)
    done = sum(not result.refusal for result in results)
    if done == len(results):
        steps.one(lambda work, actor: say(work, told(done)))
        return redirect(url_for("inbox.index", view=view))
    return steps.read(lambda work, actor: _draw_results(results, told(done)))


def _acted(
    steps: Steps, chosen: Sequence[uuid.UUID], one: Callable[[uuid.UUID], Callable[[UnitOfWork, Actor], None]]
) -> list[Result]:
    locale = current_locale()
    titles = steps.read(partial(_titles, chosen))
    results = []
    for task_id in chosen:
        known = titles.get(task_id)
        title = known.in_language(locale) if known else gettext("A task that is not in your lists")
        try:
            steps.one(one(task_id))
            results.append(Result(title))
        except InvalidAnswers as wrong:
            told = gettext("; ").join(sentence.in_language(locale) for sentence in wrong.fields.values())
            results.append(Result(title, told))
        except CaseworkError as refused:
            results.append(Result(title, refused.sentence.in_language(locale)))
    return results


def _titles(chosen: Sequence[uuid.UUID], work: UnitOfWork, actor: Actor) -> Mapping[uuid.UUID, Sentence]:
    return together.titles_of(work, actor, chosen)


def _shared(chosen: Sequence[uuid.UUID], work: UnitOfWork, actor: Actor) -> tuple[Step | None, AnswerForm | None]:
    """The step whose form was shown, and that form where what was sent does not fit it: then nothing is tried."""
    step = together.step_shown(work, _id(request.form.get("shown", "")))
    if step is None:
        return None, None
    found = together.tasks_together(work, actor, chosen)
    if not found.rows:
        return step, None  # each says by itself what became of it
    form = _form(work, found)
    return step, None if form.validate() else form


def _again(
    chosen: Sequence[uuid.UUID], wrong: AnswerForm | None, work: UnitOfWork, actor: Actor
) -> ResponseReturnValue:
    return _draw(together.tasks_together(work, actor, chosen), wrong), 422


def _complete_one(task_id: uuid.UUID, shared: Step, work: UnitOfWork, actor: Actor) -> None:
    together.complete_one_of(work, task_id, actor, _sent, shared)


def _sent(form: Form) -> dict[str, Any]:
    return sent_answers(form, request.form)


def _form(work: UnitOfWork, found: Together) -> AnswerForm:
    assert found.step is not None
    assert found.procedure is not None
    is_sent = request.endpoint == "inbox.complete_together"
    return build_form(
        found.step.form,
        {},
        current_locale(),
        procedure=found.procedure,
        environment=environment_of_office(work),
        formdata=request.form if is_sent else None,
    )


def _draw(found: Together, form: AnswerForm | None) -> str:
    return render_template("inbox/together.html", found=found, form=form, most=together.MOST_TOGETHER)


def _draw_results(results: Sequence[Result], told: str) -> str:
    return render_template("inbox/together_results.html", results=results, told=told)


def _chosen() -> list[uuid.UUID]:
    """The ticked tasks, each once. What is no id was not ticked by anybody."""
    found = [_id(text) for text in request.form.getlist("task")]
    chosen = list(dict.fromkeys(each for each in found if each is not None))
    together.require_few(chosen)
    return chosen


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
