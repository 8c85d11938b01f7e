"""Values of settings as the office would have decided them, written straight into the rows."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from workflows.office.models import Setting
from workflows.office.words import SettingState
from workflows.people import Unit
from workflows.store import UnitOfWork


def decided(
    work: UnitOfWork,
    value: str,
    *,
    key: str = "recall.days",
    unit: str | None = None,
    since: date = date(2026, 1, 1),
    state: SettingState = SettingState.DECIDED,
    by: uuid.UUID | None = None,
) -> uuid.UUID:
    """Add a value of a setting; gives its id."""
    row = Setting(
        key=key,
        value=value,
        unit_id=work.session.scalars(select(Unit.id).where(Unit.code == unit)).one() if unit else None,
        from_on=since,
        state=state,
        prepared_by_id=by,
        prepared_at=work.now,
        decided_by_id=by,
        decided_at=None if state is SettingState.PREPARED else work.now,
        reason="按部务会研究意见调整",
        answer="与上级规定不一致" if state is SettingState.REFUSED else "",
    )
    work.session.add(row)
    work.session.flush()
    return row.id
