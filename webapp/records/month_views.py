"""Published months: the rankings of units, teams and members, page after page and as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import POINTS, requires
from webapp.i18n import current_locale
from webapp.workbooks import send_table
from workflows.assessment.ranking import (
    RankedBy,
    published_months,
    ranking,
    waivers_of,
    whole_ranking,
)
from workflows.assessment.ranking_rows import after_of
from workflows.people import Actor
from workflows.store import UnitOfWork

blueprint = Blueprint("months", __name__, template_folder="templates", url_prefix="/records/months")


@blueprint.get("")
@requires(POINTS)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The latest published month, or that there is none yet."""
    months = published_months(work)
    if months:
        return _draw(work, actor, months, months[0])
    return render_template("records/months.html", months=[], page=None)


@blueprint.get("/<string:month>")
@requires(POINTS)
def show(work: UnitOfWork, actor: Actor, month: str) -> ResponseReturnValue:
    """One table of a month, as far as the reader's posts reach."""
    return _draw(work, actor, published_months(work), _month(month))


def _draw(work: UnitOfWork, actor: Actor, months: Sequence[date], month: date) -> str:
    by = _by()
    page = ranking(work, actor, month, by, current_locale(), after=after_of(request.args.get("after")))
    if not page.lines and "by" not in request.args:
        # A county or township has no units of its own; what it reads first is its teams.
        by = RankedBy.TEAMS
        page = ranking(work, actor, month, by, current_locale())
    waivers = waivers_of(work, actor, month)
    return render_template(
        "records/months.html", months=months, page=page, by=by, tables=list(RankedBy), waivers=waivers
    )


@blueprint.get("/<string:month>/workbook")
@requires(POINTS)
def workbook(work: UnitOfWork, actor: Actor, month: str) -> ResponseReturnValue:
    """A table of a month with every row that is open to the reader."""
    by, locale = _by(), current_locale()
    first = ranking(work, actor, _month(month), by, locale, per_page=1)
    return send_table(first.file, whole_ranking(work, actor, first.month, by, locale), locale, f" {first.month:%Y-%m}")


def _by() -> RankedBy:
    """The table that the address names; that of units without one."""
    known = {each.value: each for each in RankedBy}
    return known.get(request.args.get("by", ""), RankedBy.UNITS)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else abort(404)
    except ValueError:
        abort(404)
