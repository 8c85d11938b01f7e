"""Ledgers: those that the reader's posts open, one page after another, and the whole as a workbook."""

from __future__ import annotations

import tempfile
from datetime import date

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.access import SIGNED_IN, requires
from webapp.i18n import current_locale
from webapp.pages import page_key
from workflows.casework.ledgers import Wanted, all_lines, ledger_named, ledgers_of, lines_of
from workflows.documents.ledger_workbook import write_workbook
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("ledgers", __name__, template_folder="templates", url_prefix="/ledgers")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_IN_MEMORY = 4 * 1024 * 1024  # bytes of a workbook beyond which it lies in a temporary file


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The ledgers that are open to the reader."""
    return render_template("ledgers/index.html", ledgers=ledgers_of(work, actor))


@blueprint.get("/<string:process_id>/<string:ledger_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, process_id: str, ledger_id: str) -> ResponseReturnValue:
    """One ledger, the latest day first."""
    ledger, wanted = ledger_named(work, actor, process_id, ledger_id), _wanted()
    page = lines_of(work, actor, ledger, wanted, after=page_key())
    return render_template("ledgers/show.html", ledger=ledger, file=ledger.file, page=page, wanted=wanted)


@blueprint.get("/<string:process_id>/<string:ledger_id>/workbook")
@requires(SIGNED_IN)
def workbook(work: UnitOfWork, actor: Actor, process_id: str, ledger_id: str) -> ResponseReturnValue:
    """The rows that the filters leave, as a workbook."""
    ledger, locale = ledger_named(work, actor, process_id, ledger_id), current_locale()
    # It is written to its end before it is sent: the reading transaction ends with this view.
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed with the answer
    write_workbook(out, ledger.file, all_lines(work, actor, ledger, _wanted()), locale)
    out.seek(0)
    name = f"{ledger.file.title.in_language(locale)}.xlsx"
    return send_file(out, mimetype=_XLSX, as_attachment=True, download_name=name, max_age=0)


def _wanted() -> Wanted:
    return Wanted(_day("from"), _day("to"), request.args.get("q", "")[:80].strip())


def _day(name: str) -> date | None:
    """A day of the filter; what is none filters nothing."""
    try:
        return date.fromisoformat(request.args.get(name, "")[:10])
    except ValueError:
        return None
