"""The holidays: which years are announced and what stands for each, entering one, who would move, and confirming it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from functools import partial
from types import MappingProxyType

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.access import SETTINGS, Again, requires, say
from webapp.admin.calendar_months import count_of, months_of
from webapp.decisions import pressed
from webapp.i18n import current_locale
from workflows.calendar.days import Calendar
from workflows.calendar.load import calendar_for
from workflows.calendar.models import CalendarPlan
from workflows.calendar.plan_file import Reading, Wrong, lines_of, read_plan, spans_of, text_of
from workflows.calendar.plans import PlanDayKind, YearPlan, months_off
from workflows.calendar.words import PlanState
from workflows.casework import calendar_changes
from workflows.casework.calendar_changes import AskedPlan, check_plan, decide_plan, prepare_plan, standing_plan
from workflows.casework.calendar_moves import Preview, preview
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.words import MoveKind
from workflows.files.bounds import Bounds, Refused
from workflows.files.opening import open_file
from workflows.files.sentences import refusal_of
from workflows.people import Actor
from workflows.people.deciding import others_who_decide
from workflows.people.directory import names_behind
from workflows.store import UnitOfWork

blueprint = Blueprint("calendar", __name__, template_folder="templates", url_prefix="/admin/calendar")

# A year has at most 366 lines; what is larger is something else.
BOUNDS = Bounds(
    file_bytes=1_000_000, expanded_bytes=20_000_000, sheets=10, rows=1_000, columns=40, text=400, seconds=20
)
TEXT_LIMIT = 40_000


class PlanForm(FlaskForm):
    """The plan of a year: its days typed or in a file, the notice it comes from, and why what stood is replaced."""

    notice_number = StringField(
        lazy_gettext("Number of the notice"),
        [InputRequired(lazy_gettext("Name the notice.")), Length(max=calendar_changes.NOTICE_LIMIT)],
    )
    notice_on = DateField(
        lazy_gettext("Date of the notice"), [InputRequired(lazy_gettext("Give a date as year-month-day."))]
    )
    days = TextAreaField(lazy_gettext("Days off and make-up workdays"), [Length(max=TEXT_LIMIT)])
    file = FileField(lazy_gettext("Or a table (CSV, XLSX)"))
    reason = StringField(lazy_gettext("Why what stands is replaced"), [Length(max=2000)])
    means_months_off = BooleanField(lazy_gettext("Whole months without a working day are meant"))


@blueprint.get("")
@requires(SETTINGS)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The years: announced or not, by which notice, entered and confirmed by whom; and how many cases have still to move."""
    calendar, plans = calendar_for(work), calendar_changes.plans_of(work)
    standing = {row.year: row for row in sorted(plans, key=lambda row: row.number or 0) if row.number}
    years = sorted({*calendar_changes.years_to_enter(work), *standing})
    return render_template(
        "admin/calendar.html",
        years=[(year, count_of(calendar, year), calendar.is_official(year), standing.get(year)) for year in years],
        waiting=[row for row in plans if row.state is PlanState.PREPARED],
        behind=calendar_changes.still_to_move(work),
        names=_names(work, plans),
        may_prepare=calendar_changes.may_prepare(actor),
    )


@blueprint.get("/<int:year>")
@requires(SETTINGS)
def show(work: UnitOfWork, actor: Actor, year: int) -> ResponseReturnValue:
    """One year by month, what stands for it, how it came to be, and the form of another plan."""
    _known(work, year)
    return _page(year, _form(work, year), (), work, actor)


@blueprint.post("/<int:year>/preview")
@requires(SETTINGS, is_reading=True)
def look(work: UnitOfWork, actor: Actor, year: int) -> ResponseReturnValue:
    """What a plan would do, before anything is written: the year by month, and the first of those who would move."""
    _known(work, year)
    form = PlanForm()
    asked, wrong = _asked(year, form)
    if asked is not None:
        try:
            check_plan(work, asked)
        except InvalidRequest as refused:
            form.days.errors = [refused.sentence.in_language(current_locale())]
            asked = None
    if asked is None:
        return _page(year, form, wrong, work, actor), 422
    return _page(year, form, (), work, actor, tried=asked.plan)


@blueprint.post("/<int:year>")
@requires(SETTINGS)
def enter(work: UnitOfWork, actor: Actor, year: int) -> ResponseReturnValue:
    """Enter the plan of a year; it waits for another person, and nothing moves until then."""
    if not calendar_changes.may_prepare(actor):
        abort(403)
    _known(work, year)
    form = PlanForm()
    asked, wrong = _asked(year, form)
    if asked is None:
        raise Again(partial(_page, year, form, wrong))
    try:
        row = prepare_plan(work, actor, asked)
    except InvalidRequest as refused:
        form.days.errors = [refused.sentence.in_language(current_locale())]
        raise Again(partial(_page, year, form, ())) from None
    say(work, gettext("The plan of %(year)s waits to be confirmed; nothing has moved.", year=str(year)))
    return redirect(url_for("calendar.plan", plan_id=row.id))


@blueprint.get("/plans/<uuid:plan_id>")
@requires(SETTINGS)
def plan(work: UnitOfWork, actor: Actor, plan_id: uuid.UUID) -> ResponseReturnValue:
    """One plan that was entered: its year by month, and while it waits, every case that would move, from when to when."""
    return _plan_page(plan_id, work, actor)


@blueprint.post("/plans/<uuid:plan_id>")
@requires(SETTINGS)
def decide(work: UnitOfWork, actor: Actor, plan_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm a plan, after which every open case moves, or refuse it with a reason."""
    try:
        given = pressed()
        decide_plan(work, actor, plan_id, agrees=given.agrees, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_plan_page, plan_id, refusal=refused)) from None
    say(
        work,
        gettext("The plan is confirmed; open cases move to it one after the other.")
        if given.agrees
        else gettext("The plan is refused; nothing moves."),
    )
    return redirect(url_for("calendar.index") if given.agrees else url_for("calendar.plan", plan_id=plan_id))


def _known(work: UnitOfWork, year: int) -> None:
    """Raises NotFound for a year without a page, before anything is reckoned for it."""
    is_known = year in calendar_changes.years_to_enter(work)
    if not is_known and not (year <= date.max.year and calendar_for(work).is_official(year)):
        raise NotFound("The calendar has no page for this year.", "没有该年度的放假安排页面。")


def _form(work: UnitOfWork, year: int) -> PlanForm:
    form = PlanForm(formdata=None)
    form.days.data = text_of(standing_plan(work, year))
    return form


def _asked(year: int, form: PlanForm) -> tuple[AskedPlan | None, tuple[Wrong, ...]]:
    """What the form asks for; None, with what is wrong at its fields and in the lines, where it cannot be read."""
    is_whole = form.validate_on_submit()
    reading = _reading(year, form)
    if reading.plan is not None:
        # What a file held is what is typed from now on, so that it can be corrected here and is sent only once.
        form.days.data = text_of(reading.plan)
    if reading.plan is None or not is_whole or form.notice_on.data is None:
        return None, reading.wrong
    return AskedPlan(
        reading.plan,
        form.notice_number.data or "",
        form.notice_on.data,
        form.reason.data or "",
        form.means_months_off.data,
    ), ()


def _has_months_off(year: int, form: PlanForm) -> bool:
    """Whether what is typed leaves a month without a working day, so that the form asks whether that is meant."""
    typed = read_plan(year, lines_of(form.days.data or "")).plan
    return typed is not None and bool(months_off(typed))


def _reading(year: int, form: PlanForm) -> Reading:
    sent = form.file.data
    if not sent or not sent.filename:
        return read_plan(year, lines_of(form.days.data or ""))
    data = sent.read(BOUNDS.file_bytes + 1)
    try:
        with open_file(data, BOUNDS) as opened:
            sheet = next((each for each in opened.sheets if not each.is_hidden and next(each.rows(), None)), None)
            if sheet is None:
                raise Refused("empty_file")
            return read_plan(year, ((row.number, row.cells) for row in sheet.rows()))
    except Refused as refused:
        form.file.errors = [refusal_of(refused).in_language(current_locale())]
        return Reading(None)


def _with(calendar: Calendar, tried: YearPlan) -> Calendar:
    return replace(calendar, plans=MappingProxyType({**calendar.plans, tried.year: tried}))


def _names(work: UnitOfWork, rows: list[CalendarPlan]) -> dict[uuid.UUID | None, str]:
    ids = {each for row in rows for each in (row.prepared_by_id, row.decided_by_id) if each is not None}
    people, _ = names_behind(work, ids, set())
    return {**people}


def _page(
    year: int,
    form: PlanForm,
    wrong: tuple[Wrong, ...],
    work: UnitOfWork,
    actor: Actor,
    *,
    tried: YearPlan | None = None,
) -> str:
    calendar, plans = calendar_for(work), calendar_changes.plans_of(work, year)
    shown = _with(calendar, tried) if tried is not None else calendar
    return render_template(
        "admin/calendar_year.html",
        year=year,
        months=months_of(shown, year, calendar if tried is not None else None),
        spans=spans_of(tried or standing_plan(work, year)),
        count=count_of(shown, year),
        is_official=calendar.is_official(year),
        standing=next((row for row in sorted(plans, key=lambda each: -(each.number or 0)) if row.number), None),
        plans=plans,
        waiting=[row for row in plans if row.state is PlanState.PREPARED],
        deciding={row.id for row in plans if calendar_changes.may_decide(actor, row)},
        names=_names(work, plans),
        kinds=PlanDayKind,
        form=form,
        wrong=wrong,
        has_months_off=_has_months_off(year, form),
        moves=preview(work, tried) if tried is not None else None,
        timers=MoveKind.TIMER,
        may_prepare=calendar_changes.may_prepare(actor) and year in calendar_changes.years_to_enter(work),
    )


def _plan_page(plan_id: uuid.UUID, work: UnitOfWork, actor: Actor, *, refusal: InvalidRequest | None = None) -> str:
    row = next((each for each in calendar_changes.plans_of(work) if each.id == plan_id), None)
    if row is None:
        raise NotFound("There is no such plan of a year.", "没有这份年度安排。")
    is_waiting = row.state is PlanState.PREPARED
    calendar = calendar_for(work)
    shown = _with(calendar, row.plan)
    moves: Preview | None = preview(work, row.plan, _after()) if is_waiting else None
    return render_template(
        "admin/calendar_plan.html",
        row=row,
        months=months_of(shown, row.year, calendar if is_waiting else None),
        spans=spans_of(row.plan),
        count=count_of(shown, row.year),
        names=_names(work, [row]),
        kinds=PlanDayKind,
        moves=moves,
        timers=MoveKind.TIMER,
        is_waiting=is_waiting,
        off=[date(row.year, month, 1) for month in months_off(row.plan)],
        others=others_who_decide(work, actor),
        may_decide=is_waiting and calendar_changes.may_decide(actor, row),
        behind=calendar_changes.still_to_move(work) if row.number else 0,
        refusal=refusal.sentence.in_language(current_locale()) if refusal else "",
    )


def _after() -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get("after", ""))
    except ValueError:
        return None
