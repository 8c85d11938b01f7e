"""What drafts are called before anything of them is published: the name in their diagram, which was given when they were begun."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import select

from workflows.store import UnitOfWork
from workflows.studio.models import DraftFile, ProcedureDraft
from workflows.xml import XmlRefused, parse_xml


def draft_names(work: UnitOfWork, draft_ids: Collection[uuid.UUID | None]) -> Mapping[uuid.UUID, str]:
    """The names of drafts, in one statement; the id of the procedure where the diagram is missing, broken or names none."""
    wanted = (
        select(ProcedureDraft.id, ProcedureDraft.process_id, DraftFile.content)
        .outerjoin(
            DraftFile,
            (DraftFile.draft_id == ProcedureDraft.id)
            & (DraftFile.name == ProcedureDraft.process_id + ".bpmn")
            & DraftFile.removed_at.is_(None),
        )
        .where(ProcedureDraft.id.in_([each for each in draft_ids if each is not None]))
    )
    return {found: _name(content or b"", key) or key for found, key, content in work.session.execute(wanted)}


def _name(content: bytes, process_id: str) -> str:
    try:
        root = parse_xml(content, process_id)
    except XmlRefused:
        return ""
    return next((each.get("name") or "" for each in root.iterfind("{*}process") if each.get("id") == process_id), "")
