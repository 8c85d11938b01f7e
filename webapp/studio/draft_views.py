"""Drafts: begun, looked at, downloaded, removed and put back; what is done to one file of them is in draft_file_views.py."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import DESIGNER, STUDIO, Again, requires, say
from webapp.i18n import current_locale
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import diagram_of, zip_of
from webapp.words import Said
from workflows.casework.errors import InvalidRequest
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.store import UnitOfWork
from workflows.studio.beginnings import (
    Beginning,
    changed_folders,
    files_of_template,
    files_on_disk,
    names_counties,
    templates,
    units_to_begin_with,
)
from workflows.studio.drafts import (
    begin,
    begin_from_version,
    draft_of,
    files_of,
    id_taken,
    others_of,
    put_back,
    remove_draft,
)
from workflows.studio.folder import look_at, neighbours
from workflows.studio.given_folder import read_folder_archive
from workflows.studio.models import ProcedureDraft
from workflows.studio.requests import requests
from workflows.studio.rights import designs
from workflows.studio.trials import trials_of
from workflows.studio.versions import version_lines

MOST_BYTES = 4 * 1024 * 1024  # of an archive as it is sent


@blueprint.get("/new")
@requires(STUDIO)
def begin_page(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """What a draft may begin from."""
    return _begin_page(work, actor)


@blueprint.post("/new/archive")
@requires(DESIGNER, body_bytes=MOST_BYTES)
def begin_archive(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Begin from a folder that is handed in as an archive."""
    return _begun(work, lambda: _from_archive(work, actor), "archive")


@blueprint.post("/new/template")
@requires(DESIGNER)
def begin_template(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Begin from a template of the house."""
    return _begun(work, lambda: _from_template(work, actor), "template")


@blueprint.post("/new/folder")
@requires(DESIGNER)
def begin_folder(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Begin from a folder on the disk of the server."""
    process_id = request.form.get("process_id", "")[:80]
    return _begun(work, lambda: begin(work, actor, process_id, files_on_disk(process_id)), "folder")


@blueprint.post("/versions/<uuid:version_id>")
@requires(DESIGNER)
def begin_version(work: UnitOfWork, actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """Begin from a version."""
    return _begun(work, lambda: begin_from_version(work, actor, version_id), "version")


@blueprint.get("/drafts/<uuid:draft_id>")
@requires(STUDIO)
def draft(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """One draft: its problems, diagram, files and scenarios."""
    return draw_draft(draft_id, work, actor)


@blueprint.get("/drafts/<uuid:draft_id>/diagram")
@requires(STUDIO)
def draft_diagram(work: UnitOfWork, _actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The BPMN file of a draft, in the reader's language."""
    return diagram_of(draft_source(work, draft_id)[1].folder)


@blueprint.get("/drafts/<uuid:draft_id>/zip")
@requires(STUDIO)
def draft_zip(work: UnitOfWork, _actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The folder of a draft as an archive."""
    found = draft_of(work, draft_id)
    return zip_of(files_of(found), f"{found.process_id}.zip")


@blueprint.post("/drafts/<uuid:draft_id>/removed")
@requires(DESIGNER)
def draft_remove(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Remove a draft from the lists; the page that lists them puts it back."""
    try:
        removed = remove_draft(work, actor, draft_id)
    except InvalidRequest as refused:
        raise Again(partial(draw_draft, draft_id, refusal=refused.sentence.in_language(current_locale()))) from None
    say(work, gettext("The draft of %(name)s is removed; it can be put back below.", name=removed.process_id))
    return redirect(url_for("studio.index", _anchor="removed"))


@blueprint.post("/drafts/<uuid:draft_id>/back")
@requires(DESIGNER)
def draft_back(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Put a removed draft back."""
    try:
        found = put_back(work, actor, draft_id)
    except InvalidRequest as refused:
        say(work, refused.sentence.in_language(current_locale()), Said.INFO)
        return redirect(url_for("studio.index"))
    say(work, gettext("The draft is back as it was."))
    return redirect(url_for("studio.draft", draft_id=found.id))


def draft_source(
    work: UnitOfWork, draft_id: uuid.UUID, typed: Mapping[str, bytes] | None = None
) -> tuple[ProcedureDraft, Source]:
    """A draft, and the same as pages draw it, with what is `typed` in place of its files. Raises NotFound where there is none."""
    found = draft_of(work, draft_id)
    folder = look_at(work, found.process_id, {**files_of(found), **(typed or {})})
    name = folder.procedure.label("process", folder.procedure.name, current_locale()) if folder.procedure else ""
    title = gettext("Draft: %(name)s", name=name or found.process_id)
    return found, Source("draft", draft_id, title, folder, post_labels(work, current_locale(), in_use=True))


def draw_draft(
    draft_id: uuid.UUID,
    work: UnitOfWork,
    actor: Actor,
    *,
    refusal: str = "",
    reason: str = "",
    added: tuple[str, str] | None = None,
) -> str:
    """The page of a draft; `added` is the name and the text of a file that could not be added."""
    found, source = draft_source(work, draft_id)
    trials = trials_of(work, draft_id, source.folder, neighbours(work))
    return render_template(
        "studio/draft.html",
        draft=found,
        source=source,
        trials=trials,
        marks=json.dumps(trials.marks()),
        waiting=next(iter(requests(work, is_waiting=True, process_id=found.process_id)), None),
        reason=reason,
        removed=[file for file in found.files if file.removed_at is not None],
        others=others_of(work, found),
        designs=designs(actor),
        is_own=found.designer_id == actor.person_id,
        refusal=refusal,
        added=added,
    )


def _from_archive(work: UnitOfWork, actor: Actor) -> ProcedureDraft:
    sent = request.files.get("archive")
    if sent is None or not sent.filename:
        raise InvalidRequest("Choose a ZIP archive.", "请选择 ZIP 压缩包。")
    given = read_folder_archive(sent.read(MOST_BYTES))
    return begin(work, actor, given.process_id, given.files, begun_from_id=_published(work, given.process_id))


def _from_template(work: UnitOfWork, actor: Actor) -> ProcedureDraft:
    process_id = request.form.get("process_id", "").strip()[:81]
    if _published(work, process_id) is not None:
        raise id_taken(process_id)
    key, name = request.form.get("template", "")[:80], request.form.get("name", "")[:101]
    name_en = request.form.get("name_en", "")[:101]
    units = units_to_begin_with(work)
    draft = begin(work, actor, process_id, files_of_template(key, process_id, name, units, name_en=name_en))
    if names_counties(key):
        _say_units(work, units)
    return draft


def _say_units(work: UnitOfWork, units: Beginning | None) -> None:
    if units is None:
        keeps = gettext(
            "No city with a county is set up: the draft keeps CITY, C1 and C2. Write your own codes in their place."
        )
        say(work, keeps, Said.INFO)
        return
    listed = gettext(", ").join(units.counties)
    say(
        work,
        gettext("It names the city %(city)s and its counties: %(counties)s.", city=units.city, counties=listed),
        Said.INFO,
    )


def _published(work: UnitOfWork, process_id: str) -> uuid.UUID | None:
    lines = version_lines(work, process_id)
    return lines[0].id if lines else None


def _begun(work: UnitOfWork, make: Callable[[], ProcedureDraft], place: str) -> ResponseReturnValue:
    try:
        begun = make()
    except InvalidRequest as refused:
        said = refused.sentence.in_language(current_locale())
        raise Again(partial(_begin_page, errors={place: said}, typed=request.form.to_dict())) from None
    if begun.begun_from_id is None:
        say(work, gettext("The draft is begun."))
    else:
        say(
            work,
            gettext("The draft is begun; published, it becomes the next version of %(name)s.", name=begun.process_id),
        )
    return redirect(url_for("studio.draft", draft_id=begun.id))


def _begin_page(
    work: UnitOfWork, actor: Actor, *, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None
) -> str:
    lines = version_lines(work)
    newest = {line.process_id: line for line in reversed(lines)}
    return render_template(
        "studio/begin.html",
        versions=sorted(newest.values(), key=lambda line: line.process_id),
        templates=templates(),
        folders=changed_folders(work),
        errors=errors or {},
        summary={f"error-{place}": [said] for place, said in (errors or {}).items()},
        typed=typed or {},
        designs=designs(actor),
        most=MOST_BYTES // 1_048_576,
    )
