"""The worker process: picks the loop or the queue by the database underneath, and ends in order when it is told to."""

from __future__ import annotations

import logging
import signal
import threading
from types import FrameType

from workflows.jobs.loop import run_loop
from workflows.jobs.queue import run_queue
from workflows.store import Store

logger = logging.getLogger("gatepost.worker")


def run_worker(store: Store, stop: threading.Event) -> None:
    """Do the background work of this store until `stop` is set; what is in hand is finished first."""
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
