"""The real server for tests: `python -m webapp serve` as a process of its own, on a free port of the loopback."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import forked

ROOT = Path(__file__).parents[2]
_ADDRESS = re.compile(r"(?:Gatepost|Listening at): http://[^/ ]*?:(\d+)")
START_SECONDS = 90


class Server:
    """A running server: where it listens and what it has written."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = 0
        self.lines: list[str] = []
        self._is_up = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if found := _ADDRESS.search(line):
                self.port = int(found.group(1))
                self._is_up.set()
        self._is_up.set()

    @property
    def base(self) -> str:
        """The address of the server, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything written so far, output and errors together."""
        return "\n".join(self.lines)

    def wait_until_up(self, seconds: float = START_SECONDS) -> Server:
        """Wait for the line that names the address."""
        assert self._is_up.wait(seconds), self.output
        assert self.port, self.output
        return self

    def close(self) -> None:
        """Give back what is left of a process that has ended."""
        self._reader.join(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def stop(self, number: int = signal.SIGTERM, seconds: float = 120) -> int:
        """Send a signal, wait for the end, and return the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(seconds)
        self._reader.join(10)
        return status


def environment(url: str, **changes: str) -> dict[str, str]:
    """The environment of a server on a database, on a free port, with no procedures of its own to publish."""
    given = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": "a secret of the test, long enough for anybody",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PYTHONUNBUFFERED": "1",
        **changes,
    }
    return {name: value for name, value in given.items() if value != ""}


@contextmanager
def serving(url: str, *options: str, **changes: str) -> Iterator[Server]:
    """`python -m webapp serve` for the length of a block."""
    with running([sys.executable, "-m", "webapp", "serve", *options], url, **changes) as server:
        yield server


@contextmanager
def gunicorn(url: str, port: int, **changes: str) -> Iterator[Server]:
    """The pages under gunicorn as the README starts them, for the length of a block."""
    words = ["-m", "gunicorn", "-c", "python:webapp.gunicorn_conf", "webapp.wsgi:application"]
    with running([sys.executable, *words], url, **{"PORT": str(port), **changes}) as server:
        yield server


@contextmanager
def running(command: list[str], url: str, **changes: str) -> Iterator[Server]:
    """A server for the length of a block; whatever is left of it afterwards is killed."""
    process = forked.Popen(
        command,
        cwd=ROOT,
        env=environment(url, **changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Server(process)
    try:
        yield server.wait_until_up()
    finally:
        try:
            server.stop()
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
        server.close()
