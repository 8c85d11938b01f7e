"""One file of a draft: looked at, saved as text, added, removed, and the last of that taken back."""

from __future__ import annotations

import json
import uuid
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import DESIGNER, STUDIO, Again, Instead, requires, say
from webapp.i18n import current_locale
from webapp.studio.draft_views import draft_source, draw_draft
from webapp.studio.file_views import draw
from webapp.studio.room import blueprint
from webapp.words import Said
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.operations import registered_operations
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.store import UnitOfWork
from workflows.studio.changes import changes_between
from workflows.studio.drafts import ChangedMeanwhile, ended_as, remove_file, save_file, take_back
from workflows.studio.folder import FileKind, kind_of_file, neighbours
from workflows.studio.rights import designs
from workflows.studio.trials import trials_of

MOST_BYTES = (
    4 * 1024 * 1024
)  # of a text as a form sends it: a Chinese character takes nine bytes there, in a file three


EDITORS = {FileKind.TABLE: "table_editor", FileKind.FORM: "form_editor"}
"""The script that draws the text of a file, by kind; every other file is edited as text, which `text_editor` has checked."""


@blueprint.get("/drafts/<uuid:draft_id>/file")
@requires(STUDIO)
def draft_file(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """One file of a draft, to be read and edited as text."""
    return draw_file(draft_id, request.args.get("name", ""), work, actor)


@blueprint.post("/drafts/<uuid:draft_id>/file")
@requires(DESIGNER, is_once=False, body_bytes=MOST_BYTES)
def draft_save(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Save a file of a draft. Where somebody else saved it meanwhile, both texts are shown and nothing is overwritten."""
    name, text = request.form.get("name", "")[:201].strip(), request.form.get("text", "")
    try:
        save_file(work, actor, draft_id, name, text.encode(), seen=request.form.get("seen", "")[:64])
    except ChangedMeanwhile:
        raise Instead(partial(other_text, draft_id, name, text)) from None
    except InvalidRequest as refused:
        said = refused.sentence.in_language(current_locale())
        if request.form.get("seen"):
            raise Again(partial(draw_file, draft_id, name, text=text, error=said)) from None
        raise Again(partial(draw_draft, draft_id, refusal=said, added=(name, text))) from None
    say(work, gettext("%(name)s is saved.", name=name))
    if request.form.get("back") == "drawing":
        return redirect(url_for("studio.draft_drawing", draft_id=draft_id))
    return redirect(url_for("studio.draft_file", draft_id=draft_id, name=name))


@blueprint.post("/drafts/<uuid:draft_id>/look")
@requires(DESIGNER, is_reading=True, body_bytes=MOST_BYTES)
def draft_look(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The page of a file with what the check finds in the text as it is typed, and what comes of it; nothing is kept."""
    text = request.form.get("text", "")
    return draw_file(draft_id, request.form.get("name", "")[:200], work, actor, text=text, is_looked_at=True)


@blueprint.get("/drafts/<uuid:draft_id>/drawing")
@requires(STUDIO)
def draft_drawing(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The diagram of a draft, to be drawn; without a script its text."""
    draft, source = draft_source(work, draft_id)
    name = f"{draft.process_id}.bpmn"
    row = next((file for file in draft.files if file.name == name and file.removed_at is None), None)
    if row is None or not designs(actor):
        return redirect(source.at())
    procedure = source.folder.procedure
    known = {
        "groups": post_labels(work, current_locale(), in_use=True),
        "form": {
            file.removeprefix("forms/").removesuffix(".form"): file
            for file in source.folder.files
            if kind_of_file(file) is FileKind.FORM
        },
        "operation": {key: each.says.in_language(current_locale()) for key, each in registered_operations().items()},
        "decision": dict.fromkeys(procedure.decisions, "") if procedure is not None else {},
    }
    return render_template(
        "studio/drawing.html",
        source=source,
        row=row,
        text=row.content.decode("utf-8", "replace"),
        known=json.dumps(known, ensure_ascii=False),
        designs=True,
    )


@blueprint.post("/drafts/<uuid:draft_id>/file/removed")
@requires(DESIGNER)
def draft_file_remove(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Take a file out of a draft."""
    name = request.form.get("name", "")[:200]
    remove_file(work, actor, draft_id, name)
    say(work, gettext("%(name)s is removed; it can be put back below.", name=name))
    return redirect(url_for("studio.draft", draft_id=draft_id, _anchor="removed"))


@blueprint.post("/drafts/<uuid:draft_id>/file/back")
@requires(DESIGNER)
def draft_file_back(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Take back what was done last to a file."""
    name = request.form.get("name", "")[:200]
    try:
        take_back(work, actor, draft_id, name)
        say(work, gettext("%(name)s is as it was before.", name=name))
    except InvalidRequest as refused:
        say(work, refused.sentence.in_language(current_locale()), Said.INFO)
    return redirect(url_for("studio.draft_file", draft_id=draft_id, name=name))


def draw_file(
    draft_id: uuid.UUID,
    name: str,
    work: UnitOfWork,
    actor: Actor,
    *,
    text: str | None = None,
    error: str = "",
    is_looked_at: bool = False,
) -> str:
    """The page of a file; where it `is_looked_at`, everything on it is said of the `text` as it is typed, which nothing keeps."""
    typed = {name: ended_as(text.encode(), None)} if text is not None and is_looked_at else None
    draft, source = draft_source(work, draft_id, typed)
    row = next((file for file in draft.files if file.name == name and file.removed_at is None), None)
    if row is None:
        raise NotFound("There is no such file in this folder.", "该文件夹中没有此文件。")
    hit = None
    if kind_of_file(name) is FileKind.TABLE:
        hit = trials_of(work, draft_id, source.folder, neighbours(work)).hit(current_locale())
    file = draw(work, actor, source, name, source.folder.files[name], hit)
    return render_template(
        "studio/draft_file.html",
        draft=draft,
        source=source,
        row=row,
        file=file,
        text=row.content.decode("utf-8", "replace") if text is None else text,
        error=error,
        is_unsaved=bool(error) or (text is not None and ended_as(text.encode(), row) != row.content),
        designs=designs(actor),
        editor=EDITORS.get(file.kind, "text_editor") if designs(actor) else "",
    )


def other_text(draft_id: uuid.UUID, name: str, text: str, work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """The page that shows what was typed beside what somebody else saved meanwhile."""
    draft, source = draft_source(work, draft_id)
    row = next(file for file in draft.files if file.name == name)
    mine = draft_source(work, draft_id, {name: ended_as(text.encode(), row)})[1].folder
    changes = changes_between(source.folder.files, mine.files, source.folder.procedure, mine.procedure)
    page = render_template(
        "studio/changed_meanwhile.html", draft=draft, source=source, row=row, text=text, changes=changes
    )
    return page, 409
