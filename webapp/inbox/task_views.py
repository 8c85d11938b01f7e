"""One task: its form beside the case file; claim, release, complete."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Instead, Steps, in_steps, requires, say
from webapp.answers.forms import AnswerForm, Outcome, build_form
from webapp.answers.sent import is_edit, sent_answers
from webapp.cases.case_file import present
from webapp.form_drafts import keep_typed, typed
from webapp.i18n import current_locale
from webapp.inbox.room import blueprint
from webapp.inbox.sheet_views import draw_sheet, sheet_again
from webapp.received_files import files_refused, sent_form
from webapp.words import Said
from workflows import feel
from workflows.casework.answer_values import REQUIRED
from workflows.casework.beginnings import beginnings
from workflows.casework.cases import CaseFile, file_of
from workflows.casework.errors import IncidentRaised, InvalidAnswers, NotFound
from workflows.casework.file_parts import OpenStep
from workflows.casework.given_files import files_given
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.models import TaskStatus
from workflows.casework.sheet_rows import RowsOpen
from workflows.casework.tasks import TaskView, visible_task
from workflows.casework.verbs.claim import claim
from workflows.casework.verbs.complete import Completion, complete
from workflows.casework.verbs.release import release
from workflows.casework.what_follows import what_follows
from workflows.documents.preview import Preview, letters_just_issued
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.people.form_drafts import Draft, draft_of, drop_draft, place_of_task
from workflows.procedure.form_model import OUTCOME, Form, FormField
from workflows.procedure.form_vocabulary import SUBMIT
from workflows.procedure.lists import names_of
from workflows.store import UnitOfWork

# What a person wrote in the same step before may be offered again; a judgement must be given anew.
_OFFERED_AGAIN = ("textfield", "textarea", "number", "datetime", "select", "filepicker")
# What a person ticked comes with it where nothing else of it has changed; a box that must be ticked is a declaration.
_TICKED_AGAIN = ("checkbox", "checklist", "taglist")


@blueprint.get("/tasks/<uuid:task_id>")
@requires(SIGNED_IN)
def task(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """The page of a task."""
    view = visible_task(work, task_id, actor)
    return draw_sheet(work, view) if view.element.sheet is not None else _page(work, actor, view)


@blueprint.post("/tasks/<uuid:task_id>/claim")
@requires(SIGNED_IN)
def claim_task(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """Take the task."""
    claim(work, task_id, actor)
    say(work, gettext("The task is yours now."))
    return redirect(url_for("inbox.task", task_id=task_id))


@blueprint.post("/tasks/<uuid:task_id>/release")
@requires(SIGNED_IN)
def release_task(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """Give the task back to its post."""
    release(work, task_id, actor)
    say(work, gettext("The task is back with its post."))
    return redirect(url_for("inbox.index", view="posts"))


@blueprint.post("/tasks/<uuid:task_id>/complete")
@requires(SIGNED_IN, takes_files=True)
def complete_task(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """Complete the task with the answers sent; wrong ones come back with every word kept, and nothing has happened."""
    if is_edit(request.form):
        raise Instead(partial(_again, task_id, None))
    asked = _Asked()
    # Before the verb, whose writes leave together at its end; what is refused undoes this too.
    drop_draft(work, actor.person_id, place_of_task(task_id))
    try:
        completion = complete(work, task_id, actor, partial(_sent, asked))
    except InvalidAnswers as refused:
        raise Instead(partial(_again, task_id, refused)) from None
    except RowsOpen as open_ones:
        raise Instead(partial(sheet_again, task_id, open_ones.sentence)) from None
    except IncidentRaised:
        # What fails is noted once it was meant, not while the question is asked.
        if not asked.is_first:
            raise
        raise Instead(partial(_again, task_id, asked)) from None
    if asked.is_first:
        # It was done as a trial: leaving by Instead undoes all of it, and the page shows what would go out.
        asked.letters = letters_just_issued(work, completion.case.id, actor)
        raise Instead(partial(_again, task_id, asked))
    if completion.again is not None:
        step = completion.task.label(current_locale())
        say(work, gettext("“%(step)s” was not accepted; its form says why. Please do it again.", step=step), Said.INFO)
        return redirect(url_for("inbox.task", task_id=completion.again.id))
    say(work, _sentence(work, completion, what_follows(work, actor, completion.task, completion.opened)))
    return redirect(url_for("inbox.index"))


@blueprint.post("/tasks/<uuid:task_id>/draft")
@in_steps(SIGNED_IN)
def keep_task(steps: Steps, task_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what was typed so far for whoever may do the task, or throw it away."""

    def require(work: UnitOfWork, actor: Actor) -> None:
        view = visible_task(work, task_id, actor)
        if view.refusal is not None:
            raise view.refusal

    return keep_typed(steps, place_of_task(task_id), url_for("inbox.task", task_id=task_id), require)


@dataclass
class _Asked:
    """Whether the outcome is one that must be confirmed first, and was not; and the letters that doing it would issue."""

    is_first: bool = False
    letters: list[Preview] = field(default_factory=list)


def _sent(asked: _Asked, form: Form) -> dict[str, Any]:
    """The answers as the browser sent them, for the verb to check; notes in `asked` what must be confirmed first."""
    if files_refused():
        raise InvalidAnswers(files_refused())
    answers = sent_answers(form, sent_form())
    chosen = answers[OUTCOME] if form.outcome is not None else SUBMIT
    if not chosen:
        raise InvalidAnswers({OUTCOME: REQUIRED})
    pressed = form.outcome or form.button
    if pressed is not None and chosen in names_of(pressed.property("confirm")):
        asked.is_first = request.form.get("confirmed") != chosen
    return answers


def _again(
    task_id: uuid.UUID, refused: InvalidAnswers | _Asked | None, work: UnitOfWork, actor: Actor
) -> ResponseReturnValue:
    """The page once more, with what was typed: to correct it, to confirm it, or after a change of its rows."""
    view = visible_task(work, task_id, actor)
    if view.refusal is not None:
        raise view.refusal
    form = _form(work, actor, view, None)
    if form is None or refused is None:
        return _page(work, actor, view, form)
    if form.validate():
        if isinstance(refused, _Asked):
            return _page(work, actor, view, form, _to_confirm(form), refused.letters)
        form.refuse(refused.fields)
    return _page(work, actor, view, form), 422


@blueprint.post("/tasks/<uuid:task_id>/visibility")
@requires(SIGNED_IN, is_reading=True)
def visibility(work: UnitOfWork, actor: Actor, task_id: uuid.UUID) -> ResponseReturnValue:
    """Which questions do not count for the answers so far; the script of the page hides them."""
    form = _form(work, actor, visible_task(work, task_id, actor), None)
    return jsonify(hidden=form.hidden_keys() if form is not None else [])


def _form(
    work: UnitOfWork, actor: Actor, view: TaskView, file: CaseFile | None, draft: Draft | None = None
) -> AnswerForm | None:
    if view.form is None:
        return None
    formdata = sent_form() if request.method == "POST" else typed(draft)
    return build_form(
        view.form,
        view.variables,
        current_locale(),
        procedure=view.procedure,
        environment=environment_of_case(work, view.case.id),
        initial={**beginnings(work, view), **_earlier_answers(view, file)} if file is not None else None,
        formdata=formdata,
        files=files_given(work, actor, view.form, sent_answers(view.form, formdata), view.case.id)
        if formdata
        else None,
    )


def _earlier_answers(view: TaskView, file: CaseFile) -> dict[str, Any]:
    """What was written in this same step in an earlier round, by the same post of the same unit, where it still holds.

    It holds while the variable that it went to, by itself or in a record, has it: a step that was returned sees what it wrote. A
    round about another matter does not, since a called process begins with variables of its own and an operation or a mapping
    empties those of a loop; nor does another of several items, which its number and name tell.
    """
    if view.form is None or view.holding is None:
        return {}
    again: dict[str, FormField] = {
        item.key: item for item in view.form.inputs if item.type in _OFFERED_AGAIN and not _is_of_judgement(item)
    }
    given = {mapping.target for mapping in view.element.inputs}
    ticks = {
        item.key
        for item in view.form.inputs
        if item.type in _TICKED_AGAIN
        and not _is_of_judgement(item)
        and not (item.type == "checkbox" and item.is_required)
    }
    kept = [view.variables.get(mapping.target) for mapping in view.element.outputs]
    records = [each for each in kept if isinstance(each, Mapping)]

    def still_holds(key: str, value: object) -> bool:
        # A mapping that gives the question a value, or nothing, says itself what it begins with.
        within = [view.variables] if key in given else [view.variables, *records]
        return any(each.get(key) == value for each in within)

    for words in (entry.words for entry in reversed(file.record) if entry.words is not None):
        same_post = (words.post_key, words.unit_id) == (view.holding.post_key, view.holding.unit_id)
        step = (view.task.process_id, view.task.element_id, view.task.item)
        if (words.process_id, words.element_id, words.item) == step and same_post:
            said = {item.key: value for item, value in words.fields if value is not None}
            offered = {key: value for key, value in said.items() if key in again and still_holds(key, value)}
            if offered and offered.keys() == said.keys() & again.keys():
                offered |= {key: value for key, value in said.items() if key in ticks and still_holds(key, value)}
            return offered
    return {}


def _is_of_judgement(item: FormField) -> bool:
    """True for a remark or a tick that is asked with a judgement: it belongs to that one, so it is given anew with it."""
    conditions = [text for text in (item.required_if, item.hide_condition) if text]
    return item.type in ("textarea", *_TICKED_AGAIN) and any(
        OUTCOME in feel.parse_expression(text.removeprefix("=")).names for text in conditions
    )


def _to_confirm(form: AnswerForm) -> Outcome | None:
    chosen = request.form.get(OUTCOME, "")
    return next((outcome for outcome in form.outcomes if outcome.value == chosen and outcome.confirmation), None)


def _page(
    work: UnitOfWork,
    actor: Actor,
    view: TaskView,
    form: AnswerForm | None = None,
    asked: Outcome | None = None,
    letters: Sequence[Preview] = (),
) -> str:
    try:
        file: CaseFile | None = file_of(work, view.opened, task=view.task)
    except NotFound:
        # Somebody of the post who is recused: told why they must not act, and shown nothing of the case.
        file = None
    draft = None
    if form is None and view.may_act and view.form is not None:
        draft = draft_of(work, actor.person_id, place_of_task(view.task.id))
        form = _form(work, actor, view, file, draft)
    locale = current_locale()
    return render_template(
        "inbox/task.html",
        view=view,
        task=view.task,
        form=form,
        draft=draft,
        asked=asked,
        letters=letters,
        is_done=view.task.status == TaskStatus.COMPLETED,
        sent=list(sent_form().items(multi=True)) if asked is not None else [],
        file=present(work, file, locale) if file is not None else None,
        refusal=view.refusal.sentence.in_language(locale) if view.refusal else "",
        is_mine=view.task.assignee_id == actor.person_id,
    )


def _sentence(work: UnitOfWork, completion: Completion, following: Sequence[OpenStep]) -> str:
    locale = current_locale()
    done = gettext("“%(step)s” is done.", step=completion.task.label(locale))
    gap = "" if locale.startswith("zh") else " "
    if completion.unfinished:
        piece = completion.unfinished[0]
        said = gettext("What follows is being done: %(done)d of %(total)d.", done=piece.done, total=piece.total)
        return done + gap + said
    if following:
        steps = dict.fromkeys(_with_whom(work, step, locale) for step in following)
        return done + gap + gettext("Next: %(steps)s.", steps=gettext(", ").join(steps))
    if not completion.case.is_open:
        return done + gap + gettext("The case is closed.")
    return done


def _with_whom(work: UnitOfWork, step: OpenStep, locale: str) -> str:
    post = post_labels(work, locale).get(step.post_key or "", "")
    who = " ".join(each for each in (step.unit_label(locale), post, step.holder) if each)
    return gettext("%(step)s (%(who)s)", step=step.label(locale), who=who) if who else step.label(locale)
