"""Publishing by four eyes: a designer asks on the page of the draft, another person reads it all and agrees, or returns it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import DESIGNER, STUDIO, Again, requires, say
from webapp.decisions import pressed
from webapp.i18n import current_locale
from webapp.studio.change_views import differences
from webapp.studio.draft_views import draft_source, draw_draft
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import version_source
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork
from workflows.studio.folder import FileKind, neighbours
from workflows.studio.in_words import clocks_in_words, lanes_in_words
from workflows.studio.models import VersionRequest
from workflows.studio.requests import ask_to_publish, decide_request, may_decide, request_of
from workflows.studio.tables import drawn_tables
from workflows.studio.trials import Trials, trials_of
from workflows.studio.versions import version_lines


@blueprint.post("/drafts/<uuid:draft_id>/request")
@requires(DESIGNER)
def draft_ask(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for a draft to be published as it is."""
    try:
        row = ask_to_publish(
            work,
            actor,
            draft_id,
            seen=request.form.get("seen", "")[:64],
            reason=request.form.get("reason", ""),
        )
    except InvalidRequest as refused:
        said = refused.sentence.in_language(current_locale())
        raise Again(partial(draw_draft, draft_id, refusal=said, reason=request.form.get("reason", ""))) from None
    say(work, gettext("Another person is asked to agree; they have been told."))
    return redirect(url_for("studio.request_page", request_id=row.id))


@blueprint.get("/requests/<uuid:request_id>")
@requires(STUDIO)
def request_page(work: UnitOfWork, actor: Actor, request_id: uuid.UUID) -> ResponseReturnValue:
    """What somebody asks to have published: its changes, problems, scenarios and running cases."""
    return _page(request_id, work, actor)


@blueprint.post("/requests/<uuid:request_id>")
@requires(STUDIO)
def request_decide(work: UnitOfWork, actor: Actor, request_id: uuid.UUID) -> ResponseReturnValue:
    """Agree, which publishes the version; or return it with a reason."""
    seen = request.form.get("seen", "")[:64]
    try:
        given = pressed()
        row = decide_request(work, actor, request_id, agrees=given.agrees, seen=seen, answer=given.answer)
    except InvalidRequest as refused:
        raise Again(partial(_page, request_id, refusal=refused.sentence.in_language(current_locale()))) from None
    if given.agrees:
        say(work, gettext("The version is published; new cases begin with it."))
        return redirect(url_for("studio.version", version_id=row.version_id))
    is_own = row.prepared_by_id == actor.person_id
    say(work, gettext("The request is taken back.") if is_own else gettext("The version is returned."))
    return redirect(url_for("studio.request_page", request_id=request_id))


def _asked_for(work: UnitOfWork, row: VersionRequest) -> Source | None:
    """What was asked for: the draft while it waits, the version once it is published, the draft as it was returned.

    None where that is another by now, or gone.
    """
    if row.version_id is not None:
        return version_source(work, row.version_id)
    try:
        source = draft_source(work, row.draft_id)[1] if row.draft_id is not None else None
    except NotFound:
        return None
    is_as_asked = source is not None and source.folder.digest == row.digest
    return source if row.state is ChangeState.PREPARED or is_as_asked else None


def _in_words(work: UnitOfWork, source: Source, trials: Trials | None) -> Mapping[str, object] | None:
    """What a folder says, in words, with where its `trials` have been; None where it cannot be read as a procedure."""
    folder, locale = source.folder, current_locale()
    procedure = folder.procedure
    if procedure is None:
        return None
    hit = trials.hit(locale) if trials is not None else None
    names = folder.by_kind()[FileKind.TABLE]
    tables = [each for name in names for each in drawn_tables(folder.files, name, locale, hit)]
    papers = [(each.file, each.label(locale)) for each in procedure.letters.values()]
    papers += [(each.file, each.id) for each in procedure.notices.values()]
    return {
        "lanes": lanes_in_words(procedure, post_labels(work, locale), locale),
        "clocks": clocks_in_words(work, procedure, locale),
        "tables": tables,
        "papers": papers,
    }


def _page(request_id: uuid.UUID, work: UnitOfWork, actor: Actor, *, refusal: str = "") -> str:
    row = request_of(work, request_id)
    lines = list(version_lines(work, row.process_id))
    source, changes, rows, trials = _asked_for(work, row), None, {}, None
    if source is not None:
        before = next((line for line in lines if line.id == row.based_on_id), None)
        changes, rows = differences(work, source, before)
        if row.state is ChangeState.PREPARED and row.draft_id is not None:
            trials = trials_of(work, row.draft_id, source.folder, neighbours(work))
    # Its name as it is asked for, else as it is published, else its id.
    procedure, published = source.folder.procedure if source is not None else None, next(iter(lines), None)
    name = published.label(current_locale()) if published is not None else row.process_id
    if procedure is not None:
        name = procedure.label("process", procedure.name, current_locale())
    return render_template(
        "studio/request.html",
        row=row,
        name=name,
        lines=lines,
        against=next((line for line in lines if line.id == row.based_on_id), None),
        source=source,
        changes=changes,
        rows=rows,
        trials=trials,
        words=_in_words(work, source, trials) if source is not None else None,
        marks=json.dumps(trials.marks()) if trials is not None else "{}",
        is_same=source is not None and source.folder.digest == row.digest,
        may_decide=may_decide(actor, row) and row.state is ChangeState.PREPARED,
        is_own=row.prepared_by_id == actor.person_id and row.state is ChangeState.PREPARED,
        states=ChangeState,
        refusal=refusal,
    )
