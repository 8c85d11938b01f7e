"""The worker on SQLite: one loop that looks for work, does it, and waits; SQLite has one writer, so one loop is enough."""

from __future__ import annotations

import logging
import threading
import time

from workflows.attachments.tidying import tidy_files
from workflows.jobs.damage import tell_of_damage
from workflows.jobs.duties import (
    attendance_to_import,
    import_attendance,
    refresh_readers,
    return_tasks,
    seal_history,
    whatever_fails,
    work_off,
)
from workflows.jobs.holds import ClockWatch, may_act
from workflows.jobs.outgoing import send_notices
from workflows.jobs.pulse import BEAT_SECONDS, beat, tidy
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")

PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
SEAL_EVERY_SECONDS = 3600.0
RETURN_EVERY_SECONDS = 600.0
GIVE_WAY_SECONDS = 0.25
"""SQLite wakes a writer who waits every tenth of a second, and refuses them after five: without a pause longer than that between
the pieces of one operation they would find the lock taken again each time."""


def run_loop(store: Store, stop: threading.Event, *, pause: float = PAUSE_SECONDS) -> None:
    """Work until `stop` is set; the piece in hand is finished first. After a failure it waits, longer each time."""
    waiting, sealed_at, returned_at, beat_at = pause, float("-inf"), float("-inf"), float("-inf")
    watch = ClockWatch()
    while not stop.is_set():
        try:
            # Asked before the beat, which would hide how long nothing ran.
            work_off(store, stop.is_set, may_fire=may_act(store, watch), give_way=lambda: stop.wait(GIVE_WAY_SECONDS))
            for upload_id in attendance_to_import(store)[:1]:
                import_attendance(store, upload_id, stop.is_set)
            with whatever_fails("sending notices"):
                send_notices(store, stop.is_set)
            if time.monotonic() - beat_at >= BEAT_SECONDS:
                beat(store)
                beat_at = time.monotonic()
            if time.monotonic() - returned_at >= RETURN_EVERY_SECONDS:
                for what, duty in (
                    ("returning tasks", lambda: return_tasks(store)),
                    ("writing readers anew", lambda: refresh_readers(store, stop.is_set)),
                    ("removing old rows", lambda: tidy(store)),
                    ("removing files that nothing names", lambda: tidy_files(store)),
                    ("looking for damage", lambda: tell_of_damage(store)),
                ):
                    with whatever_fails(what):
                        duty()
                returned_at = time.monotonic()
            if time.monotonic() - sealed_at >= SEAL_EVERY_SECONDS:
                with whatever_fails("sealing the history"):
                    seal_history(store)
                sealed_at = time.monotonic()
            waiting = pause
        except Exception:
            # Most often the database is away or locked; whatever it is, a worker that gave up would leave every timer behind.
            waiting = min(waiting * 2, LONGEST_PAUSE_SECONDS)
            logger.exception("the round failed; next try in %.0f s", waiting)
        stop.wait(waiting)
