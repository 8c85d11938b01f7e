"""Versions of procedures as the studio lists them: who published each and when, and how many cases still run by it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, undefer

from workflows.casework.errors import NotFound
from workflows.casework.models import Case, CaseStatus, ProcedureVersion
from workflows.people import Person
from workflows.procedure import unbundle
from workflows.procedure.model import ProcedureError
from workflows.store import UnitOfWork
from workflows.studio.models import VersionRequest

OPEN = (CaseStatus.ACTIVE, CaseStatus.INCIDENT)


class VersionState(StrEnum):
    """How a version stands: new cases begin with the published one; by a retired one at most its own cases still run."""

    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version: `running` counts the open cases that began with it."""

    id: uuid.UUID
    process_id: str
    number: int
    name: str
    name_en: str
    published_at: datetime
    author: str  # empty: published by a command of whoever runs the server
    agreed_by: str  # the second person; empty for a version that a command published
    note: str  # what was new in it, and why
    state: VersionState
    running: int

    def label(self, locale: str) -> str:
        """The procedure's name in the reader's language."""
        return self.name if locale.startswith("zh") or not self.name_en else self.name_en


def version_lines(work: UnitOfWork, process_id: str | None = None) -> Sequence[VersionLine]:
    """Every version by procedure, the newest first; of one procedure where it is named. Two statements."""
    asking = aliased(Person)
    rows = select(
        ProcedureVersion.id,
        ProcedureVersion.process_id,
        ProcedureVersion.number,
        ProcedureVersion.name,
        ProcedureVersion.name_en,
        ProcedureVersion.published_at,
        Person.name.label("publisher"),
        asking.name.label("author"),
        VersionRequest.reason.label("note"),
    )
    rows = rows.outerjoin(Person, Person.id == ProcedureVersion.published_by_id)
    rows = rows.outerjoin(VersionRequest, VersionRequest.version_id == ProcedureVersion.id)
    rows = rows.outerjoin(asking, asking.id == VersionRequest.prepared_by_id)
    if process_id is not None:
        rows = rows.where(ProcedureVersion.process_id == process_id)
    found = work.session.execute(rows.order_by(ProcedureVersion.process_id, ProcedureVersion.number.desc())).all()
    running = running_cases(work)
    newest: dict[str, int] = {}
    for row in found:
        newest.setdefault(row.process_id, row.number)
    return [
        VersionLine(
            row.id,
            row.process_id,
            row.number,
            row.name,
            row.name_en,
            row.published_at,
            row.author or row.publisher or "",
            row.publisher if row.author else "",
            row.note or "",
            VersionState.PUBLISHED if newest[row.process_id] == row.number else VersionState.RETIRED,
            running.get(row.id, 0),
        )
        for row in found
    ]


def running_cases(work: UnitOfWork) -> Mapping[uuid.UUID, int]:
    """How many open cases began with each version; one statement over an index of their own."""
    counted = select(Case.procedure_version_id, func.count()).where(Case.status.in_(OPEN))
    return {
        version_id: count for version_id, count in work.session.execute(counted.group_by(Case.procedure_version_id))
    }


def version_files(work: UnitOfWork, version_id: uuid.UUID) -> tuple[ProcedureVersion, Mapping[str, bytes]]:
    """A version with its files. Raises NotFound for an unknown one, and where its row is damaged."""
    version = work.session.scalar(
        select(ProcedureVersion).options(undefer(ProcedureVersion.bundle)).where(ProcedureVersion.id == version_id)
    )
    if version is None:
        raise NotFound("This procedure version does not exist.", "该流程版本不存在。")
    try:
        return version, unbundle(version.bundle)
    except ProcedureError as damaged:
        raise NotFound(
            "The files of this version are damaged in the database; the command verify names the row.",
            "该版本的文件在数据库中已损坏；请用 verify 命令查找对应记录。",
        ) from damaged
