"""The board of running clocks and of those that stopped, its calendar and kept views, the extension, and why a clock ran over."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import SIGNED_IN, Again, Instead, requires, say
from webapp.deadlines.board import board_rows
from webapp.deadlines.filters import ORDERS, day_of, wanted_here
from webapp.deadlines.forms import ExtendForm, ReasonForm
from webapp.i18n import current_locale
from webapp.pages import page_key
from webapp.workbooks import send_table
from workflows.calendar.day_ends import due_text
from workflows.calendar.zone import OFFICE_ZONE, local_date, to_local
from workflows.casework.board import deadline_board, deadline_kinds
from workflows.casework.board_calendar import MOST_CASES as MOST_CASES_BY_DAY
from workflows.casework.board_calendar import due_month
from workflows.casework.board_table import BOARD, MOST_CASES, board_lines
from workflows.casework.board_units import MOST_CASES as MOST_CASES_BY_UNIT
from workflows.casework.board_units import MOST_MISSED, unit_ranking
from workflows.casework.deadlines import known_clock, overdue_days
from workflows.casework.errors import InvalidRequest
from workflows.casework.saved_views import LONGEST, forget_view, keep_view, saved_views
from workflows.casework.verbs.explain_overdue import explain_overdue, explainable
from workflows.casework.verbs.extend import extend_deadline, extension_days
from workflows.jobs.pulse import pulse
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.people.unit_names import is_unit_called
from workflows.sentence import Sentence
from workflows.store import UnitOfWork

blueprint = Blueprint("deadlines", __name__, template_folder="templates", url_prefix="/deadlines")


MONTHS_AROUND = timedelta(days=190)
"""So far the calendar leads on, either way: no procedure has a clock beyond it."""


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The clocks the actor may see, the most urgent first."""
    return _index(work, actor)


def _index(work: UnitOfWork, actor: Actor, refused: Sentence | None = None) -> str:
    wanted = wanted_here()
    asked = wanted.of_board(work.now)
    before = asked.due_before if asked.due_from is None else None
    kinds, is_capped = deadline_kinds(work, actor, due_before=before) if wanted.is_running else ([], False)
    board = deadline_board(work, actor, asked, after=page_key())
    # How many of them have these words in their title only a walk through all would tell.
    is_counted = wanted.is_running and not any(
        (wanted.search, wanted.unit, wanted.process_id, wanted.held, wanted.day is not None)
    )
    return render_template(
        "deadlines/index.html",
        rows=board_rows(work, actor, board.rows, current_locale()),
        following=board.following,
        total=sum(kind.count for kind in kinds if wanted.name in ("", kind.name)) if is_counted else None,
        is_capped=is_capped,
        kinds=kinds,
        versions={row.case.process_id: row.case.version for row in board.rows},
        wanted=wanted,
        orders=ORDERS,
        views=saved_views(work, actor),
        view_name=request.form.get("view_name", "")[:LONGEST],
        refused=refused,
        is_unit_unknown=bool(wanted.unit and not board.rows) and not is_unit_called(work, wanted.unit),
        pulse=pulse(work),
    )


@blueprint.post("/views")
@requires(SIGNED_IN)
def keep(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Keep the filters of the board under a name; the board again, with the name as typed, where that cannot be."""
    wanted, name = wanted_here(), " ".join(request.form.get("view_name", "").split())
    try:
        is_replaced = keep_view(work, actor, name, wanted.asks)
    except InvalidRequest as refused:
        raise Again(partial(_refused, refused.sentence)) from None
    if is_replaced:
        say(work, gettext("The view “%(name)s” asks for this now, in place of what it asked for before.", name=name))
    else:
        say(work, gettext("Kept: the view “%(name)s” is above the list.", name=name))
    return redirect(wanted.address())


def _refused(said: Sentence, work: UnitOfWork, actor: Actor) -> str:
    return _index(work, actor, said)


@blueprint.post("/views/<uuid:view_id>/forget")
@requires(SIGNED_IN)
def forget(work: UnitOfWork, actor: Actor, view_id: uuid.UUID) -> ResponseReturnValue:
    """Forget a view; the list stays as it is."""
    name = forget_view(work, actor, view_id)
    say(work, gettext("The view “%(name)s” is forgotten; its filters are still in the list below.", name=name))
    return redirect(wanted_here().address())


@blueprint.get("/calendar")
@requires(SIGNED_IN)
def month(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The running clocks by the day on which they are due, month by month."""
    today = local_date(work.now)
    first = (day_of(request.args.get("month", "")[:7]) or today).replace(day=1)
    before, after = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    return render_template(
        "deadlines/calendar.html",
        month=due_month(work, actor, first),
        today=today,
        before=before if before >= today - MONTHS_AROUND else None,
        following=after if after <= today + MONTHS_AROUND else None,
        most=MOST_CASES_BY_DAY,
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
    locale = current_locale()
    board = deadline_board(work, actor, wanted_here().of_board(work.now), per_page=MOST_CASES)
    names = post_labels(work, locale)
    lines = board_lines(work, board.rows, locale, lambda key: names.get(key, key))
    as_of = gettext("as of %(moment)s", moment=f"{to_local(work.now):%Y-%m-%d %H%M}")
    cut = gettext("first %(count)s cases", count=MOST_CASES) if board.following else ""
    return send_table(BOARD, lines, locale, " ".join(["", as_of, cut]).rstrip())


@blueprint.get("/<uuid:deadline_id>/extend")
@requires(SIGNED_IN)
def extend_page(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """The form for extending a clock."""
    return _extend_page(deadline_id, ExtendForm(), work, actor)


@blueprint.post("/<uuid:deadline_id>/extend")
@requires(SIGNED_IN)
def extend(work: UnitOfWork, actor: Actor, deadline_id: uuid.UUID) -> ResponseReturnValue:
    """Extend a clock, once it was said what it will be; every timer that reads it moves along."""
    form = ExtendForm()
    is_whole = form.validate_on_submit()
    day = form.last_day if is_whole else None
    if request.form.get("back") or (
        day in extension_days(work, deadline_id, actor) and request.form.get("confirmed") != form.due_on.data
    ):
        asked = day if not request.form.get("back") else None
        raise Instead(partial(_extend_page, deadline_id, form, asked=asked))
    reason_code, reason = (form.reason_code.data, form.reason.data or "") if is_whole else ("", "")
    try:
        # Rights first: the verb asks about them before it looks at what was sent.
        extend_deadline(work, deadline_id, actor, _end_of(day), reason_code, reason)
    except InvalidRequest as refused:
        if is_whole:
            form.due_on.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_extend_page, deadline_id, form)) from None
    title = known_clock(work, deadline_id, actor).title.in_language(current_locale())
    say(work, gettext("The deadline of “%(title)s” was extended.", title=title))
    return redirect(url_for("deadlines.index"))


def _end_of(day: date | None) -> datetime:
    """The end of a day in the office; of no day, a moment that is long past."""
    # The calendar ends on 9999-12-31: its morning is beyond every limit as well.
    last_day = min(day or date(1970, 1, 1), date.max - timedelta(days=1))
    return datetime.combine(last_day + timedelta(days=1), time.min, OFFICE_ZONE)


def _extend_page(
    deadline_id: uuid.UUID, form: ExtendForm, work: UnitOfWork, actor: Actor, *, asked: date | None = None
) -> str:
    """The form, or what it comes to (`asked`, the last day) before it is done."""
    clock, days = known_clock(work, deadline_id, actor), extension_days(work, deadline_id, actor)
    form.offer(days)
    becomes = due_text(_end_of(asked)) if asked is not None else ""
    return render_template(
        "deadlines/extend.html",
        clock=clock,
        form=form,
        may_extend=bool(days),
        was=due_text(clock.deadline.due_at),
        becomes=becomes,
    )


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
    say(work, gettext("It is on file why “%(title)s” ran over.", title=clock.title.in_language(current_locale())))
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
