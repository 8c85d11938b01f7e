"""Notices: write one to the holders of a post or to a person, and list those an actor should read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select

from workflows.casework.candidates import parse_group
from workflows.casework.errors import InvalidRequest
from workflows.casework.models import Case, Notice
from workflows.casework.operations import OperationCall, operation
from workflows.people import Actor
from workflows.store import UnitOfWork


def notify(work: UnitOfWork, case: Case | None, *, to: str, kind: str, text: str, text_en: str = "") -> Notice:
    """Write a notice to `post` or `post@UNIT`. Raises InvalidRequest for an unknown unit."""
    post_key, unit_id = parse_group(work, to)
    notice = Notice(
        case_id=case.id if case else None,
        kind=kind,
        post_key=post_key,
        unit_id=unit_id,
        text=text,
        text_en=text_en,
        created_at=work.now,
    )
    work.session.add(notice)
    return notice


@operation("casework.notify")
def notify_operation(call: OperationCall) -> Mapping[str, Any] | None:
    """Operation `casework.notify`: inputs or headers `to` (one group or a list), `kind`, `text`, `text_en`."""

    def value(name: str, default: object = "") -> Any:
        return call.variables.get(name, call.headers.get(name, default))

    recipients = value("to")
    for recipient in recipients if isinstance(recipients, list) else [recipients]:
        if not recipient or not value("text"):
            raise InvalidRequest("A notice needs `to` and `text`.", "通知必须写明接收岗位和内容。")
        kind, text, text_en = value("kind", "notice"), str(value("text")), str(value("text_en"))
        notify(call.work, call.case, to=str(recipient), kind=str(kind), text=text, text_en=text_en)
    return None


def notices_for(work: UnitOfWork, actor: Actor, *, limit: int = 50) -> Sequence[Notice]:
    """The newest notices to the actor or to a post that the actor holds."""
    mine = [Notice.person_id == actor.person_id]
    for holding in actor.holdings:
        same_unit = or_(Notice.unit_id.is_(None), Notice.unit_id == holding.unit_id)
        mine.append(and_(Notice.post_key == holding.post_key, same_unit))
    return work.session.scalars(select(Notice).where(or_(*mine)).order_by(Notice.created_at.desc()).limit(limit)).all()
