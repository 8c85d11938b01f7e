"""On PostgreSQL a message that leaves a case is enqueued in the same transaction, so that a worker has it milliseconds after."""

from __future__ import annotations

from typing import Any

import procrastinate
from sqlalchemy import event
from sqlalchemy.orm import Session

from workflows.casework.models import OutboxMessage
from workflows.jobs.queue import Job, connection_text
from workflows.store import Store


def enqueue_messages(store: Store) -> None:
    """From now on have this store's transactions enqueue the messages they write; once per process, before its first one.

    Without it, and on SQLite, messages wait until the worker next looks. A transaction undone takes its jobs with it.
    """
    if not store.is_postgresql:
        return
    app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector(conninfo=connection_text(store)))

    @event.listens_for(Session, "after_flush")
    def _enqueue(session: Session, _context: Any) -> None:
        messages = [each for each in session.new if isinstance(each, OutboxMessage)]
        if not messages or session.get_bind().engine.pool is not store.engine.pool:
            return
        connection: Any = session.connection().connection.driver_connection
        for message in messages:
            app.configure_task(Job.DELIVER_MESSAGE, connection=connection).defer(message_id=message.id)
