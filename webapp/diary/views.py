"""Work diaries (工作日记): writing one's own, made for a phone first, and reading those of the units that one's posts cover."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import DateInput

from webapp.access import SIGNED_IN, Instead, Steps, in_steps, requires, say
from webapp.answers.fields import ChecklistField, FilesField
from webapp.form_drafts import keep_typed, typed
from webapp.i18n import current_locale
from webapp.received_files import files_refused, sent_form
from workflows.assessment.diary_seen import after_of, diary_seen, may_see_diary
from workflows.attachments.receiving import Received
from workflows.attendance.diary import (
    MOST_HOUSEHOLDS,
    MOST_RESULTS,
    DiaryWish,
    Result,
    TeamDay,
    team_on,
    uploads_of,
    write_entry,
)
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidAnswers, NotFound
from workflows.casework.person_page import person_page
from workflows.files.file_types import IMAGES, MEDIA_TYPES, SUFFIXES
from workflows.people import Actor
from workflows.people.form_drafts import DIARY_PLACE, draft_of, drop_draft
from workflows.store import UnitOfWork

blueprint = Blueprint("diary", __name__, template_folder="templates", url_prefix="/diary")

_PICTURES = [each for kind in sorted(IMAGES) for each in (*SUFFIXES[kind], MEDIA_TYPES[kind])]


class EntryForm(Form):
    """One entry about one day."""

    # What an entry must hold is for write_entry to say; the marks tell the browser, and whoever reads aloud.
    day = StringField(lazy_gettext("Day"), [InputRequired()], widget=DateInput())
    place = StringField(lazy_gettext("Where it was"), [InputRequired()])
    text = TextAreaField(lazy_gettext("What I did"), [InputRequired()], render_kw={"rows": 6})
    households = StringField(lazy_gettext("Households that it names"))
    others = ChecklistField(lazy_gettext("Written for these team mates as well"))
    photos: Any = FilesField(
        lazy_gettext("Photographs"),
        render_kw={"accept": ",".join(_PICTURES), "types": "PNG, JPEG", "multiple": True},
    )
    results = BooleanField(lazy_gettext("What came of it, in numbers"))  # only its label and its errors are used


@blueprint.get("")
@requires(SIGNED_IN)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """The form of an entry, and one's own diary below it."""
    return _own(None, work, actor)


@blueprint.post("")
@requires(SIGNED_IN, takes_files=True)
def write(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Keep an entry; a wrong one comes back with every word and every photograph kept."""
    sent = sent_form()
    try:
        if files_refused():
            raise InvalidAnswers(files_refused())
        entry = write_entry(work, actor, _wish(sent))
    except InvalidAnswers as refused:
        raise Instead(partial(_again, refused)) from None
    drop_draft(work, actor.person_id, DIARY_PLACE)
    said = gettext("Your diary of %(day)s is kept.", day=entry.day)
    late = gettext("It was written late, is marked so, and is no proof of its day.")
    say(work, f"{said} {late}" if entry.is_late else said)
    return redirect(url_for("diary.index"))


@blueprint.post("/draft")
@in_steps(SIGNED_IN)
def keep(steps: Steps) -> ResponseReturnValue:
    """Keep what was typed so far, or throw it away."""
    return keep_typed(steps, DIARY_PLACE, url_for("diary.index"), lambda _work, _actor: None)


@blueprint.get("/<uuid:person_id>")
@requires(SIGNED_IN)
def person(work: UnitOfWork, actor: Actor, person_id: uuid.UUID) -> ResponseReturnValue:
    """Somebody's diary, as far as it is open to the reader."""
    if not may_see_diary(actor, person_id):
        raise NotFound("There is no such person.", "没有这个人员。")
    found = person_page(work, actor, person_id).person
    entries, following = diary_seen(work, actor, person_id, after=after_of(request.args.get("after")))
    return render_template("diary/person.html", person=found, entries=entries, following=following)


def _again(refused: InvalidAnswers, work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    return _own(refused, work, actor), 422


def _own(refused: InvalidAnswers | None, work: UnitOfWork, actor: Actor) -> str:
    today = local_date(work.now)
    draft = draft_of(work, actor.person_id, DIARY_PLACE) if refused is None else None
    given = sent_form() if refused is not None else typed(draft)
    form = EntryForm(given) if given is not None else EntryForm(data={"day": today.isoformat()})
    posted = team_on(work, actor.person_id, _day(form.day.data) or today)
    form.others.choices = _choices(posted)
    form.photos.data = _kept_photos(work, actor, given)
    if refused is not None:
        for key, sentence in refused.fields.items():
            form[key].errors = [sentence.in_language(current_locale())]
    entries, following = diary_seen(work, actor, actor.person_id, after=after_of(request.args.get("after")))
    return render_template(
        "diary/index.html",
        form=form,
        posted=posted,
        draft=draft,
        results=_typed_results(given),
        entries=entries,
        following=following,
        most_households=MOST_HOUSEHOLDS,
    )


def _choices(posted: TeamDay | None) -> list[SelectChoice]:
    return [SelectChoice(str(each.id), Markup.escape(each.name)) for each in posted.mates] if posted is not None else []


def _kept_photos(work: UnitOfWork, actor: Actor, given: MultiDict[str, str] | None) -> list[Received]:
    return uploads_of(work, actor, _ids(given.getlist("photos"))) if given is not None else []


def _typed_results(given: MultiDict[str, str] | None) -> list[Result]:
    rows = _results(given) if given is not None else []
    return [*rows, *[Result("", "", "")] * (MOST_RESULTS - len(rows))]


def _results(given: MultiDict[str, str]) -> list[Result]:
    columns = [given.getlist(f"result_{part}")[:MOST_RESULTS] for part in ("item", "number", "unit")]
    return [Result(*row) for row in zip(*columns, strict=False)]


def _wish(given: MultiDict[str, str]) -> DiaryWish:
    return DiaryWish(
        day=_day(given.get("day")),
        place=given.get("place", ""),
        text=given.get("text", ""),
        results=_results(given),
        households=given.get("households", "").replace("，", "、").replace(",", "、").split("、"),
        others=frozenset(_ids(given.getlist("others"))),
        photos=_ids(given.getlist("photos")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _ids(texts: Sequence[str]) -> list[uuid.UUID]:
    found = []
    for text in texts[:100]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
