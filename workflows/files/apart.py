"""Run a module over foreign bytes in a process of its own: what hostile bytes can break is that process and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import IO

from workflows.files.bounds import Refused

_ROOT = Path(__file__).parents[2]


def run_apart(module: str, argument: str, data: bytes, out: IO[bytes], *, seconds: int) -> None:
    """Let a module of this program read `data` and write to `out`, for so many seconds by the clock.

    The other process gets no environment, so it knows no address of a database and no key. Raises Refused (`too_slow`,
    `too_much_inside`, `damaged`) where it does not come to an end.
    """
    # Windows finds its own libraries by these; elsewhere they are not set.
    environment = {name: os.environ[name] for name in ("SYSTEMROOT", "PYTHONDONTWRITEBYTECODE") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter and a module of this program; the file is only its input
            [sys.executable, "-m", module, argument],
            input=data,
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={**environment, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused("too_slow", seconds=seconds) from None
    except BrokenPipeError:
        raise Refused("damaged") from None
    if done.returncode < 0:
        # Ended by the system: out of the memory or time that it was given.
        raise Refused("too_much_inside")
    if done.returncode:
        raise Refused("damaged")


def bound_this_process(memory_bytes: int, seconds: int) -> None:
    """Memory and time of this process are the system's to end, where the system can; the caller's clock runs everywhere."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
