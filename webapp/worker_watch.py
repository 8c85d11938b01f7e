"""The worker beside the pages: started with them, started again when it ends, stopped in order when they stop."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

from workflows.settings import ROOT

logger = logging.getLogger("gatepost.serve")

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
GRACE_SECONDS = 30


class WorkerWatch:
    """Keeps one worker process alive. What it does stands in the database; the pages show when it last lived."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="worker-watch", daemon=True)

    def start(self) -> None:
        """Start the worker, and from then on watch it."""
        self._thread.start()

    def _keep(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stop.is_set():
            began = time.monotonic()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workflows", "worker", "--with-parent"],
                cwd=ROOT,
                start_new_session=True,  # Ctrl-C reaches it through us, in order
            )
            status = self._process.wait()
            if self._stop.is_set():
                return
            # One that fails at once would fail for ever: it is tried again, less and less often.
            pause = FIRST_PAUSE_SECONDS if time.monotonic() - began > LONGEST_PAUSE_SECONDS else pause * 2
            pause = min(pause, LONGEST_PAUSE_SECONDS)
            logger.error("the worker ended with status %s; it is started again in %.0f s", status, pause)
            self._stop.wait(pause)

    def stop(self) -> None:
        """Ask the worker to end and wait until the piece in hand is done."""
        self._stop.set()
        process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            logger.error(
                "the worker did not end within %d s and is killed; what it had in hand is undone", GRACE_SECONDS
            )
            process.kill()
            process.wait()
