"""A task over a sheet: its table, one row's form in its place or on a page of its own, and one answer for the chosen rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Instead, Steps, in_steps, requires, say
from webapp.answers.forms import AnswerForm, build_form
from webapp.answers.questions import Reading
from webapp.answers.sent import sent_answers
from webapp.i18n import current_locale
from webapp.inbox.room import blueprint
from webapp.inbox.sheet_table import Addresses, Cells, asked_of
from workflows.casework.answer_values import is_nothing
from workflows.casework.errors import CaseworkError, InvalidAnswers, InvalidRequest, NotFound
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.person_page import pages_open
from workflows.casework.row_grants import may_read_rows
from workflows.casework.sheet_page import is_untouched, one_row, progress_of_rows, sheet_page
from workflows.casework.sheet_rows import RowView, row_form_of
from workflows.casework.tasks import TaskView, visible_task
from workflows.casework.verbs.save_row import RowChanged, save_row
from workflows.casework.words import RowState
from workflows.people import Actor
from workflows.procedure.form_model import Form
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

MOST_AT_ONCE = 300
LEAVE = "leave"  # the button that leaves a row for a reason
EVERY = "every"  # the box that takes the untouched rows of all pages with those that are ticked


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of the chosen rows; no sentence where it was saved."""

    name: str
    refusal: str = ""


def draw_sheet(
    work: UnitOfWork,
    view: TaskView,
    *,
    refused: Sentence | None = None,
    results: Sequence[Result] | None = None,
    is_kept: bool = False,
) -> str:
    """The page of a sheet: `refused` why the task could not end, `results` what became of the chosen rows. `is_kept` shows the
    answers for the chosen rows as they were typed."""
    locale = current_locale()
    reading = _reading(work, view)
    cells = Cells(reading)
    asked = asked_of(request.args if request.method == "GET" else request.form)
    page = sheet_page(work, view, asked, cells.text)
    batch = _answer_form(reading, {}, is_kept=is_kept, ids="batch") if view.may_act and page.total else None
    return render_template(
        "inbox/sheet.html",
        view=view,
        task=view.task,
        page=page,
        columns=[cells.column(field) for field in page.columns],
        cells=cells,
        at=Addresses(view, asked),
        asked=asked,
        states=list(RowState),
        most=MOST_AT_ONCE,
        form=batch,
        refusal=view.refusal.sentence.in_language(locale) if view.refusal else "",
        refused=refused.in_language(locale) if refused else "",
        results=results,
        is_all=may_read_rows(view.opened.grants, view.task),
        is_mine=view.task.assignee_id is not None and view.may_act,
        has_file=view.opened.is_open_to_reader,
        open_people=_open_people(work, view, page.rows),
    )


def sheet_again(task_id: uuid.UUID, refused: Sentence, work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The sheet once more, with why the task could not end."""
    return draw_sheet(work, visible_task(work, task_id, actor), refused=refused), 422


@blueprint.get("/tasks/<uuid:task_id>/rows/<uuid:row_id>")
@requires(SIGNED_IN)
def row(work: UnitOfWork, actor: Actor, task_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """One row: its form for whoever may save it; with a script in its place in the table, else as a page."""
    view = _sheet(work, task_id, actor)
    return _draw_row(work, view, one_row(work, view, row_id))


@blueprint.post("/tasks/<uuid:task_id>/rows/<uuid:row_id>")
@requires(SIGNED_IN)
def save(work: UnitOfWork, actor: Actor, task_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Save one row; wrong answers, and those on a row that somebody else saved meanwhile, come back with every word kept."""
    reason = request.form.get("reason", "") if LEAVE in request.form else None
    try:
        saved = save_row(
            work, task_id, row_id, actor, _sent, version=_version(request.form.get("version", "")), reason=reason
        )
    except (InvalidAnswers, RowChanged, InvalidRequest) as refused:
        raise Instead(partial(_row_again, task_id, row_id, refused)) from None
    if _is_in_place():
        return redirect(url_for("inbox.row", task_id=task_id, row_id=row_id, saved=1))
    say(work, gettext("“%(row)s” is saved.", row=saved.name))
    back = {name: request.form[name] for name in ("q", "state", "sort", "after") if request.form.get(name)}
    return redirect(url_for("inbox.task", task_id=task_id, **back, _anchor=f"row-{row_id}"))


@blueprint.post("/tasks/<uuid:task_id>/rows/<uuid:row_id>/visibility")
@requires(SIGNED_IN, is_reading=True)
def row_visibility(work: UnitOfWork, actor: Actor, task_id: uuid.UUID, row_id: uuid.UUID) -> ResponseReturnValue:
    """Which questions of a row do not count for the answers so far."""
    view = _sheet(work, task_id, actor)
    if view.refusal is not None:
        raise view.refusal
    form = _answer_form(_reading(work, view), one_row(work, view, row_id).values, is_kept=True, ids="")
    return jsonify(hidden=form.hidden_keys())


@blueprint.post("/tasks/<uuid:task_id>/rows")
@in_steps(SIGNED_IN)
def save_chosen(steps: Steps, task_id: uuid.UUID) -> ResponseReturnValue:
    """Give the chosen rows the same answers, or the same reason: each is saved alone, and each that is refused says why."""
    locale = current_locale()
    rows = steps.read(partial(_chosen, task_id))
    reason = request.form.get("reason", "") if LEAVE in request.form else None
    results = []
    for chosen, version in rows:
        try:
            steps.one(partial(_save_one, task_id, chosen, version, reason))
            results.append(Result(chosen.name))
        except InvalidAnswers as wrong:
            told = gettext("; ").join(sentence.in_language(locale) for sentence in wrong.fields.values())
            results.append(Result(chosen.name, told))
        except CaseworkError as refused:
            results.append(Result(chosen.name, refused.sentence.in_language(locale)))
    is_kept = any(result.refusal for result in results)
    status = 422 if not results else 200

    def draw(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
        return draw_sheet(work, _sheet(work, task_id, actor), results=results, is_kept=is_kept), status

    return steps.read(draw)


def _chosen(task_id: uuid.UUID, work: UnitOfWork, actor: Actor) -> list[tuple[RowView, int]]:
    """The ticked rows with the versions that the page showed, and where it was asked for the untouched ones of all pages that
    match, as many as are saved at once. Raises what keeps the actor from the task."""
    view = _sheet(work, task_id, actor)
    if view.refusal is not None:
        raise view.refusal
    wanted: dict[str, int] = {}
    ticked = request.form.getlist("row")
    if len(ticked) > MOST_AT_ONCE:
        raise InvalidRequest(
            f"At most {MOST_AT_ONCE} rows at once; nothing was saved. Choose fewer.",
            f"一次最多办理 {MOST_AT_ONCE} 行，未保存任何内容。请减少选择。",
        )
    for text in ticked:
        row_id, _, version = text.partition(":")
        wanted[row_id] = _version(version)
    is_every = EVERY in request.form
    asked, words = asked_of({}), lambda field, row: ""
    if is_every:
        asked, words = replace(asked_of(request.form), after=""), Cells(_reading(work, view)).text
    page = sheet_page(work, view, asked, words, per_page=None)
    found = [(row, wanted[str(row.id)]) for row in page.rows if str(row.id) in wanted]
    if is_every:
        # Nobody has answered on these, and whoever saves one meanwhile keeps it: they are asked for as they stand now.
        found += [(row, row.version) for row in page.rows if str(row.id) not in wanted and is_untouched(row)]
    return found[:MOST_AT_ONCE]


def _save_one(
    task_id: uuid.UUID, row: RowView, version: int, reason: str | None, work: UnitOfWork, actor: Actor
) -> None:
    def answers(form: Form) -> Mapping[str, Any]:
        # What is left empty for all keeps what each row has.
        asked = {field.key for field in form.inputs if not field.is_read_only}
        sent = {key: value for key, value in _sent(form).items() if not is_nothing(value)}
        return {**{key: value for key, value in row.answers.items() if key in asked}, **sent}

    save_row(work, task_id, row.id, actor, answers, version=version, reason=reason)


def _row_again(
    task_id: uuid.UUID, row_id: uuid.UUID, refused: CaseworkError, work: UnitOfWork, actor: Actor
) -> ResponseReturnValue:
    view = _sheet(work, task_id, actor)
    if view.refusal is not None:
        raise view.refusal
    return _draw_row(work, view, one_row(work, view, row_id), refused), 409 if isinstance(refused, RowChanged) else 422


def _draw_row(work: UnitOfWork, view: TaskView, row: RowView, refused: CaseworkError | None = None) -> str:
    locale = current_locale()
    reading = _reading(work, view)
    cells = Cells(reading)
    form: AnswerForm | None = None
    if view.may_act and "saved" not in request.args and "shown" not in request.args:
        form = _answer_form(reading, row.values, is_kept=refused is not None, ids=str(row.id))
        if isinstance(refused, InvalidAnswers):
            form.refuse(refused.fields)
    fields = [field for field in reading.form.inputs if view.opened.grants.may_read_field(field, row.saved_by_id)]
    is_shown_only = form is None and _is_in_place()
    counts = progress_of_rows(work, view) if is_shown_only else {}
    return render_template(
        "inbox/_sheet_row_alone.html"
        if is_shown_only
        else "inbox/_sheet_edit.html"
        if _is_in_place()
        else "inbox/row.html",
        view=view,
        task=view.task,
        row=row,
        fields=fields,
        columns=[cells.column(field) for field in fields],
        cells=cells,
        form=form,
        at=Addresses(view, asked_of(request.args if request.method == "GET" else request.form)),
        counts=counts,
        open_people=_open_people(work, view, [row]),
        is_saved="saved" in request.args,
        refused=refused.sentence.in_language(locale) if refused and not isinstance(refused, InvalidAnswers) else "",
        is_changed=isinstance(refused, RowChanged),
        refusal=view.refusal.sentence.in_language(locale) if view.refusal else "",
        typed_reason=request.form.get("reason", ""),
    )


def _open_people(work: UnitOfWork, view: TaskView, rows: Sequence[RowView]) -> frozenset[uuid.UUID]:
    """The people of these rows whose own pages the reader may open."""
    return pages_open(work, view.opened.grants.actor, [row.person_id for row in rows if row.person_id is not None])


def _sheet(work: UnitOfWork, task_id: uuid.UUID, actor: Actor) -> TaskView:
    """A task over rows as its page needs it. Raises NotFound for any other."""
    view = visible_task(work, task_id, actor)
    if view.element.sheet is None:
        raise NotFound("This task has no rows.", "该任务没有分行办理的表。")
    return view


def _reading(work: UnitOfWork, view: TaskView) -> Reading:
    form = row_form_of(view.procedure, view.element)
    environment = environment_of_case(work, view.case.id)
    return Reading(form, view.procedure, current_locale(), view.variables, environment)


def _answer_form(reading: Reading, values: Mapping[str, Any], *, is_kept: bool, ids: str) -> AnswerForm:
    form = build_form(
        reading.form,
        {**reading.variables, **values},
        reading.locale,
        procedure=reading.procedure,
        environment=reading.environment,
        initial={field.key: values.get(field.key) for field in reading.form.inputs} if values else None,
        formdata=request.form if is_kept else None,
    )
    for bound in form.fields._fields.values():
        bound.id = f"{ids}-{bound.id}"  # a page holds the forms of several rows
    return form


def _sent(form: Form) -> dict[str, Any]:
    answers = sent_answers(form, request.form)
    return {field.key: answers[field.key] for field in form.inputs if not field.is_read_only}


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _is_in_place() -> bool:
    return request.headers.get("HX-Request") == "true"
