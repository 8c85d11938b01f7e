"""Trying the scenarios of a draft from its page: each alone, or all, as many at once as a request may take."""

from __future__ import annotations

import time
import uuid

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from webapp.access import DESIGNER, Steps, in_steps
from webapp.studio.room import blueprint
from workflows.people import Actor
from workflows.people.posts import posts_in_use
from workflows.store import UnitOfWork
from workflows.studio.drafts import draft_of, files_of
from workflows.studio.folder import look_at, neighbours
from workflows.studio.trials import AT_ONCE, keep, play_one, trials_of


@blueprint.post("/drafts/<uuid:draft_id>/trials")
@in_steps(DESIGNER)
def draft_try(steps: Steps, draft_id: uuid.UUID) -> ResponseReturnValue:
    """Play one scenario, or those that were not played on these files yet; nobody waits for a lock meanwhile."""

    def read(work: UnitOfWork, _actor: Actor):  # type: ignore[no-untyped-def]  # four values, taken apart at once
        draft = draft_of(work, draft_id)
        folder, beside = look_at(work, draft.process_id, files_of(draft)), neighbours(work)
        return folder, beside, trials_of(work, draft_id, folder, beside), posts_in_use(work)

    folder, beside, trials, posts = steps.read(read)
    wanted = request.form.get("file", "")
    files = [wanted] if wanted else [*trials.waiting] or [line.file for line in trials.lines]
    began = time.monotonic()
    for file in files:
        outcome = play_one(folder, beside, file, posts)
        if outcome is not None:
            kept = dict(outcome)
            steps.one(lambda work, _actor, kept=kept: keep(work, draft_id, trials.digest, kept))  # type: ignore[misc]
        if time.monotonic() - began > AT_ONCE:
            break
    if wanted and request.form.get("then") == "walk":
        return redirect(url_for("studio.draft_walk", draft_id=draft_id, file=wanted[:200]))
    return redirect(url_for("studio.draft", draft_id=draft_id, _anchor="scenarios"))
