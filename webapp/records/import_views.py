"""Imports of attendance: a file is handed in, looked at, taken and stored; people say who is in it and finish it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import IMPORTS, requires, say, store
from webapp.i18n import current_locale
from webapp.settings import MAX_FILE_REQUEST_BYTES
from webapp.words import Said
from webapp.workbooks import send_table
from workflows.attendance.import_lists import imports_page, queue_page, report_page
from workflows.attendance.import_report import REPORT, report_lines
from workflows.attendance.import_rights import units_to_import
from workflows.attendance.import_words import ImportState, RowKind, UploadState
from workflows.attendance.recognition import Answer, finish, import_of, recognise, state_of, waiting_in_queue
from workflows.attendance.storing import take
from workflows.attendance.uploads import GivenAttendance, drop, hand_in, upload_of, waiting_uploads
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("imports", __name__, template_folder="templates", url_prefix="/records/imports")


@blueprint.get("")
@requires(IMPORTS)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The files that wait, what was imported, and the form for a file."""
    return _index(work, actor)


@blueprint.post("")
@requires(IMPORTS, is_reading=True, body_bytes=MAX_FILE_REQUEST_BYTES)
def upload(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Keep a file for the worker to read; receiving it holds no lock."""
    file = request.files.get("file")
    month, unit_id = _month(request.form.get("month", "")), _id(request.form.get("unit", ""))
    if file is None or not file.filename:
        return _index(work, actor, error=gettext("Choose a file.")), 422
    if month is None or unit_id is None:
        return _index(work, actor, error=gettext("Choose the unit and the month that the file is about.")), 422
    with file.stream as stream:
        given = GivenAttendance(unit_id, month, _name(file.filename), stream.read())
    try:
        with store().write() as keeping:
            kept = hand_in(keeping, actor, given).id
    except (InvalidRequest, NotAllowed) as refused:
        return _index(work, actor, error=refused.sentence.in_language(current_locale())), 422
    return redirect(url_for("imports.file", upload_id=kept))


@blueprint.get("/files/<uuid:upload_id>")
@requires(IMPORTS)
def file(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What would come of a file that waits."""
    return _file(work, actor, upload_id)


@blueprint.post("/files/<uuid:upload_id>")
@requires(IMPORTS, is_reading=True)
def decide(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Take a file that was read, or drop it; any other word does nothing."""
    decision = request.form.get("decision")
    if decision not in ("take", "drop"):
        abort(422)
    try:
        with store().write() as deciding:
            if decision == "take":
                made = take(deciding, actor, upload_id).id
                target = url_for("imports.show", import_id=made)
            else:
                drop(deciding, actor, upload_id)
                target = url_for("imports.index")
                say(deciding, gettext("The file is dropped; nothing of it is kept."), Said.INFO)
    except InvalidRequest as refused:
        return _file(work, actor, upload_id, error=refused.sentence.in_language(current_locale())), 422
    return redirect(target)


@blueprint.get("/<uuid:import_id>")
@requires(IMPORTS)
def show(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """One import: its counts, how far it is stored, what is left to do."""
    return _show(work, actor, import_id)


@blueprint.post("/<uuid:import_id>")
@requires(IMPORTS, is_reading=True)
def end(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """Finish an import."""
    try:
        with store().write() as finishing:
            finish(finishing, actor, import_id, request.form.get("reason", ""))
            say(finishing, gettext("The import is finished."))
    except InvalidRequest as refused:
        return _show(work, actor, import_id, error=refused.sentence.in_language(current_locale())), 422
    return redirect(url_for("imports.show", import_id=import_id))


@blueprint.get("/<uuid:import_id>/report")
@requires(IMPORTS)
def report(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """The report by sheet, row and column: what a person must look at, or what was told."""
    made = import_of(work, actor, import_id)
    kind = RowKind.TOLD if request.args.get("told") else RowKind.ASKED
    after = _number(request.args.get("after", ""))
    lines, following = report_page(work, made, kind, after)
    return render_template(
        "records/report.html", made=made, lines=lines, following=following, is_told=kind is RowKind.TOLD, after=after
    )


@blueprint.get("/<uuid:import_id>/report/workbook")
@requires(IMPORTS)
def report_workbook(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """The whole report as a workbook."""
    made, locale = import_of(work, actor, import_id), current_locale()
    return send_table(REPORT, report_lines(work, made, locale), locale, f" {made.month:%Y-%m} {made.unit.name}")


@blueprint.get("/<uuid:import_id>/queue")
@requires(IMPORTS)
def queue(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """Who could not be recognised, and whom their names suggest."""
    return _queue(work, actor, import_id)


@blueprint.post("/<uuid:import_id>/queue")
@requires(IMPORTS, is_reading=True)
def recognised(work: UnitOfWork, actor: Actor, import_id: uuid.UUID) -> ResponseReturnValue:
    """Keep who somebody is; the whole page is sent, and what was left open stays open."""
    try:
        answers = [answer for key in request.form if (answer := _answer(key)) is not None]
        with store().write() as deciding:
            count = recognise(deciding, actor, import_id, answers)
            said = gettext("Decided about %(count)s people.", count=count) if count else gettext("Nothing was chosen.")
            say(deciding, said, Said.SUCCESS if count else Said.INFO)
    except InvalidRequest as refused:
        return _queue(work, actor, import_id, error=refused.sentence.in_language(current_locale())), 422
    return redirect(url_for("imports.queue", import_id=import_id, after=request.args.get("after")))


def _answer(key: str) -> Answer | None:
    """The answer of one row: what was typed goes before what was chosen. Raises InvalidRequest for a choice nobody offered."""
    kind, _, number = key.partition("-")
    if kind != "who" or not number.isdecimal() or len(number) > 6:
        return None
    typed, chosen = request.form.get(f"typed-{number}", "").strip()[:40], request.form.get(key, "")[:40]
    seen = request.form.get(f"seen-{number}")
    if typed or chosen.startswith("="):
        return Answer(int(number), typed or chosen[1:], seen=seen)
    if chosen not in ("", "nobody"):
        raise InvalidRequest(
            f"Row {number}: choose somebody of the list, or type a staff number.",
            f"第 {number} 行：请从列表中选择，或填写工号。",
        )
    return Answer(int(number), is_nobody=True, seen=seen) if chosen else None


def _index(work: UnitOfWork, actor: Actor, *, error: str = "") -> str:
    after = request.args.get("after", "")[:80].replace("\0", "")
    imports, following = imports_page(work, actor, after)
    last_month = local_date(work.now).replace(day=1) - timedelta(days=1)
    return render_template(
        "records/imports.html",
        imports=imports,
        following=following,
        after=after,
        waiting=waiting_uploads(work, actor),
        units=units_to_import(work, actor),
        month=request.form.get("month", f"{last_month:%Y-%m}")[:7],
        unit=request.form.get("unit", ""),
        error=error,
        states=ImportState,
    )


def _file(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, *, error: str = "") -> str:
    found = upload_of(work, actor, upload_id)
    return render_template("records/file.html", upload=found, seen=found.seen, error=error, states=UploadState)


def _show(work: UnitOfWork, actor: Actor, import_id: uuid.UUID, *, error: str = "") -> str:
    made = import_of(work, actor, import_id)
    waiting = waiting_in_queue(work, made.id)
    return render_template("records/import.html", made=made, waiting=waiting, error=error, states=ImportState)


def _queue(work: UnitOfWork, actor: Actor, import_id: uuid.UUID, *, error: str = "") -> str:
    made = import_of(work, actor, import_id)
    after = _number(request.args.get("after", ""))
    lines, following = queue_page(work, made, after)
    return render_template(
        "records/queue.html",
        made=made,
        lines=lines,
        following=following,
        after=after,
        error=error,
        states=ImportState,
        state_of=state_of,
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return None


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text[:36])
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 7 else 0


def _name(given: str) -> str:
    """The file's own name without the folders that some browsers send, and nothing that does not print."""
    name = given.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[-120:] or abort(400)
