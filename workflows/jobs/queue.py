"""The worker on PostgreSQL: Procrastinate jobs over the same duties, shared by any number of processes and machines."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from enum import StrEnum

import procrastinate
from procrastinate import exceptions

from workflows.attachments.tidying import tidy_files
from workflows.jobs import duties
from workflows.jobs.holds import ClockWatch, may_act
from workflows.jobs.outgoing import send_notices
from workflows.jobs.pulse import BEAT_SECONDS, beat, tidy
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")


class Job(StrEnum):
    """The jobs by their names in the queue: one that waits there is found by a later program too, so none is renamed."""

    FIRE_TIMERS = "gatepost.fire_timers"
    DELIVER_MESSAGE = "gatepost.deliver_message"
    START_BY_CLOCK = "gatepost.start_by_clock"
    END_ROW_ASKS = "gatepost.end_row_asks"
    MOVE_TO_CALENDAR = "gatepost.move_to_calendar"
    IMPORT_ATTENDANCE = "gatepost.import_attendance"
    LOOK_FOR_WORK = "gatepost.look_for_work"
    RETRY_STALLED = "gatepost.retry_stalled"
    RETURN_TASKS = "gatepost.return_tasks"
    SEAL_HISTORY = "gatepost.seal_history"
    SEND_NOTICES = "gatepost.send_notices"


# Six fields: the last one is seconds.
EVERY_FIVE_SECONDS = "* * * * * */5"
EVERY_HALF_MINUTE = "* * * * * */30"
EVERY_TEN_MINUTES = "*/10 * * * *"
EVERY_HOUR = "7 * * * *"
# A worker that has not said for so long that it lives is dead, and its jobs are given to others.
STALLED_AFTER_SECONDS = 30
CONCURRENCY = 4
POLL_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0
# Only troubles of the database rise out of a duty; they pass.
AGAIN = procrastinate.RetryStrategy(max_attempts=5, exponential_wait=2)


def connection_text(store: Store) -> str:
    """The connection text of libpq for the store's database."""
    return store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def make_app(store: Store) -> procrastinate.App:
    """The jobs over this store. Rows decide what a job does, so that one enqueued twice, or run twice, does it once."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=connection_text(store)))
    watch = ClockWatch()

    @app.task(name=Job.FIRE_TIMERS, retry=AGAIN)
    def fire_timers(case_id: str) -> None:
        case = uuid.UUID(case_id)
        while duties.fire_timers(store, case) and duties.cases_with_due_timers(store, case):
            pass  # an operation that is done in pieces, each in a transaction of its own

    @app.task(name=Job.END_ROW_ASKS, retry=AGAIN)
    def end_row_asks(case_id: str) -> None:
        duties.end_row_asks(store, uuid.UUID(case_id))

    @app.task(name=Job.START_BY_CLOCK, retry=AGAIN)
    def start_by_clock(start_id: str) -> None:
        duties.start_by_clock(store, uuid.UUID(start_id))

    @app.task(name=Job.MOVE_TO_CALENDAR, retry=AGAIN)
    def move_to_calendar(case_id: str) -> None:
        duties.move_to_calendar(store, uuid.UUID(case_id))

    @app.task(name=Job.IMPORT_ATTENDANCE, retry=AGAIN)
    def import_attendance(upload_id: str) -> None:
        duties.import_attendance(store, uuid.UUID(upload_id))

    @app.task(name=Job.DELIVER_MESSAGE, retry=AGAIN)
    def deliver_message(message_id: int) -> None:
        duties.deliver_message(store, message_id)

    @app.periodic(cron=EVERY_FIVE_SECONDS)
    @app.task(name=Job.LOOK_FOR_WORK, queueing_lock=Job.LOOK_FOR_WORK)
    async def look_for_work(timestamp: int) -> None:
        await _enqueue_what_is_due(app, store, await asyncio.to_thread(may_act, store, watch))
        # Beaten by a job, so that a queue that stands still is seen as well as a worker that is gone.
        await asyncio.to_thread(_beat_now_and_then, store)

    @app.periodic(cron=EVERY_FIVE_SECONDS)
    @app.task(name=Job.SEND_NOTICES, queueing_lock=Job.SEND_NOTICES)
    def send_out(timestamp: int) -> None:
        with duties.whatever_fails("sending notices"):
            send_notices(store)

    @app.periodic(cron=EVERY_HALF_MINUTE)
    @app.task(name=Job.RETRY_STALLED, queueing_lock=Job.RETRY_STALLED)
    async def retry_stalled(timestamp: int) -> None:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
            logger.warning("job %s of a dead worker is run again", job.call_string)
            await app.job_manager.retry_job(job)

    @app.periodic(cron=EVERY_TEN_MINUTES)
    @app.task(name=Job.RETURN_TASKS, queueing_lock=Job.RETURN_TASKS)
    def return_tasks(timestamp: int) -> None:
        with duties.whatever_fails("returning tasks"):
            duties.return_tasks(store)
        with duties.whatever_fails("writing readers anew"):
            duties.refresh_readers(store)
        tidy(store)
        with duties.whatever_fails("removing files that nothing names"):
            tidy_files(store)

    @app.periodic(cron=EVERY_HOUR)
    @app.task(name=Job.SEAL_HISTORY, queueing_lock=Job.SEAL_HISTORY)
    def seal_history(timestamp: int) -> None:
        duties.seal_history(store)

    return app


_beaten: dict[str, float] = {}


def _beat_now_and_then(store: Store) -> None:
    if time.monotonic() - _beaten.get("at", float("-inf")) >= BEAT_SECONDS:
        beat(store)
        _beaten["at"] = time.monotonic()


async def _enqueue_what_is_due(app: procrastinate.App, store: Store, may_fire: bool) -> None:
    """One job per case with a due timer or behind the calendar, per due start by the clock, per file of attendance, and per message
    waited for, each once.

    Cases that waited for what this worker knows are looked at again first.
    """
    await asyncio.to_thread(duties.end_waits, store)
    for case_id in await asyncio.to_thread(duties.cases_behind_the_calendar, store):
        await _enqueue_once(app, Job.MOVE_TO_CALENDAR, f"calendar:{case_id}", case_id=str(case_id))
    for case_id in await asyncio.to_thread(duties.cases_with_due_timers, store) if may_fire else ():
        await _enqueue_once(app, Job.FIRE_TIMERS, f"timers:{case_id}", case_id=str(case_id))
    for case_id in await asyncio.to_thread(duties.cases_with_due_asks, store) if may_fire else ():
        await _enqueue_once(app, Job.END_ROW_ASKS, f"asks:{case_id}", case_id=str(case_id))
    for start_id in await asyncio.to_thread(duties.due_clock_starts, store) if may_fire else ():
        await _enqueue_once(app, Job.START_BY_CLOCK, f"clock:{start_id}", start_id=str(start_id))
    for upload_id in await asyncio.to_thread(duties.attendance_to_import, store):
        await _enqueue_once(app, Job.IMPORT_ATTENDANCE, f"attendance:{upload_id}", upload_id=str(upload_id))
    for message_id in await asyncio.to_thread(duties.messages_to_deliver, store):
        await _enqueue_once(app, Job.DELIVER_MESSAGE, f"message:{message_id}", message_id=message_id)


async def _enqueue_once(app: procrastinate.App, task: str, lock: str, **arguments: str | int) -> None:
    with contextlib.suppress(exceptions.AlreadyEnqueued):
        await app.configure_task(task, queueing_lock=lock).defer_async(**arguments)


def run_queue(store: Store, stop: threading.Event, *, concurrency: int = CONCURRENCY) -> None:
    """Work until `stop` is set; running jobs are finished first. A database that is away is waited for."""
    waiting = 1.0
    while not stop.is_set():
        try:
            asyncio.run(_work(make_app(store), stop, concurrency))
            waiting = 1.0
        except (exceptions.ConnectorException, OSError):
            waiting = min(waiting * 2, LONGEST_PAUSE_SECONDS)
            logger.exception("the database does not answer; next try in %.0f s", waiting)
            stop.wait(waiting)


async def _work(app: procrastinate.App, stop: threading.Event, concurrency: int) -> None:
    async with app.open_async():
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
                stalled_worker_timeout=float(STALLED_AFTER_SECONDS),
            )
        )
        while not (stop.is_set() or worker.done()):
            await asyncio.wait({worker}, timeout=0.2)
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
