"""The worker process: picks the loop or the queue by the database underneath, and ends in order when it is told to."""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

from workflows.jobs.loop import run_loop
from workflows.jobs.outgoing import ways_of
from workflows.jobs.queue import run_queue
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")


def run_worker(store: Store, stop: threading.Event) -> None:
    """Do the background work of this store until `stop` is set; what is in hand is finished first.

    Raises SettingError where the environment names a way for notices that cannot be meant.
    """
    ways_of(os.environ)
    if store.is_postgresql:
        run_queue(store, stop)
    else:
        run_loop(store, stop)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set. Call it in the main thread."""
    stop = threading.Event()

    def _set(number: int, _frame: FrameType | None) -> None:
        logger.info("%s: ending after the piece in hand", signal.Signals(number).name)
        stop.set()

    signal.signal(signal.SIGTERM, _set)
    signal.signal(signal.SIGINT, _set)
    return stop


def stop_with_parent(stop: threading.Event) -> None:
    """Set `stop` once the process that started this one is gone, however it died; looks every second."""
    parent = os.getppid()

    def _watch() -> None:
        while not stop.wait(1.0):
            if os.getppid() != parent:
                logger.info("the process that started this worker is gone: ending after the piece in hand")
                stop.set()

    threading.Thread(target=_watch, name="parent-watch", daemon=True).start()
