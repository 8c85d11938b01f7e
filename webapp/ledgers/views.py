"""Ledgers: those that the reader's posts open, one page after another, and the whole as a workbook."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webapp.access import ROSTER, SIGNED_IN, requires
from webapp.i18n import current_locale
from webapp.pages import days_and_words, page_key
from webapp.workbooks import send_table
from workflows.casework.ledgers import all_lines, ledger_named, ledgers_of, lines_of
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("ledgers", __name__, template_folder="templates", url_prefix="/ledgers")


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The ledgers that are open to the reader."""
    return render_template("ledgers/index.html", ledgers=ledgers_of(work, actor), sees_roster=ROSTER.allows(actor))


@blueprint.get("/<string:process_id>/<string:ledger_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, process_id: str, ledger_id: str) -> ResponseReturnValue:
    """One ledger, the latest day first."""
    ledger, wanted = ledger_named(work, actor, process_id, ledger_id), days_and_words()
    page = lines_of(work, actor, ledger, wanted, after=page_key())
    return render_template("ledgers/show.html", ledger=ledger, file=ledger.file, page=page, wanted=wanted)


@blueprint.get("/<string:process_id>/<string:ledger_id>/workbook")
@requires(SIGNED_IN)
def workbook(work: UnitOfWork, actor: Actor, process_id: str, ledger_id: str) -> ResponseReturnValue:
    """The rows that the filters leave, as a workbook."""
    ledger, locale = ledger_named(work, actor, process_id, ledger_id), current_locale()
    return send_table(ledger.file, all_lines(work, actor, ledger, days_and_words()), locale)
