"""Runs a command with a PostgreSQL server for tests: the one that GATEPOST_TEST_POSTGRES_URL names, else a private one, else none.

    python -m tests.with_postgres COMMAND [ARGUMENT…]

A private server lives in a folder of its own, listens on a free local port and is gone when the command ends. Its files and the
command's temporary ones lie in memory where there is room: what a test writes need not outlive the machine, yet every commit would
wait for the disk, seven milliseconds instead of a hundredth of one, tens of thousands of times.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.databases import POSTGRES_VARIABLE

MEMORY = Path("/dev/shm")
# What the tests write at most at the same time, with room to spare, and what the machine needs beside it.
LEAST_ROOM, LEAST_MEMORY = 2 << 30, 4 << 30


def has_room(memory: Path) -> bool:
    """Whether this folder is one in memory that holds all that tests write, on a machine with as much memory to spare."""
    try:
        meminfo = Path("/proc/meminfo").read_text(encoding="ascii")
        kinds = {line.split()[1]: line.split()[2] for line in Path("/proc/mounts").read_text().splitlines()}
        available = next(int(line.split()[1]) << 10 for line in meminfo.splitlines() if line.startswith("MemAvailable"))
        return (
            kinds.get(str(memory)) == "tmpfs"
            and os.access(memory, os.W_OK | os.X_OK)
            and shutil.disk_usage(memory).free >= LEAST_ROOM
            and available >= LEAST_MEMORY
        )
    except (OSError, StopIteration):
        return False


@contextlib.contextmanager
def temporary_folder(environment: dict[str, str]) -> Iterator[Path | None]:
    """The folder in memory for temporary files, which `environment` then names; None where TMPDIR says another or none has room."""
    if "TMPDIR" in environment or not has_room(MEMORY):
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="gatepost-", dir=MEMORY))
    folder.chmod(0o711)  # the server's account must reach its own folder in it
    environment["TMPDIR"] = str(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep_what_failed(folder: Path) -> None:
    """Tests that passed leave no files behind; those of failed ones go to the disk, as pictures and logs help to find the cause."""
    left = list(folder.glob("pytest-of-*"))
    if left:
        kept = Path(tempfile.mkdtemp(prefix="gatepost-failed-"))
        with contextlib.suppress(shutil.Error):  # a socket or a pipe among them is left out
            for each in left:
                shutil.copytree(each, kept / each.name, symlinks=True)
        print(f"Files of the tests that failed: {kept}", file=sys.stderr)


def find_programs() -> Path | None:
    """The folder of `initdb`, on the path or where distributions keep it; the newest version wins."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    usable = [folder for folder in folders if (folder / "initdb").exists()]
    return max(
        usable, key=lambda folder: [int(part) for part in str(folder).split("/") if part.isdigit()], default=None
    )


def server_account() -> str | None:
    """The account to run as: PostgreSQL refuses root, so root lends it the `postgres` account (None: the caller's own)."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("postgres").pw_name


@contextlib.contextmanager
def private_server(programs: Path, parent: Path | None) -> Iterator[str]:
    """The URL of a server that lives as long as the block, in `parent`; safety against power loss is off, for speed."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="gatepost-postgres-", dir=parent))
    if account:
        shutil.chown(folder, account, account)
    data, log = folder / "data", folder / "server.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        " -c full_page_writes=off -c max_connections=200"
    )

    def control(*arguments: str) -> None:
        subprocess.run(
            [programs / "pg_ctl", "-D", data, "-w", "-s", *arguments],
            check=True,
            user=account,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    try:
        control("-o", "-A trust -U gatepost -E UTF8 --locale=C.UTF-8", "initdb")
        control("-l", str(log), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://gatepost@127.0.0.1:{port}/postgres"
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command to its end. Ctrl-C reaches it by itself, and SIGTERM is passed on, so that it closes in order."""
    process = subprocess.Popen(command, env=environment)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def main(command: list[str]) -> int:
    """Run the command and return its exit status; the server's own troubles are told and leave the tests without one."""
    environment = dict(os.environ)
    programs = None if os.environ.get(POSTGRES_VARIABLE) else find_programs()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder(environment))
        if programs is not None:
            try:
                environment[POSTGRES_VARIABLE] = stack.enter_context(private_server(programs, folder))
            except (OSError, KeyError, subprocess.SubprocessError) as error:
                print(f"No PostgreSQL for the tests: {programs} does not start a server ({error}).", file=sys.stderr)
        status = run(command, environment)
        if status and folder is not None:
            keep_what_failed(folder)
        return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
