"""Processes of the program for tests, forked from one that has read its modules: each is spared the seconds of reading them anew.

They are processes like any other: children of the test's, with standard streams, environment, session and end of their own, which
signals kill. With `--fresh-processes` each is started by an interpreter of its own, as is whatever asks for what no fork gives.
"""

from __future__ import annotations

import atexit
import ctypes
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LENGTH = 4
"""Bytes of a number on the line to the process that forks: how long what follows is, or an id."""
_PR_SET_CHILD_SUBREAPER = 36
# An interpreter reads these as it starts; whether it writes at once, and whether it keeps bytecode, can be told to it later.
_READ_AT_START = ("PYTHON", "LC_", "LD_", "MALLOC_", "LANG", "TZ")
_TOLD_LATER = {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}


def _start_of(environment: Mapping[str, str]) -> dict[str, str]:
    """What of an environment decides how an interpreter starts."""
    kept = {name for name in environment if name.startswith(_READ_AT_START)} - _TOLD_LATER
    return {name: environment[name] for name in kept}


class Forks:
    """The process that others are forked from, started when the first is asked for."""

    def __init__(self) -> None:
        self.is_on = sys.platform == "linux"
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._start: dict[str, str] = {}

    def fork(self, words: Sequence[str], environment: Mapping[str, str], streams: list[int], leads: bool) -> int | None:
        """The id of a new process, a child of this one; None where an interpreter starts otherwise in this environment."""
        with self._lock:
            line = self._line or self._open()
            if _start_of(environment) != self._start:
                return None
            asked = json.dumps([list(words), dict(environment), leads]).encode("ascii")
            with _adopting():
                socket.send_fds(line, [len(asked).to_bytes(LENGTH, "big")], streams)
                line.sendall(asked)
                return int.from_bytes(received(line, LENGTH), "big")

    def _open(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", "tests.forked_from", str(number)]
            process = subprocess.Popen(command, cwd=ROOT, pass_fds=[number])
        self._line, self._start = ours, _start_of(os.environ)

        def close() -> None:
            ours.close()
            process.wait(30)

        atexit.register(close)
        return ours


FORKS = Forks()


@contextmanager
def _adopting() -> Iterator[None]:
    """An orphan of these moments becomes a child of this process: so does one whose parent ends as soon as it has forked it."""
    library = ctypes.CDLL(None)
    library.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        library.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def received(line: socket.socket, length: int) -> bytes:
    """So many bytes of the line. Raises EOFError where the other end has closed it."""
    found = b""
    while len(found) < length:
        piece = line.recv(length - len(found))
        if not piece:
            raise EOFError
        found += piece
    return found


class Popen(subprocess.Popen[Any]):
    """A `Popen` that forks `python -m module …` and `python -c program …` in the root folder, and starts anything else as ever."""

    def _execute_child(self, args: Any, *rest: Any) -> None:
        # CPython's own step between the pipes and the process, in the order of its arguments.
        executable, preexec, _close, passed, cwd, env, _info, _flags, shell, *further = rest
        pipes, (_restore, gid, gids, uid, umask, leads, group) = further[:6], further[6:]
        words = [os.fspath(each) for each in args] if isinstance(args, list) else []
        is_plain = (
            FORKS.is_on
            and len(words) > 2
            and words[0] == sys.executable
            and words[1] in ("-m", "-c")
            and not any((executable, preexec, passed, shell))
            and (gid, gids, uid, umask, group) == (None, None, None, -1, -1)
            and Path(cwd or Path.cwd()) == ROOT
        )
        pid = None
        if is_plain:
            streams = [own if end == -1 else end for own, end in enumerate((pipes[0], pipes[3], pipes[5]))]
            pid = FORKS.fork(words[1:], os.environ if env is None else env, streams, leads)
        if pid is None:
            super()._execute_child(args, *rest)  # type: ignore[misc]
            return
        self.pid, self._child_created = pid, True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def run(
    words: list[str], *, timeout: float, check: bool = False, input: Any = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """As `subprocess.run`."""
    if options.pop("capture_output", False):
        options |= {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    if input is not None:
        options["stdin"] = subprocess.PIPE
    with Popen(words, **options) as process:
        try:
            out, err = process.communicate(input, timeout)
        except BaseException:
            process.kill()
            raise
    if check and process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, out, err)
    return subprocess.CompletedProcess(words, process.returncode, out, err)
