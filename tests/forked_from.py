"""`python -m tests.forked_from NUMBER`: reads the modules of the program once and forks a process for each that is asked for.

NUMBER is the descriptor of the line on which `tests.forked` asks. Nothing runs here beside the loop: no thread, no connection.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import runpy
import socket
import sys
import types

from tests.forked import LENGTH, received

# What the commands read, and what the pages do; never one that reads its environment as it is read (webapp.wsgi, gunicorn_conf).
READ = ("workflows.rooms", "webapp", "webapp.serving", "webapp.request_log", "webapp.worker_watch", "workflows.jobs.command",
        "workflows.commands.backup", "workflows.commands.procedures", "workflows.commands.registers", "workflows.demo",
        "waitress", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "psycopg")  # fmt: skip


def asked(line: socket.socket) -> tuple[list[str], dict[str, str], bool] | None:
    """In a process that was asked for: its words, its environment and whether it leads a session; None when no more will be."""
    while True:
        heading, streams, _, _ = socket.recv_fds(line, LENGTH, 3)
        if not heading:
            return None
        heading += received(line, LENGTH - len(heading))
        words, environment, leads = json.loads(received(line, int.from_bytes(heading, "big")))
        report, reported = os.pipe()
        known, told = os.pipe()
        middle = os.fork()
        if not middle:
            if process := os.fork():
                os.write(reported, process.to_bytes(LENGTH, "big"))
                os._exit(0)
            os.close(told)
            # Until the one between has ended, and with that the test's process is the parent of this one.
            os.read(known, 1)
            for own, given in enumerate(streams):
                os.dup2(given, own)
            for each in (known, report, reported, *streams):
                os.close(each)
            line.close()
            return words, environment, leads
        os.waitpid(middle, 0)
        line.sendall(os.read(report, LENGTH))
        for each in (known, told, report, reported, *streams):
            os.close(each)


def become(words: list[str], environment: dict[str, str], leads: bool) -> None:
    """Run these words as `python` would, in this environment; how it ends is how the process ends."""
    if leads:
        os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    is_at_once = bool(environment.get("PYTHONUNBUFFERED"))
    raw: io.RawIOBase | io.BufferedWriter = io.FileIO(1, "w", closefd=False)
    if not is_at_once:
        raw = io.BufferedWriter(raw)
    sys.stdout = io.TextIOWrapper(raw, sys.stdout.encoding, sys.stdout.errors, write_through=is_at_once)
    sys.__stdout__ = sys.stdout
    how, what, *rest = words
    sys.argv = [how if how == "-c" else what, *rest]
    if how == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
        return
    sys.path[0] = ""
    sys.modules["__main__"] = main = types.ModuleType("__main__")
    exec(compile(what, "<string>", "exec"), vars(main))


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        for name in READ:
            importlib.import_module(name)
        gc.collect()
        gc.freeze()
        found = asked(asking)
    if found is not None:
        become(*found)
