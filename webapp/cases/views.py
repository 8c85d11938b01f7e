"""The list of cases, starting one, the case page, its diagrams, and breaking a case off."""

from __future__ import annotations

import uuid
from functools import partial

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, Instead, Steps, in_steps, requires, say, store
from webapp.answers.forms import AnswerForm, build_form
from webapp.answers.sent import is_edit, sent_answers
from webapp.cases.case_file import present
from webapp.cases.diagram_labels import translated
from webapp.cases.forms import CancelForm
from webapp.form_drafts import keep_typed, typed
from webapp.i18n import current_locale
from webapp.labels import LABELS
from webapp.pages import page_key
from webapp.received_files import files_refused, sent_form
from workflows.casework.case_list import list_cases
from workflows.casework.cases import visible_case
from workflows.casework.catalogue import procedure_of, startable
from workflows.casework.errors import IncidentRaised, InvalidAnswers, InvalidRequest, NotFound
from workflows.casework.given_files import files_given
from workflows.casework.incidents import record_incident
from workflows.casework.models import ProcedureVersion
from workflows.casework.verbs.cancel import cancel_case
from workflows.casework.verbs.start import start_case, start_environment, start_form
from workflows.people import Actor
from workflows.people.form_drafts import Draft, draft_of, drop_draft, place_of_start
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

blueprint = Blueprint("cases", __name__, template_folder="templates", url_prefix="/cases")


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The cases the actor may see, those started last first."""
    status = request.args.get("status")
    search = request.args.get("q", "")[:80].strip()
    page = list_cases(
        work,
        actor,
        status=status if status in LABELS["case_status"] else None,
        process_id=request.args.get("procedure") or None,
        search=search,
        after=page_key(),
    )
    return render_template(
        "cases/index.html", page=page, status=status, search=search, can_start=bool(startable(work, actor))
    )


@blueprint.get("/new")
@requires(SIGNED_IN)
def choose(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The procedures the actor may start; the only one opens at once."""
    versions = startable(work, actor)
    if len(versions) == 1:
        return redirect(url_for("cases.new", process_id=versions[0].process_id))
    return render_template("cases/choose.html", versions=versions)


@blueprint.get("/new/<string:process_id>")
@requires(SIGNED_IN)
def new(work: UnitOfWork, actor: Actor, process_id: str) -> ResponseReturnValue:
    """The start form of a procedure."""
    version = _startable(work, actor, process_id)
    draft = draft_of(work, actor.person_id, place_of_start(process_id))
    form = _start_form(work, actor, version, draft)
    return render_template("cases/new.html", version=version, form=form, draft=draft)


@blueprint.post("/new/<string:process_id>")
@requires(SIGNED_IN, takes_files=True)
def start(work: UnitOfWork, actor: Actor, process_id: str) -> ResponseReturnValue:
    """Start a case; wrong answers come back with every word kept."""
    _startable(work, actor, process_id)
    if is_edit(request.form):
        raise Instead(partial(_new_again, process_id, None, None))
    try:
        if files_refused():
            raise InvalidAnswers(files_refused())
        case = start_case(work, process_id, actor=actor, answers=lambda form: sent_answers(form, sent_form()))
    except InvalidAnswers as refused:
        raise Instead(partial(_new_again, process_id, refused, None)) from None
    except IncidentRaised as failed:
        if failed.refusal is None:
            raise
        raise Instead(partial(_new_again, process_id, None, failed.refusal)) from None
    drop_draft(work, actor.person_id, place_of_start(process_id))
    say(work, gettext("The case “%(title)s” has started.", title=case.public_title.in_language(current_locale())))
    return redirect(url_for("cases.show", case_id=case.id))


@blueprint.post("/new/<string:process_id>/draft")
@in_steps(SIGNED_IN)
def keep_start(steps: Steps, process_id: str) -> ResponseReturnValue:
    """Keep what was typed so far for whoever may start the procedure, or throw it away."""
    back = url_for("cases.new", process_id=process_id)
    return keep_typed(steps, place_of_start(process_id), back, partial(_startable, process_id=process_id))


@blueprint.post("/new/<string:process_id>/visibility")
@requires(SIGNED_IN, is_reading=True)
def start_visibility(work: UnitOfWork, actor: Actor, process_id: str) -> ResponseReturnValue:
    """Which questions of the start form do not count for the answers so far; the script of the page hides them."""
    form = _start_form(work, actor, _startable(work, actor, process_id))
    return jsonify(hidden=form.hidden_keys() if form is not None else [])


def _new_again(
    process_id: str, refused: InvalidAnswers | None, refusal: Sentence | None, work: UnitOfWork, actor: Actor
) -> ResponseReturnValue:
    version = _startable(work, actor, process_id)
    form = _start_form(work, actor, version)
    if form is not None and refused is not None and form.validate():
        form.refuse(refused.fields)
    page = render_template("cases/new.html", version=version, form=form, refusal=refusal)
    return page, 200 if refused is None and refusal is None else 422


@blueprint.get("/<uuid:case_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """The page of a case."""
    return _page(work, actor, case_id, CancelForm())


@blueprint.get("/<uuid:case_id>/diagrams/<string:process_id>")
@requires(SIGNED_IN)
def diagram(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, process_id: str) -> ResponseReturnValue:
    """The BPMN file of one of the case's procedures, in the version the case runs by and the reader's language."""
    file = visible_case(work, case_id, actor)
    if process_id not in file.progress:
        abort(404)
    drawn = translated(file.diagram(process_id), file.procedures[process_id], current_locale())
    return Response(drawn, mimetype="application/xml")


@blueprint.post("/<uuid:case_id>/cancel")
@requires(SIGNED_IN)
def cancel(work: UnitOfWork, actor: Actor, case_id: uuid.UUID) -> ResponseReturnValue:
    """Break a case off, with the reason."""
    form = CancelForm()
    is_whole = form.validate_on_submit()
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        case = cancel_case(work, case_id, actor, (form.reason.data or "") if is_whole else "")
    except InvalidRequest:
        if is_whole:
            raise
        raise Again(lambda reading, reader: _page(reading, reader, case_id, form)) from None
    say(work, gettext("The case “%(title)s” was cancelled.", title=case.public_title.in_language(current_locale())))
    return redirect(url_for("cases.show", case_id=case_id))


def _page(work: UnitOfWork, actor: Actor, case_id: uuid.UUID, form: CancelForm) -> str:
    found = visible_case(work, case_id, actor)
    if found.damage is not None and request.method == "GET":
        # Reading found it: the administrators are told at once, in a transaction of its own.
        with store().write() as telling:
            record_incident(telling, found.damage)
    file = present(work, found, current_locale())
    return render_template(
        "cases/show.html",
        file=file,
        cancel_form=form,
        may_cancel=found.may_cancel,
        to_raise=found.to_raise,
        has_parts=found.has_parts,
        damage=found.damage,
    )


def _startable(work: UnitOfWork, actor: Actor, process_id: str) -> ProcedureVersion:
    for version in startable(work, actor):
        if version.process_id == process_id:
            return version
    raise NotFound("There is no procedure of this name that your posts may start.", "没有您的岗位可以发起的这一流程。")


def _start_form(
    work: UnitOfWork, actor: Actor, version: ProcedureVersion, draft: Draft | None = None
) -> AnswerForm | None:
    procedure = procedure_of(work, version.id)
    form = start_form(procedure)
    if form is None:
        return None
    formdata = sent_form() if request.method == "POST" else typed(draft)
    return build_form(
        form,
        {},
        current_locale(),
        procedure=procedure,
        environment=start_environment(work, actor, procedure),
        formdata=formdata,
        files=files_given(work, actor, form, sent_answers(form, formdata), None) if formdata else None,
    )
