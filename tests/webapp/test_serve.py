"""`python -m webapp serve` as a real process: it comes up on an empty database, answers, and stops with its worker."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import psutil
from sqlalchemy import func, select

from webapp.__main__ import prepare
from workflows.casework.models import ProcedureVersion
from workflows.store import Store
from workflows.store.migrate import one_at_a_time, upgrade

ROOT = Path(__file__).parents[2]


def test_it_comes_up_answers_and_stops_with_its_worker(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'serve.sqlite'}",
        "SECRET_KEY": "a secret of the test, long enough",
        "HOST": "127.0.0.1",
        "PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "webapp", "serve"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = ""
        for line in server.stdout:
            found = re.match(r"Gatepost: (http://localhost:\d+)/", line)
            if found:
                address = found.group(1)
                break
        assert address, "the server printed no address"
        try:
            with urllib.request.urlopen(f"{address}/sign-in", timeout=60) as answer:
                assert answer.status == 200
                assert "Gatepost" in answer.read().decode()
            workers = psutil.Process(server.pid).children()
            assert len(workers) == 1
        finally:
            server.send_signal(signal.SIGTERM)
            rest, _ = server.communicate(timeout=60)
        assert server.returncode == 0
        assert "Stopping." in rest
        deadline = time.monotonic() + 60
        while workers[0].is_running() and workers[0].status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, "the worker outlived the server"
            time.sleep(0.1)


def test_who_starts_beside_others_waits_until_they_have_published(tmp_path: Path) -> None:
    store = Store.from_url(f"sqlite:///{tmp_path / 'several.sqlite'}")
    upgrade(store)

    def versions() -> int:
        with store.read() as work:
            return work.session.scalar(select(func.count()).select_from(ProcedureVersion)) or 0

    with ThreadPoolExecutor() as threads:
        with one_at_a_time(store):
            starting = threads.submit(prepare, store, is_demo=False)
            wait([starting], timeout=1)
            assert (starting.done(), versions()) == (False, 0)
        starting.result(timeout=120)
    assert versions() > 0
    store.close()


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'serve.sqlite'}", "SECRET_KEY": "x" * 40}
        command = [sys.executable, "-m", "webapp", "serve", "--port", str(port), "--no-worker"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert f"127.0.0.1:{port} cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr
