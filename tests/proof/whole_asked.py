"""Changes of the office as one prepared and another decided them: a post and a scheme."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from workflows.office.catalogues_file import CatalogueKind
from workflows.office.scheme_models import Scheme
from workflows.people.models import PostChange
from workflows.people.words import ChangeState
from workflows.store import UnitOfWork


def asked_for(work: UnitOfWork, people: Mapping[str, uuid.UUID], number: int) -> None:
    """A post covers less, and there is another scheme."""
    line = {"key": "will", "name": f"第{number}条", "name_en": "Willing", "most": 100}
    scheme = Scheme(key="ourcity", number=number, kind=CatalogueKind.CRITERIA, name="一条", name_en="One", lines=[line])
    scheme.reason = f"第{number}次制定"
    post = PostChange(post_key="unit_hr", values={"scope": "own"}, reason=f"第{number}次变更")
    for row in (post, scheme):
        row.state, row.prepared_by_id, row.decided_by_id = ChangeState.DECIDED, people["wen"], people["dai"]
        row.prepared_at = row.decided_at = work.now
        work.session.add(row)
