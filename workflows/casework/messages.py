"""Messages and signals between cases, and from outside: published once, delivered once by the worker."""

from __future__ import annotations

import logging
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from workflows.casework.event_starts import are_starts_known, start_by, started_before, starting_names
from workflows.casework.locked_case import incidents, lock_case, open_case
from workflows.casework.message_rows import KEEP_UNDELIVERED, handed_in_before, write_message
from workflows.casework.models import Case, MessageSubscription, OutboxMessage
from workflows.casework.part_messages import is_report, note_report
from workflows.casework.saving import save
from workflows.casework.timers import moves_by_itself
from workflows.casework.words import Attempt
from workflows.procedure.model import MessageKind
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

logger = logging.getLogger("gatepost.casework")

_RECEIVED = {
    MessageKind.MESSAGE: HistoryKind.MESSAGE_RECEIVED,
    MessageKind.SIGNAL: HistoryKind.SIGNAL_RECEIVED,
}


def publish_message(
    work: UnitOfWork,
    name: str,
    correlation_key: str = "",
    variables: Mapping[str, Any] | None = None,
    *,
    idempotency_key: str | None = None,
    keep: timedelta = KEEP_UNDELIVERED,
) -> OutboxMessage:
    """Hand in a message for whichever case waits for it. The same idempotency key gives the message handed in before.

    It is kept for as long as `keep` says; one that is kept for no time reaches only who waits now. Raises InvalidRequest for a
    message without a name, and for texts that no row holds.
    """
    before = handed_in_before(work, idempotency_key)
    message = write_message(
        work,
        name,
        correlation_key,
        variables,
        idempotency_key=idempotency_key,
        keep=keep if keep > timedelta(0) else None,
    )
    if before is None and keep <= timedelta(0) and not undelivered(work, only=message.id):
        message.delivered_at = work.now
    return message


def tokens_waiting(work: UnitOfWork, name: str, correlation_key: str) -> int:
    """How many tokens of one procedure wait for a message, of that which has most; each message reaches one of them."""
    of_message = (
        MessageSubscription.kind == MessageKind.MESSAGE,
        MessageSubscription.name == name,
        MessageSubscription.correlation_key == correlation_key,
    )
    waiting = work.session.scalars(select(MessageSubscription.process_id).where(*of_message))
    return max(Counter(waiting).values(), default=0)


def undelivered(work: UnitOfWork, *, limit: int = 200, only: int | None = None) -> Sequence[int]:
    """Ids of messages that can be delivered now, oldest first; those whose time is over are left for the administrator to see.

    What a part reports to its round has no such time: the round may be about something else for weeks, and would then wait for
    ever. A message that no active case waits for is passed over, or a few hundred of them would keep every later one waiting.
    While a newer program has published what this one cannot read, all are left to it: nobody here knows what they would start.
    """
    if not are_starts_known(work):
        logger.warning("messages are left to a newer program: it has published a procedure that this one cannot read")
        return []
    is_awaited = (
        select(MessageSubscription.token_id)
        .join(Case, MessageSubscription.case_id == Case.id)
        .where(
            MessageSubscription.kind == OutboxMessage.kind,
            MessageSubscription.name == OutboxMessage.name,
            MessageSubscription.correlation_key == OutboxMessage.correlation_key,
            moves_by_itself(Attempt.MESSAGE),
            moves_by_itself(Attempt.TIMER),
        )
        .exists()
    )
    statement = select(OutboxMessage.id).where(
        OutboxMessage.delivered_at.is_(None),
        or_(
            OutboxMessage.expires_at > work.now,
            and_(OutboxMessage.expires_at.is_(None), OutboxMessage.created_at > work.now - KEEP_UNDELIVERED),
            is_report(),
        ),
        or_(
            OutboxMessage.kind == MessageKind.SIGNAL,
            is_awaited,
            and_(
                OutboxMessage.kind == MessageKind.MESSAGE,
                OutboxMessage.name.in_(starting_names(work, MessageKind.MESSAGE)),
                ~started_before(),
            ),
        ),
    )
    if only is not None:
        statement = statement.where(OutboxMessage.id == only)
    return work.session.scalars(statement.order_by(OutboxMessage.id).limit(limit)).all()


def deliver(work: UnitOfWork, message_id: int) -> int:
    """Deliver one message or signal; returns how many cases took it. Delivering it again does nothing. Raises IncidentRaised.

    A signal goes to every token that waits for it. A message goes to one token of each process (that of the oldest case, and
    then in order of arrival), as Camunda 8 correlates it; procedures that begin with it start one case each, unless one that a
    message of the same name and key has started is still open.
    """
    message = work.session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.delivered_at is not None:
        return 0
    statement = (
        select(MessageSubscription)
        .join(Case, MessageSubscription.case_id == Case.id)
        .where(MessageSubscription.kind == message.kind, MessageSubscription.name == message.name)
    )
    if message.kind == MessageKind.MESSAGE:
        statement = statement.where(MessageSubscription.correlation_key == message.correlation_key)
    waiting: dict[tuple[str, uuid.UUID], list[uuid.UUID]] = {}
    for subscription in work.session.scalars(statement.order_by(Case.started_at, Case.id)):
        # A signal has reached the tokens of its own case already, inside the engine.
        if not (message.kind == MessageKind.SIGNAL and subscription.case_id == message.from_case_id):
            process = subscription.process_id if message.kind == MessageKind.MESSAGE else ""
            waiting.setdefault((process, subscription.case_id), []).append(subscription.token_id)
    taken = 0
    served: set[str] = set()
    for (process, case_id), tokens in waiting.items():
        if message.kind == MessageKind.MESSAGE and process in served:
            continue
        if _deliver_to(work, message, case_id, tokens):
            taken += 1
            served.add(process)
    begun, failed = start_by(work, message)
    if taken or begun or failed or message.kind == MessageKind.SIGNAL:
        message.delivered_at = work.now
        message.delivered_to = taken + begun
    return taken + begun


def _deliver_to(work: UnitOfWork, message: OutboxMessage, case_id: uuid.UUID, tokens: Sequence[uuid.UUID]) -> int:
    case: Case = lock_case(work, case_id)
    # A case that failed to take a message takes it after its retry; a failing one must not keep a signal from others.
    for kind in (Attempt.MESSAGE, Attempt.TIMER):
        if work.session.scalar(select(Case.id).where(Case.id == case.id, moves_by_itself(kind))) is None:
            return 0
    running = open_case(work, case, None)
    with incidents(case.id, {"kind": Attempt.MESSAGE, "message_id": message.id}):
        running.run.advance()
        live = {subscription.token_id for subscription in running.run.subscriptions}
        wanted = [str(token) for token in tokens if str(token) in live]
        if not wanted:
            return 0
        if message.kind == MessageKind.SIGNAL:
            running.run.signal(message.name, message.variables)
        else:
            # Noted first: the round may look at its parts in the very step that the last report lets it take.
            note_report(work, case, message.name, message.correlation_key, message.variables)
            running.run.deliver(wanted[0], message.variables)
        save(running, _RECEIVED[message.kind], {"name": message.name}, values=message.variables)
    return 1
