"""The board of running clocks, the clocks that stopped, the extension a director may grant, and why a clock ran over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, requires, say
from webapp.deadlines.board import board_rows
from webapp.deadlines.forms import ExtendForm, ReasonForm
from webapp.i18n import current_locale
from webapp.labels import LABELS
from webapp.pages import page_key
from webapp.workbooks import send_table
from workflows.calendar.zone import OFFICE_ZONE, to_local
from workflows.casework.board import PER_PAGE, Board, deadline_board, deadline_kinds
from workflows.casework.board_table import BOARD, MOST_CASES, board_lines
from workflows.casework.board_units import MOST_CASES as MOST_CASES_BY_UNIT
from workflows.casework.board_units import MOST_MISSED, unit_ranking
from workflows.casework.deadlines import known_clock, overdue_days
from workflows.casework.errors import InvalidRequest
from workflows.casework.keys import Key
from workflows.casework.models import DeadlineStatus
from workflows.casework.verbs.explain_overdue import explain_overdue, explainable
from workflows.casework.verbs.extend import extend_deadline, extendable
from workflows.jobs.pulse import pulse
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.people.unit_names import is_unit_called
from workflows.store import UnitOfWork

blueprint = Blueprint("deadlines", __name__, template_folder="templates", url_prefix="/deadlines")


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The clocks the actor may see, the most urgent first."""
    wanted = _wanted(work)
    is_running = wanted.status == DeadlineStatus.RUNNING.value
    kinds, is_capped = deadline_kinds(work, actor, due_before=wanted.before) if is_running else ([], False)
    board = _board(work, actor, wanted, after=page_key())
    return render_template(
        "deadlines/index.html",
        rows=board_rows(work, actor, board.rows, current_locale()),
        following=board.following,
        # How many of them have these words in their title only a walk through all would tell.
        total=sum(kind.count for kind in kinds if wanted.name in (None, kind.name))
        if is_running and not wanted.search and not wanted.unit and not wanted.process_id
        else None,
        is_capped=is_capped,
        kinds=kinds,
        versions={row.case.process_id: row.case.version for row in board.rows},
        wanted=wanted,
        is_unit_unknown=bool(wanted.unit and not board.rows) and not is_unit_called(work, wanted.unit),
        pulse=pulse(work),
    )


@blueprint.get("/units")
@requires(SIGNED_IN)
def units(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The same clocks by unit: whose run over now, and whose did in the months before."""
    return render_template(
        "deadlines/units.html", ranking=unit_ranking(work, actor), most=MOST_CASES_BY_UNIT, most_missed=MOST_MISSED
    )


@blueprint.get("/workbook")
@requires(SIGNED_IN)
def workbook(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The clocks that the filters leave as a workbook, with the moment as of which they stand."""
    wanted, locale = _wanted(work), current_locale()
    board, names = _board(work, actor, wanted, per_page=MOST_CASES), post_labels(work, locale)
    lines = board_lines(work, board.rows, locale, lambda key: names.get(key, key))
    as_of = gettext("as of %(moment)s", moment=f"{to_local(work.now):%Y-%m-%d %H%M}")
    cut = gettext("first %(count)s cases", count=MOST_CASES) if board.following else ""
    return send_table(BOARD, lines, locale, " ".join(["", as_of, cut]).rstrip())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the address asks for: which clocks, of which unit by code or name and which procedure, due before when."""

    status: str
    name: str | None
    search: str
    limit: str | None
    before: datetime | None
    unit: str
    process_id: str | None


def _wanted(work: UnitOfWork) -> _Wanted:
    wanted = request.args.get("status")
    status = wanted if wanted in LABELS["deadline_status"] else "running"
    limits = {"overdue": work.now, "today": _end_of(to_local(work.now).date())}
    is_running = status == DeadlineStatus.RUNNING.value
    limit = next((each for each in limits if request.args.get(each) == "1"), None) if is_running else None
    return _Wanted(
        status,
        request.args.get("name") or None,
        request.args.get("q", "")[:80].strip(),
        limit,
        limits.get(limit or ""),
        request.args.get("unit", "")[:120].strip(),
        request.args.get("procedure") or None,
    )


def _board(
    work: UnitOfWork, actor: Actor, wanted: _Wanted, *, after: Key | None = None, per_page: int = PER_PAGE
) -> Board:
    return deadline_board(
        work,
        actor,
        status=wanted.status,
        name=wanted.name,
        words=wanted.search,
        due_before=wanted.before,
        below=wanted.unit,
        process_id=wanted.process_id,
        after=after,
        per_page=per_page,
    )


@blueprint.get("/<uuid:deadline_id>/extend")
@requires(SIGNED_IN)
def extend_page(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """The form for extending a clock."""
    return _extend_page(deadline_id, ExtendForm(), work, actor)


@blueprint.post("/<uuid:deadline_id>/extend")
@requires(SIGNED_IN)
def extend(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """Extend a clock; every timer that reads it moves along."""
    form = ExtendForm()
    is_whole = form.validate_on_submit() and form.due_on.data is not None
    reason_code, reason = (form.reason_code.data, form.reason.data or "") if is_whole else ("", "")
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        extend_deadline(work, deadline_id, actor, _end_of(form.due_on.data), reason_code, reason)
    except InvalidRequest as refused:
        if is_whole:
            form.due_on.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_extend_page, deadline_id, form)) from None
    title = known_clock(work, deadline_id, actor).title
    say(work, gettext("The deadline of “%(title)s” was extended.", title=title))
    return redirect(url_for("deadlines.index"))


def _end_of(day: date | None) -> datetime:
    """The end of a day in the office; of no day, a moment that is long past."""
    # The calendar ends on 9999-12-31: its morning is beyond every limit as well.
    last_day = min(day or date(1970, 1, 1), date.max - timedelta(days=1))
    return datetime.combine(last_day + timedelta(days=1), time.min, OFFICE_ZONE)


def _extend_page(deadline_id: uuid.UUID, form: ExtendForm, work: UnitOfWork, actor: Actor) -> str:
    clock = known_clock(work, deadline_id, actor)
    may_extend = bool(extendable(work, [clock.deadline], actor))
    return render_template("deadlines/extend.html", clock=clock, form=form, may_extend=may_extend)


@blueprint.get("/<uuid:deadline_id>/overdue")
@requires(SIGNED_IN)
def overdue_page(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """The form for saying why a clock ran over."""
    return _overdue_page(deadline_id, ReasonForm(), work, actor)


@blueprint.post("/<uuid:deadline_id>/overdue")
@requires(SIGNED_IN)
def overdue(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """Put the reason on file; due time, reminders and the days overdue stay as they are."""
    form = ReasonForm()
    is_whole = form.validate_on_submit()
    reason_code, reason = (form.reason_code.data, form.reason.data or "") if is_whole else ("", "")
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        explain_overdue(work, deadline_id, actor, reason_code, reason)
    except InvalidRequest as refused:
        if is_whole:
            form.reason.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_overdue_page, deadline_id, form)) from None
    clock = known_clock(work, deadline_id, actor)
    say(work, gettext("It is on file why “%(title)s” ran over.", title=clock.title))
    return redirect(url_for("deadlines.index", status=clock.deadline.status))


def _overdue_page(deadline_id: uuid.UUID, form: ReasonForm, work: UnitOfWork, actor: Actor) -> str:
    clock = known_clock(work, deadline_id, actor)
    return render_template(
        "deadlines/overdue.html",
        clock=clock,
        form=form,
        overdue_days=overdue_days(clock.deadline, work.now),
        may_explain=bool(explainable(work, [clock.deadline], actor)),
    )
