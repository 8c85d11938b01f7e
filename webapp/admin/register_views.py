"""Registers by the page: empty workbooks, files looked at row by row before anything is kept, and the word of who decides."""

from __future__ import annotations

import io
import uuid
from collections.abc import Sequence
from pathlib import PurePosixPath

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SETTINGS, requires, say, store
from webapp.i18n import current_locale
from webapp.people.views import as_register
from webapp.words import Said
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.office.register_models import RegisterUpload
from workflows.office.registers.agreeing import who_agrees
from workflows.office.registers.columns import REGISTER_NAMES, Register
from workflows.office.registers.deeds import HEADS, PERSONAL, SECTIONS
from workflows.office.registers.read import MOST_FILES, GivenFile
from workflows.office.registers.take import Taking, look_at_registers, read_files
from workflows.office.registers.uploads import (
    answers_for,
    file_waiting,
    hand_in,
    may_refuse,
    take_upload,
    turn_down,
    upload_waiting,
    upload_with_files,
    waiting_uploads,
    withdraw,
)
from workflows.office.registers.workbooks import FILE_NAMES, XLSX
from workflows.office.registers.written import blank_registers
from workflows.people import Actor
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

blueprint = Blueprint("registers", __name__, template_folder="templates", url_prefix="/admin/registers")
SHOWN = 200  # remarks of each kind on a page


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """The empty workbooks, the form for files, and what waits."""
    return _index(work)


@blueprint.get("/blank/<string:register>")
@requires(SETTINGS)
def blank(work: UnitOfWork, _actor: Actor, register: str) -> ResponseReturnValue:
    """An empty workbook."""
    if register not in set(Register):
        abort(404)
    locale, wanted = current_locale(), Register(register)
    name = FILE_NAMES[wanted].in_language(locale)
    data = io.BytesIO(blank_registers(locale)[wanted])
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


@blueprint.post("/units")
@requires(SETTINGS, is_reading=True)
def units(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The units as they stand, as a workbook that can be handed in again; where villages lie only for whoever may see it."""
    return as_register(work, actor, Register.UNITS)


@blueprint.post("")
@requires(SETTINGS, is_reading=True)
def upload(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Look at the files; where nothing is wrong they are kept until somebody decides, else every wrong row is named.

    Opening workbooks takes its time, so it happens before the short transaction that keeps them.
    """
    files = [
        GivenFile(_name(file.filename or ""), file.read()) for file in request.files.getlist("files") if file.filename
    ]
    if not files or len(files) > MOST_FILES:
        said = gettext("Choose 1 to %(most)s files.", most=MOST_FILES)
        return _index(work, error=said), 422
    taking = look_at_registers(work, read_files(files))
    if not taking.is_right or not taking.is_anything:
        return _index(work, taking=taking), 422
    try:
        with store().write() as keeping:
            kept = hand_in(keeping, actor, files, taking)
    except InvalidRequest as refused:
        return _index(work, error=refused.sentence.in_language(current_locale())), 422
    return redirect(url_for("registers.show", upload_id=kept.id))


@blueprint.get("/<uuid:upload_id>")
@requires(SETTINGS)
def show(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> ResponseReturnValue:
    """What taking an upload would do, as things stood when it was handed in, or when somebody last agreed to it in vain."""
    return _show(work, actor, upload_id)


@blueprint.get("/<uuid:upload_id>/<string:section>")
@requires(SETTINGS)
def section(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, section: str) -> ResponseReturnValue:
    """One section of what an upload would do, page by page, to its end."""
    if section not in SECTIONS and section != "changes":
        abort(404)
    upload_row = upload_waiting(work, upload_id)
    taking = Taking.from_kept(upload_row.seen)
    rows = [*(taking.findings.changes if section == "changes" else taking.deeds.get(section, ()))]
    pages = max(1, -(-len(rows) // SHOWN))
    wanted = request.args.get("page", "1")
    page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    if not 1 <= page <= pages:
        abort(404)
    return render_template(
        "admin/register_section.html",
        upload=upload_row,
        section=section,
        heading=SECTIONS.get(section),
        heads=HEADS.get(section),
        rows=rows[(page - 1) * SHOWN : page * SHOWN],
        personal=_personal(work, actor, upload_row, taking),
        count=len(rows),
        page=page,
        pages=pages,
    )


@blueprint.get("/<uuid:upload_id>/files/<int:place>")
@requires(SETTINGS)
def file(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """A file of an upload as it was handed in, for those who answer for it."""
    upload_row = upload_waiting(work, upload_id)
    if not _personal(work, actor, upload_row, Taking.from_kept(upload_row.seen)):
        raise NotAllowed(
            "Only whoever handed the files in, and whoever may agree to them or refuse them, opens them.",
            "登记表文件仅提交人和有权审定的人员可以打开。",
        )
    found = file_waiting(work, upload_id, place)
    return send_file(
        io.BytesIO(found.data),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=found.name,
        max_age=0,
    )


@blueprint.post("/<uuid:upload_id>")
@requires(SETTINGS, is_reading=True)
def decide(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Take an upload, refuse it with a reason, or withdraw one's own; any other word does nothing."""
    decision = request.form.get("decision")
    if decision == "take":
        return _take(work, actor, upload_id)
    if decision not in ("refuse", "withdraw"):
        return _show(work, actor, upload_id, error=gettext("Choose one of the buttons; nothing was done.")), 422
    try:
        with store().write() as deciding:
            if decision == "withdraw":
                withdraw(deciding, actor, upload_id)
            else:
                turn_down(deciding, actor, upload_id, request.form.get("reason", ""))
            say(deciding, gettext("Nothing was taken; the files are gone."), Said.INFO)
    except InvalidRequest as refused:
        return _show(work, actor, upload_id, error=refused.sentence.in_language(current_locale())), 422
    return redirect(url_for("registers.index"))


def _take(work: UnitOfWork, actor: Actor, upload_id: uuid.UUID) -> ResponseReturnValue:
    """Take what the reader of the page agreed to; where it would do something else by now, show that instead."""
    _, files = upload_with_files(work, upload_id)
    given = read_files(files)
    with store().write() as deciding:
        outcome = take_upload(deciding, actor, upload_id, given, agreed_to=request.form.get("digest", ""))
        if outcome.is_taken:
            say(deciding, gettext("The registers are taken."))
    if not outcome.is_taken:
        return _show(work, actor, upload_id, outcome.taking, is_outdated=outcome.taking.is_right), 422
    return redirect(url_for("registers.index"))


def _name(given: str) -> str:
    """The file's own name without the folders that some browsers send, and nothing that does not print."""
    name = PurePosixPath(given.replace("\\", "/")).name
    return "".join(letter for letter in name if letter.isprintable())[-120:] or "—"


def _index(work: UnitOfWork, *, taking: Taking | None = None, error: str = "") -> str:
    return render_template(
        "admin/registers.html",
        registers=REGISTER_NAMES,
        waiting=waiting_uploads(work),
        taking=taking,
        error=error,
        lists=_lists(taking),
        sections=SECTIONS,
        heads=HEADS,
        shown=SHOWN,
        personal=PERSONAL,  # of the reader's own files
    )


def _show(
    work: UnitOfWork,
    actor: Actor,
    upload_id: uuid.UUID,
    taking: Taking | None = None,
    *,
    error: str = "",
    is_outdated: bool = False,
) -> str:
    upload_row = upload_waiting(work, upload_id)
    kept = Taking.from_kept(upload_row.seen)
    taking = taking or kept
    agreeing = who_agrees(work, upload_row.prepared_by_id, (taking if taking.is_right else kept).gaining)
    return render_template(
        "admin/register_upload.html",
        upload=upload_row,
        taking=taking,
        lists=_lists(taking),
        sections=SECTIONS,
        heads=HEADS,
        shown=SHOWN,
        personal=PERSONAL if answers_for(actor, upload_row, agreeing) else (),
        takes=actor.person_id in agreeing.names,
        refuses=may_refuse(actor, agreeing),
        gains=actor.person_id in taking.gaining,
        agreeing=list(agreeing.names.values()),
        is_own=upload_row.prepared_by_id == actor.person_id,
        is_outdated=is_outdated,
        error=error,
    )


def _personal(work: UnitOfWork, actor: Actor, upload_row: RegisterUpload, taking: Taking) -> tuple[Sentence, ...]:
    """The heads of what the reader sees of people beyond names: none for whoever does not answer for the upload."""
    agreeing = who_agrees(work, upload_row.prepared_by_id, taking.gaining)
    return PERSONAL if answers_for(actor, upload_row, agreeing) else ()


def _lists(taking: Taking | None) -> Sequence[tuple[str, str, list[object]]]:
    """The lists of remarks that hold any, each with its heading."""
    if taking is None:
        return ()
    found = taking.findings
    lists = (
        ("wrong", gettext("To be corrected"), list(found.wrong)),
        ("changes", gettext("What changes"), list(found.changes)),
        ("notes", gettext("Worth knowing"), list(found.notes)),
    )
    return [each for each in lists if each[2]]  # type: ignore[misc]
