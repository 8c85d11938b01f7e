"""The catalogue of procedures, and one version with everything that it is made of."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from itertools import groupby

from flask import Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from webapp.access import STUDIO, requires
from webapp.cases.diagram_labels import translated
from webapp.i18n import current_locale
from webapp.studio.room import blueprint
from webapp.studio.source import Source
from workflows.casework.errors import NotFound
from workflows.people import Actor
from workflows.people.unit_names import units_page
from workflows.procedure.bundle import bundle_files
from workflows.store import UnitOfWork
from workflows.studio.draft_names import draft_names
from workflows.studio.drafts import drafts, removed_drafts
from workflows.studio.folder import Folder, look_at
from workflows.studio.requests import requests
from workflows.studio.rights import designs
from workflows.studio.scenario_files import scenario_lines
from workflows.studio.versions import version_files, version_lines

UNITS_PER_PAGE = 100


@blueprint.get("")
@requires(STUDIO)
def index(work: UnitOfWork, actor: Actor) -> ResponseReturnValue:
    """Every procedure with its versions."""
    lines = version_lines(work)
    procedures = [list(group) for _, group in groupby(lines, key=lambda line: line.process_id)]
    begun, waiting = drafts(work), requests(work, is_waiting=True)
    named = [*(draft.id for draft in begun if draft.begun_from_id is None), *(row.draft_id for row in waiting)]
    return render_template(
        "studio/index.html",
        procedures=procedures,
        drafts=begun,
        names=draft_names(work, named),
        waiting=waiting,
        removed=removed_drafts(work, actor) if designs(actor) else [],
        designs=designs(actor),
    )


@blueprint.get("/units")
@requires(STUDIO)
def units(work: UnitOfWork, _actor: Actor) -> ResponseReturnValue:
    """The codes and names of units, as diagrams and scenarios write them; nothing here is said of a person."""
    search, after = request.args.get("q", "")[:80].strip(), request.args.get("after", "")[:400].replace("\0", "")
    found, following = units_page(work, search, after=after, per_page=UNITS_PER_PAGE)
    return render_template("studio/units.html", found=found, search=search, after=after, following=following)


@blueprint.get("/versions/<uuid:version_id>")
@requires(STUDIO)
def version(work: UnitOfWork, actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """One version: its diagram, files, scenarios and problems, and the other versions of the procedure."""
    source = version_source(work, version_id)
    lines = version_lines(work, source.folder.process_id)
    return render_template(
        "studio/version.html",
        source=source,
        lines=lines,
        line=next(line for line in lines if line.id == version_id),
        scenarios=scenario_lines(source.folder.files),
        designs=designs(actor),
    )


@blueprint.get("/versions/<uuid:version_id>/diagram")
@requires(STUDIO)
def version_diagram(work: UnitOfWork, _actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """The BPMN file of a version, in the reader's language."""
    return diagram_of(version_source(work, version_id).folder)


@blueprint.get("/versions/<uuid:version_id>/zip")
@requires(STUDIO)
def version_zip(work: UnitOfWork, _actor: Actor, version_id: uuid.UUID) -> ResponseReturnValue:
    """The folder of a version as an archive."""
    found, files = version_files(work, version_id)
    return zip_of(files, f"{found.process_id}-{found.number}.zip")


def version_source(work: UnitOfWork, version_id: uuid.UUID) -> Source:
    """A version as a page draws it. Raises NotFound where there is none."""
    found, files = version_files(work, version_id)
    folder = look_at(work, found.process_id, files)
    return Source("version", version_id, f"{found.label(current_locale())} v{found.number}", folder)


def diagram_of(folder: Folder) -> Response:
    """The diagram of a folder, in the reader's language where it can be read. Raises NotFound where it has none."""
    data = folder.files.get(f"{folder.process_id}.bpmn")
    if data is None:
        raise NotFound("This folder has no diagram.", "该文件夹中没有流程图。")
    if folder.procedure is not None:
        data = translated(data, folder.procedure, current_locale())
    return Response(data, mimetype="application/xml")


def zip_of(files: Mapping[str, bytes], name: str) -> ResponseReturnValue:
    """Files as one archive to be kept."""
    data = io.BytesIO(bundle_files(files))
    return send_file(data, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)
