"""`python -m webapp serve`: the pages and the worker in one command, for one machine; a larger installation runs them apart."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from types import FrameType

import click
import waitress

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from webapp import create_app
from webapp.settings import settings_from
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.casework.transaction import transaction
from workflows.jobs.enqueue import enqueue_messages
from workflows.people.posts import ensure_posts
from workflows.settings import ROOT, database_url, procedures_folder
from workflows.store import Store
from workflows.store.migrate import upgrade
from workflows.store.unit_of_work import MAX_WRITERS

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000
# Twice as many as may wait for a lock of the database, so that readers are always served.
_THREADS = 2 * MAX_WRITERS
_WORKER_GRACE_SECONDS = 10


@click.group()
def main() -> None:
    """The pages of Gatepost."""


@main.command()
@click.option("--demo", is_flag=True, help="Load the demonstration city and offer one-click sign-in as its people.")
@click.option("--host", default=lambda: os.environ.get("HOST", DEFAULT_HOST), help="HOST, else 127.0.0.1.")
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", DEFAULT_PORT)), help="PORT, else 8000.")
@click.option("--worker/--no-worker", "has_worker", default=True, help="Start the worker beside the pages.")
def serve(demo: bool, host: str, port: int, has_worker: bool) -> None:
    """Migrate, publish the procedures of bpmn/, and serve until SIGTERM or Ctrl-C. DATABASE_URL names the database."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for noisy in ("alembic", "procrastinate", "waitress.queue"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    store = Store.from_url(database_url())
    prepare(store, is_demo=demo)
    enqueue_messages(store)
    app = create_app(store, settings_from(os.environ, folder=ROOT / "var", is_demo=demo))
    try:
        server = waitress.create_server(app, host=host, port=port, threads=_THREADS, ident="gatepost")
    except OSError as error:
        sentence = f"{host}:{port} cannot be opened ({error.strerror}). Choose another: PORT=8001 make run"
        raise click.ClickException(sentence) from None
    worker = (
        subprocess.Popen([sys.executable, "-m", "workflows", "worker", "--with-parent"], cwd=ROOT)
        if has_worker
        else None
    )
    _announce(host, getattr(server, "effective_port", port), store, is_demo=demo)
    _stop_on_signals()
    try:
        server.run()
    finally:
        click.echo("Stopping.")
        server.close()
        _stop_worker(worker)
        store.close()


def prepare(store: Store, *, is_demo: bool) -> None:
    """Bring the database to the newest schema, publish the procedures that check clean, and load the demonstration city once."""
    upgrade(store)
    with transaction(store) as work:
        ensure_posts(work)
        _versions, problems = publish_folders(work, procedure_folders(procedures_folder()))
    for problem in problems:
        if problem.severity == "error":
            click.echo(f"{problem.file}:{problem.line or 0} {problem.element or ''} — {problem.message_en}", err=True)
    if is_demo:
        from workflows.demo import load_demo

        city = load_demo(store)
        if city.is_new:
            click.echo(
                f"The demonstration city is loaded: {city.units} units, {city.persons} people, {city.cases} cases."
            )


def _announce(host: str, port: int, store: Store, *, is_demo: bool) -> None:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::") else host  # noqa: S104  (compared, not bound)
    click.echo(f"Gatepost: http://{shown}:{port}/   (database {store.engine.url.render_as_string()})")
    if not is_demo:
        return
    from workflows.demo.cast import demo_people

    click.echo("Sign in with one click on the first page as one of:")
    with store.read() as work:
        for person in demo_people(work):
            click.echo(f"  {person.username:24}{person.name}  {person.post_label('zh')}  ({person.post_label('en')})")
    click.echo("Ctrl-C stops it.")


def _stop_on_signals() -> None:
    """SIGTERM ends the server as Ctrl-C does, so that the worker is stopped too."""

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)


def _stop_worker(worker: subprocess.Popen[bytes] | None) -> None:
    """Ask the worker to end, and wait until what it is doing is done."""
    if worker is None or worker.poll() is not None:
        return
    worker.terminate()
    try:
        worker.wait(_WORKER_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        worker.kill()


if __name__ == "__main__":
    main(prog_name="python -m webapp")
