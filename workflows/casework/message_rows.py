"""Messages as rows that the worker delivers; what may be handed in, and how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from workflows.casework.errors import InvalidRequest
from workflows.casework.models import OutboxMessage
from workflows.engine import is_writable
from workflows.procedure.model import MAX_CORRELATION_KEY, MAX_EVENT_NAME, MessageKind
from workflows.store import UnitOfWork

KEEP_UNDELIVERED = timedelta(days=7)
"""A message that nobody waits for yet is kept this long: the case that will wait for it may still be on its way."""


def write_message(
    work: UnitOfWork,
    name: str,
    correlation_key: str = "",
    variables: Mapping[str, Any] | None = None,
    *,
    idempotency_key: str | None = None,
    keep: timedelta | None = None,
) -> OutboxMessage:
    """Write a message for whichever case waits for it. The same idempotency key gives the message written before.

    Raises InvalidRequest for a message without a name, and for texts that no row holds.
    """
    _require_texts(name, correlation_key, idempotency_key, variables)
    known = handed_in_before(work, idempotency_key)
    if known is not None:
        return known
    message = OutboxMessage(
        idempotency_key=idempotency_key,
        kind=MessageKind.MESSAGE,
        name=name,
        correlation_key=correlation_key,
        variables=dict(variables or {}),
        created_at=work.now,
        expires_at=work.now + (keep or KEEP_UNDELIVERED),
    )
    work.session.add(message)
    work.session.flush()
    return message


def handed_in_before(work: UnitOfWork, idempotency_key: str | None) -> OutboxMessage | None:
    """The message that came with this key before, if any did."""
    if not idempotency_key:
        return None
    return work.session.scalar(select(OutboxMessage).where(OutboxMessage.idempotency_key == idempotency_key))


def _require_texts(name: str, key: str, idempotency_key: str | None, variables: Mapping[str, Any] | None) -> None:
    if not name.strip():
        raise InvalidRequest("A message needs a name.", "消息必须有名称。")
    texts = (
        (name, MAX_EVENT_NAME, "name", "名称"),
        (key, MAX_CORRELATION_KEY, "correlation key", "关联键"),
        (idempotency_key or "", MAX_CORRELATION_KEY, "idempotency key", "幂等键"),
    )
    for text, limit, english, chinese in texts:
        if len(text) > limit or not is_writable(text):
            raise InvalidRequest(
                f"The {english} of a message has at most {limit} characters that a database keeps.",
                f"消息的{chinese}最多 {limit} 个字符，且须为数据库可保存的字符。",
            )
    if not all(is_writable(text) for text in _texts_in(variables or {})):
        raise InvalidRequest(
            "A variable of the message holds a character that no database keeps.",
            "消息的变量中含有数据库无法保存的字符。",
        )


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)
