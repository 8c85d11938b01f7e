"""A tried scenario of a draft step by step on its diagram: each step has an address, so that it works without a script too."""

from __future__ import annotations

import json
import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import STUDIO, requires
from webapp.i18n import current_locale
from webapp.studio.draft_views import draft_source
from webapp.studio.room import blueprint
from workflows.casework.errors import NotFound
from workflows.people import Actor
from workflows.store import UnitOfWork
from workflows.studio.folder import neighbours
from workflows.studio.rights import designs
from workflows.studio.trials import trials_of
from workflows.studio.walks import walk_of


@blueprint.get("/drafts/<uuid:draft_id>/walk")
@requires(STUDIO)
def draft_walk(work: UnitOfWork, actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """One step of a scenario, the first one unless it is named, as it was tried; not tried on these files yet, how to try it."""
    file, wanted = request.args.get("file", "")[:200], request.args.get("step", "0")[:6]
    source = draft_source(work, draft_id)[1]
    beside = neighbours(work)
    trials = trials_of(work, draft_id, source.folder, beside)
    line = next((each for each in trials.lines if file in ("", each.file)), None)
    if line is None:
        raise NotFound("There is no such scenario in this folder.", "该文件夹中没有此场景。")
    own = source.folder.procedure
    procedures = {**({source.folder.process_id: own} if own is not None else {}), **beside}
    paces = walk_of(work, draft_id, line.file, trials, procedures, source.posts) or ()
    at = min(int(wanted), len(paces) - 1) if wanted.isdecimal() else 0
    pace = paces[at] if paces else None
    names = {}
    if own is not None and pace is not None:
        elements = [own.elements[each] for each in pace.standing if each in own.elements]
        names = {each.id: own.label(f"element:{each.id}", each.name or each.id, current_locale()) for each in elements}
    return render_template(
        "studio/walk.html",
        source=source,
        line=line,
        paces=paces,
        at=at,
        pace=pace,
        standing=names,
        marks=json.dumps(pace.marks) if pace is not None else "{}",
        designs=designs(actor),
    )
