"""What differs: a draft against the version that it was begun from or that is published, and any two versions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from webapp.access import STUDIO, requires
from webapp.i18n import current_locale
from webapp.studio.draft_views import draft_source
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from webapp.studio.views import version_source
from workflows.casework.errors import NotFound
from workflows.people import Actor
from workflows.store import UnitOfWork
from workflows.studio.changes import Changes, changes_between
from workflows.studio.row_changes import RowChange, rows_between
from workflows.studio.versions import VersionLine, version_lines


@blueprint.get("/drafts/<uuid:draft_id>/changes")
@requires(STUDIO)
def draft_changes(work: UnitOfWork, _actor: Actor, draft_id: uuid.UUID) -> ResponseReturnValue:
    """What a draft changes in the published version, and which cases stay on which version."""
    return _page(work, draft_source(work, draft_id)[1])


@blueprint.get("/versions/<uuid:version_id>/changes")
@requires(STUDIO)
def version_changes(work: UnitOfWork, _actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """What a version changed in the one before it, or in another that is named."""
    return _page(work, version_source(work, version_id))


Rows = Mapping[str, Sequence[RowChange]]


def differences(work: UnitOfWork, source: Source, against: VersionLine | None) -> tuple[Changes, Rows]:
    """What a version or draft changes in another version, and in its rows by file; in none, everything is new."""
    folder = source.folder
    if against is None:
        return changes_between({}, folder.files, None, folder.procedure), {}
    before = version_source(work, against.id).folder
    changes = changes_between(before.files, folder.files, before.procedure, folder.procedure)
    rows = {each.name: rows_between(each.name, before.files, folder.files, current_locale()) for each in changes.files}
    return changes, {name: found for name, found in rows.items() if found}


def against_of(source: Source, lines: list[VersionLine]) -> VersionLine | None:
    """The version that changes are shown against: the named one, else the published one, or that before a version."""
    named = request.args.get("with", "")
    if named:
        found = next((line for line in lines if str(line.id) == named), None)
        if found is None:
            raise NotFound("This procedure version does not exist.", "该流程版本不存在。")
        return found
    if source.kind == "draft":
        return lines[0] if lines else None
    own = next(line.number for line in lines if line.id == source.id)
    return next((line for line in lines if line.number < own), None)


def _page(work: UnitOfWork, source: Source) -> str:
    lines = list(version_lines(work, source.folder.process_id))
    against = against_of(source, lines)
    changes, rows = differences(work, source, against)
    return render_template(
        "studio/changes.html", source=source, lines=lines, against=against, changes=changes, rows=rows
    )
