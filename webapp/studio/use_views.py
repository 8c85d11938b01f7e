"""Who uses what, across procedures: on one page the names of a procedure, and every place that says a chosen one."""

from __future__ import annotations

import uuid

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import STUDIO, requires
from webapp.i18n import current_locale
from webapp.studio.draft_views import draft_source
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import version_source
from workflows.casework.catalogue import latest_versions
from workflows.people import Actor
from workflows.people.directory import post_labels
from workflows.store import UnitOfWork
from workflows.studio.folder import neighbours
from workflows.studio.uses import names_of, uses_of


@blueprint.get("/drafts/<uuid:draft_id>/uses")
@requires(STUDIO)
def draft_uses(work: UnitOfWork, _actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """The names of a draft, and where a chosen one is used: in the draft, and in every other procedure that is published."""
    return _page(work, draft_source(work, draft_id)[1])


@blueprint.get("/versions/<uuid:version_id>/uses")
@requires(STUDIO)
def version_uses(work: UnitOfWork, _actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """The same of a version."""
    return _page(work, version_source(work, version_id))


def _page(work: UnitOfWork, source: Source) -> str:
    own = source.folder.procedure
    name = request.args.get("name", "")[:200].strip()
    procedures = {**neighbours(work), **({source.folder.process_id: own} if own is not None else {})}
    return render_template(
        "studio/uses.html",
        source=source,
        name=name,
        names=names_of(own, post_labels(work, current_locale(), in_use=True)) if own is not None else {},
        uses=uses_of(name, procedures) if name else None,
        labels_of={key: each.label("process", each.name, current_locale()) for key, each in procedures.items()},
        versions={version.process_id: version.id for version in latest_versions(work)},
    )
