"""`python -m webapp serve`: the pages and the worker in one command, for one machine; a larger installation runs them apart."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import click

import workflows.rooms  # noqa: F401  operations that diagrams call must be registered before a case moves
from webapp import create_app
from webapp.request_log import log_lines
from webapp.serving import make_server
from webapp.settings import settings_from
from webapp.worker_watch import WorkerWatch
from workflows.casework.outgoing import forget_waiting
from workflows.casework.publishing import procedure_folders, publish_folders
from workflows.casework.transaction import transaction
from workflows.commands.places import place_of
from workflows.jobs.enqueue import enqueue_messages
from workflows.jobs.ways.mail_folder import SCHEME
from workflows.office.in_force import ensure_settings
from workflows.people.posts import ensure_posts
from workflows.settings import ROOT, SettingError, database_url, longest_stop, procedures_folder, whole_number
from workflows.store import DATABASE_ERRORS, Store, cause_of, trouble_of
from workflows.store.migrate import SchemaError, one_at_a_time, upgrade

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@click.group()
def main() -> None:
    """The pages of Gatepost."""


@main.command()
@click.option("--demo", is_flag=True, help="Load the demonstration city and offer one-click sign-in as its people.")
@click.option("--host", help="HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="PORT, else 8000.")
@click.option("--worker/--no-worker", "has_worker", default=True, help="Start the worker beside the pages.")
def serve(demo: bool, host: str | None, port: int | None, has_worker: bool) -> None:
    """Migrate, publish the procedures of bpmn/, and serve until SIGTERM or Ctrl-C. DATABASE_URL names the database."""
    log_lines()
    try:
        if demo:
            # Nobody of an invented city has a mailbox; what would be sent is shown instead.
            os.environ.setdefault("GATEPOST_MAIL", f"{SCHEME}{ROOT / 'var' / 'mail'}")
        settings = settings_from(os.environ, folder=ROOT / "var", is_demo=demo)
        host = host or os.environ.get("HOST") or DEFAULT_HOST
        port = whole_number(os.environ, "PORT", DEFAULT_PORT, least=0, most=65535) if port is None else port
        longest_stop()
        store = Store.from_url(database_url())
        prepare(store, is_demo=demo)
    except (SettingError, SchemaError) as error:
        raise click.ClickException(str(error)) from None
    except DATABASE_ERRORS as error:
        sentence = f"The database of DATABASE_URL cannot be used ({trouble_of(error).value}): {cause_of(error)}"
        raise click.ClickException(sentence) from None
    enqueue_messages(store)
    try:
        server = make_server(create_app(store, settings), host, port, proxies=settings.proxies)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        sentence = f"{host}:{port} cannot be opened ({why}). Choose another with HOST and PORT: PORT=8001 make run"
        raise click.ClickException(sentence) from None
    bound = getattr(server, "effective_port", port)
    if demo:
        os.environ.setdefault("GATEPOST_ADDRESS", f"http://localhost:{bound}")
    worker = WorkerWatch() if has_worker else None
    if worker is not None:
        worker.start()
    _announce(host, bound, store, is_demo=demo)
    _stop_on_signals()
    try:
        server.run()
    finally:
        click.echo("Stopping.")
        server.close()
        if worker is not None:
            worker.stop()
        store.close()


def prepare(store: Store, *, is_demo: bool) -> None:
    """Bring the database to the newest schema, publish the procedures that check clean, and load the demonstration city once."""
    copy = upgrade(store, copy_into=ROOT / "var", or_refuse=True)
    if copy is not None:
        click.echo(f"The database was migrated; as it was before, it lies in {copy}.")
    # Checking the folders takes longer than a writer waits for another.
    with one_at_a_time(store), transaction(store) as work:
        ensure_posts(work)
        ensure_settings(work)
        _versions, problems = publish_folders(work, procedure_folders(procedures_folder()))
    for folder, problem in problems:
        if problem.severity == "error":
            click.echo(f"{place_of(folder, problem)} — {problem.sentence.en}", err=True)
    if is_demo:
        from workflows.demo import RoundStopped, load_demo, play_months, show_batches

        with one_at_a_time(store):
            city = load_demo(store)
            if city.is_new:
                click.echo(
                    f"The demonstration city is loaded: {city.units} units, {city.persons} people, {city.cases} cases."
                )
            try:
                show_batches(store, lambda name: click.echo(f"Its selection batch {name} is played."))
                play_months(store, lambda month: click.echo(f"Its assessment of {month:%Y-%m} is played."))
            except RoundStopped as stopped:
                # Procedures that were redrawn may go another way than the play; the city is worth seeing without it.
                click.echo(f"The play of its batches and months stopped and is left as it stands: {stopped}", err=True)
            if city.is_new:
                with store.write() as work:
                    forget_waiting(work)


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


if __name__ == "__main__":
    main(prog_name="python -m webapp")
