"""The roster as pages and workbooks, and one page about one person: what the reader may see of them, each part by its own right."""

from __future__ import annotations

import io
import uuid

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import ROSTER, SIGNED_IN, requires, say
from webapp.i18n import current_locale
from webapp.pages import days_and_words
from webapp.workbooks import send_table
from workflows.assessment.diary_seen import may_see_diary
from workflows.assessment.person_months import months_seen
from workflows.calendar.zone import local_date
from workflows.casework.errors import NotFound
from workflows.casework.handover import tasks_held, with_takers
from workflows.casework.leave_records import leave_seen, may_see_leave
from workflows.casework.person_page import person_known, person_page
from workflows.documents.person_cases import cases_and_letters
from workflows.office.registers.columns import VILLAGE_KINDS, Register
from workflows.office.registers.workbooks import FILE_NAMES, XLSX
from workflows.office.registers.written import register_open_to
from workflows.people import Actor
from workflows.people.roster_pages import people_lines, village_lines
from workflows.people.team_roles import team_role
from workflows.selection.own_candidacy import ask_to_leave, own_candidacy
from workflows.selection.posted_people import PostedWanted, all_posted, batches_read, posted_lines, posted_table
from workflows.store import UnitOfWork

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/people")


@blueprint.get("")
@requires(ROSTER)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The people of the units whose roster the reader's posts open, with who is posted where."""
    search, after = _asked()
    lines, following = people_lines(work, actor, search, after=after)
    return render_template(
        "people/index.html", lines=lines, search=search, after=after, following=following, role_of=team_role
    )


@blueprint.get("/villages")
@requires(ROSTER)
def villages(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The villages of these units, with their teams and who is posted to each."""
    search, after = _asked()
    lines, following = village_lines(work, actor, search, after=after)
    return render_template(
        "people/villages.html",
        lines=lines,
        search=search,
        after=after,
        following=following,
        role_of=team_role,
        kinds=VILLAGE_KINDS,
    )


@blueprint.get("/posted")
@requires(ROSTER)
def posted(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Who is posted where, county by county, in the columns of the office's roster of village work teams."""
    wanted, after = _posted_wanted(), _asked()[1]
    return render_template(
        "people/posted.html",
        file=posted_table(actor),
        page=posted_lines(work, actor, wanted, current_locale(), after=after),
        wanted=wanted.within,
        batch=wanted.batch_id,
        batches=batches_read(work, actor),
        after=after,
    )


@blueprint.get("/posted/workbook")
@requires(ROSTER)
def posted_workbook(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The rows that the filters leave, as a workbook."""
    locale = current_locale()
    return send_table(posted_table(actor), all_posted(work, actor, _posted_wanted(), locale), locale)


@blueprint.post("/registers/<string:register>")
@requires(ROSTER, is_reading=True)
def export(work: UnitOfWork, actor: Actor, register: str) -> ResponseReturnValue:
    """People or the roster as a workbook that can be handed in again, with the rows and cells that are open to the reader."""
    if register not in (Register.PEOPLE, Register.ROSTER):
        abort(404)
    return as_register(work, actor, Register(register))


@blueprint.get("/me")
@requires(SIGNED_IN)
def own(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """One's own page."""
    return _page(work, actor, actor.person_id)


@blueprint.get("/me/candidacy")
@requires(SIGNED_IN)
def candidacy(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """What one stands for oneself, and the way out of it."""
    return render_template("people/candidacy.html", candidacy=own_candidacy(work, actor))


@blueprint.post("/me/withdrawal")
@requires(SIGNED_IN)
def leave_selection(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """One's own request to be left out of a selection: it is opened, and written in its task."""
    task_id = ask_to_leave(work, actor)
    if task_id is None:
        say(work, gettext("Your request is in hand already."))
        return redirect(url_for("people.candidacy"))
    return redirect(url_for("inbox.task", task_id=task_id))


@blueprint.get("/<uuid:person_id>")
@requires(SIGNED_IN)
def show(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """A person's posts, postings, absences, months, cases and letters, as far as they are open to the reader."""
    return _page(work, actor, person_id)


@blueprint.get("/<uuid:person_id>/leave")
@requires(SIGNED_IN)
def leave(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """The approved leave of a person, as far as it is open to the reader."""
    if not may_see_leave(actor, person_id):
        raise NotFound("There is no such person.", "没有这个人员。")
    page = person_page(work, actor, person_id)
    found = leave_seen(work, actor, person_id)
    return render_template("people/leave.html", person=page.person, leave=found, today=local_date(work.now))


@blueprint.get("/<uuid:person_id>/tasks")
@requires(SIGNED_IN)
def tasks(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """The open tasks that a person holds, with who is free to take each over; one's own are handed over here."""
    held = tasks_held(work, actor, person_id)
    return render_template(
        "people/tasks.html",
        person=person_known(work, actor, person_id, otherwise=bool(held)),
        held=with_takers(work, held),
        is_own=person_id == actor.person_id,
    )


def as_register(work: UnitOfWork, actor: Actor, register: Register) -> ResponseReturnValue:
    """A register as a download; the access log keeps it as an export."""
    locale = current_locale()
    name = FILE_NAMES[register].in_language(locale)
    data = io.BytesIO(register_open_to(work, actor, register, locale))
    return send_file(data, mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


def _posted_wanted() -> PostedWanted:
    try:
        batch_id = uuid.UUID(request.args.get("batch", ""))
    except ValueError:  # of every batch
        batch_id = None
    return PostedWanted(days_and_words(), batch_id)


def _asked() -> tuple[str, str]:
    return request.args.get("q", "")[:80].strip(), request.args.get("after", "")[:400].replace("\0", "")


def _page(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> str:
    page = person_page(work, actor, person_id)
    cases, letters = cases_and_letters(work, actor, person_id)
    return render_template(
        "people/show.html",
        page=page,
        person=page.person,
        months=months_seen(work, actor, person_id),
        sees_leave=may_see_leave(actor, person_id),
        sees_diary=may_see_diary(actor, person_id),
        cases=cases,
        letters=letters,
    )
