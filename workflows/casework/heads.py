"""A case as it stands at the head of a page or in a list, by the title that its reader may read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from workflows.casework.models import Case, CaseStatus, ProcedureVersion
from workflows.people import Unit
from workflows.sentence import Sentence


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands above a case, and in lists: the title that the reader may read; unit and key only with the full one."""

    id: uuid.UUID
    title: Sentence
    status: str
    process_id: str
    version: ProcedureVersion
    started_at: datetime
    updated_at: datetime
    ended_at: datetime | None
    unit: Unit | None = None
    business_key: str | None = None

    @property
    def is_open(self) -> bool:
        """True while the case can still move."""
        return self.status in (CaseStatus.ACTIVE, CaseStatus.INCIDENT)


def head_of(case: Case, title: Sentence, is_informed: bool, *, is_numbered: bool = True) -> CaseHead:
    """A case as somebody may see it, by the title chosen for them; `is_numbered` False keeps the number from the informed, too."""
    return CaseHead(
        id=case.id,
        title=title,
        status=case.status,
        process_id=case.process_id,
        version=case.procedure_version,
        started_at=case.started_at,
        updated_at=case.updated_at,
        ended_at=case.ended_at,
        unit=case.unit if is_informed else None,
        business_key=case.business_key if is_informed and is_numbered else None,
    )
