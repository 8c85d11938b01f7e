"""On PostgreSQL a message and its job are one transaction, and the jobs of a dead worker are run by another."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import procrastinate
import pytest
from sqlalchemy import text

from workflows.casework.messages import publish_message
from workflows.jobs.enqueue import enqueue_messages
from workflows.jobs.queue import Job, make_app
from workflows.store import Store

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]


def queued(store: Store) -> list[int]:
    with store.read() as work:
        rows = work.session.execute(
            text("SELECT args->>'message_id' FROM procrastinate_jobs WHERE task_name = 'gatepost.deliver_message'")
        )
        return [int(row[0]) for row in rows]


def test_a_committed_message_is_queued(store: Store) -> None:
    enqueue_messages(store)
    with store.write() as work:
        message_id = publish_message(work, "reply", "a").id
        assert queued(store) == []
    assert queued(store) == [message_id]


def test_a_message_undone_leaves_no_job(store: Store) -> None:
    enqueue_messages(store)

    def publish_and_fail() -> None:
        with store.write() as work:
            publish_message(work, "reply", "a")
            raise LookupError

    with pytest.raises(LookupError):
        publish_and_fail()
    assert queued(store) == []


def test_a_store_that_was_not_asked_to_enqueue_does_not(store: Store) -> None:
    with store.write() as work:
        publish_message(work, "reply", "a")
    assert queued(store) == []


def test_the_job_of_a_dead_worker_is_given_to_others(store: Store) -> None:
    with store.write() as work:
        dead = work.session.scalar(
            text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id")
        )
        for worker in (dead, None):
            work.session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
                    " VALUES ('default', :task, '{}', :status, :worker)"
                ),
                {"task": Job.FIRE_TIMERS, "status": "doing" if worker else "todo", "worker": worker},
            )
    # In a thread of its own: in this one a browser of other tests may keep a loop running.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(lambda: asyncio.run(run_task(make_app(store), "gatepost.retry_stalled"))).result()
    with store.read() as work:
        statuses = work.session.scalars(text("SELECT status::text FROM procrastinate_jobs ORDER BY id")).all()
    assert statuses == ["todo", "todo"]


async def run_task(app: procrastinate.App, name: str) -> None:
    """Run an asynchronous task of the worker here and now."""
    async with app.open_async():
        await app.tasks[name].func(0)
