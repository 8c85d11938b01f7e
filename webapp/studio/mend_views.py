"""Mending a draft by one click, and writing the English of its texts beside their Chinese."""

from __future__ import annotations

import uuid
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.access import DESIGNER, STUDIO, Again, Instead, requires, say
from webapp.i18n import current_locale
from webapp.studio.draft_file_views import MOST_BYTES, other_text
from webapp.studio.draft_views import draft_source
from webapp.studio.room import blueprint
from webapp.words import Said
from workflows.casework.errors import InvalidRequest
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.store import UnitOfWork
from workflows.studio.drafts import ChangedMeanwhile, draft_of, files_of, save_file
from workflows.studio.english import LABELS, texts_of, with_english
from workflows.studio.folder import look_at
from workflows.studio.mends import mended
from workflows.studio.rights import designs

ENGLISH = "en:"
"""What the name of a field begins with that holds the English of a text."""


@blueprint.post("/drafts/<uuid:draft_id>/mend")
@requires(DESIGNER, is_once=False, body_bytes=MOST_BYTES)
def draft_mend(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Mend one problem. From the page of a file its text comes along as it is typed, and is saved first."""
    name, text = request.form.get("name", "")[:200].strip(), request.form.get("text")
    code, element, kind, choice = [*request.form.get("mend", "")[:400].split("|", 3), "", "", "", ""][:4]
    try:
        if name and text is not None:
            save_file(work, actor, draft_id, name, text.encode(), seen=request.form.get("seen", "")[:64])
        draft = draft_of(work, draft_id, is_writing=True)
        folder = look_at(work, draft.process_id, files_of(draft))
        done = mended(folder, code, element, kind, choice, post_labels(work, current_locale(), in_use=True))
        seen = {file.name: file.sha256 for file in draft.files if file.removed_at is None}
        for file, data in done.files.items():
            save_file(work, actor, draft_id, file, data, seen=seen.get(file, ""))
        say(work, done.says.in_language(current_locale()))
    except ChangedMeanwhile:
        raise Instead(partial(other_text, draft_id, name, text or "")) from None
    except InvalidRequest as refused:
        say(work, refused.sentence.in_language(current_locale()), Said.INFO)
        return redirect(_back(draft_id, name))
    if done.opens:
        return redirect(url_for("studio.draft_file", draft_id=draft_id, name=done.opens))
    return redirect(_back(draft_id, name))


def _back(draft_id: uuid.UUID, name: str) -> str:
    if request.form.get("back") == "drawing":
        return url_for("studio.draft_drawing", draft_id=draft_id)
    if name:
        return url_for("studio.draft_file", draft_id=draft_id, name=name)
    return url_for("studio.draft", draft_id=draft_id, _anchor="problems")


@blueprint.get("/drafts/<uuid:draft_id>/english")
@requires(STUDIO)
def draft_english(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The texts of a draft with their English, those without it first."""
    return _english_page(draft_id, work, actor)


@blueprint.post("/drafts/<uuid:draft_id>/english")
@requires(DESIGNER, is_once=False, body_bytes=MOST_BYTES)
def draft_english_save(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Write the English of texts into the draft's file of labels."""
    given = {key.removeprefix(ENGLISH): text for key, text in request.form.items() if key.startswith(ENGLISH)}
    draft = draft_of(work, draft_id, is_writing=True)
    row = next((file for file in draft.files if file.name == LABELS and file.removed_at is None), None)
    try:
        data = with_english(row.content if row is not None else b"", given)
        save_file(work, actor, draft_id, LABELS, data, seen=row.sha256 if row is not None else "")
    except InvalidRequest as refused:
        said = refused.sentence.in_language(current_locale())
        raise Again(partial(_english_page, draft_id, refusal=said, typed=given)) from None
    say(work, gettext("%(name)s is saved.", name=LABELS))
    return redirect(url_for("studio.draft_english", draft_id=draft_id, all=request.form.get("all") or None))


def _english_page(
    draft_id: uuid.UUID, work: UnitOfWork, actor: Actor, *, refusal: str = "", typed: dict[str, str] | None = None
) -> str:
    _draft, source = draft_source(work, draft_id)
    procedure = source.folder.procedure
    texts = texts_of(procedure) if procedure is not None else []
    is_all = bool(request.values.get("all"))
    return render_template(
        "studio/english.html",
        source=source,
        texts=[each for each in texts if is_all or not each.english],
        count=len(texts),
        is_all=is_all,
        is_readable=procedure is not None,
        refusal=refusal,
        typed=typed or {},
        designs=designs(actor),
    )
