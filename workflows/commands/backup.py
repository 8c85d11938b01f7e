"""`backup` and `restore`: the whole database into one file while it runs, and back where nobody uses it; proved at the end."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import func, select

from workflows.attachments.backup import archive_path, restore_files, save_files
from workflows.attachments.keeping import FileStore
from workflows.attachments.proving import verify_files
from workflows.casework.models import Notice
from workflows.proof.keys import KeyRefused
from workflows.proof.models import HistoryEntry
from workflows.proof.place import seal_file, seals_path
from workflows.proof.seal_file import SealRefused
from workflows.proof.seals import note_restore
from workflows.proof.verify import verify as verify_history
from workflows.settings import ROOT, SettingError, database_url, private_folder
from workflows.store import DATABASE_ERRORS, Store, UnitOfWork, cause_of
from workflows.store import backup as files
from workflows.store.migrate import SchemaError, require_newest, upgrade


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far a database goes."""

    entries: int
    newest_at: datetime | None


def _extent(work: UnitOfWork) -> _Extent:
    return _Extent(
        work.session.scalar(select(func.count(HistoryEntry.id))) or 0,
        work.session.scalar(select(func.max(HistoryEntry.happened_at))),
    )


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(target: Path | None) -> None:
    """Write the whole database into TARGET (else a new file under var/), while it runs, and prove what was written."""
    try:
        store = Store.from_url(database_url())
        click.get_current_context().call_on_close(store.close)
        require_newest(store)
        path = target or private_folder(ROOT / "var") / f"backup-{_stamp()}{_suffix(store)}"
        if store.is_postgresql:
            with store.read(is_snapshot=True) as work:
                files.dump_postgresql(work, store.engine.url, path)
                _save_files(work, store, path)
                _prove(work, path, store)
            return
        copy = Store.from_url(f"sqlite:///{files.copy_sqlite(store, path).absolute()}")
        try:
            with copy.read() as work:
                _save_files(work, store, path)
                _prove(work, path, store)
        finally:
            copy.close()
            _fold(path)
    except FileExistsError as error:
        raise click.ClickException(f"{error.filename} exists already; a backup never overwrites one.") from None
    except (files.BackupError, SettingError, SchemaError) as error:
        raise click.ClickException(str(error)) from None


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(source: Path) -> None:
    """Put the backup SOURCE in the place of the database, which nobody may be using; what it holds now is kept beside it.

    Says what later work is lost by it and which notices went out since, and ends with the proof.
    """
    try:
        store = Store.from_url(database_url())
        click.get_current_context().call_on_close(store.close)
        before, kept = (_restore_postgresql if store.is_postgresql else _restore_sqlite)(store, source)
        upgrade(store)
        _restore_files(store, source)
        with store.read(is_snapshot=True) as work:
            now = _extent(work)
            _tell(before, now, kept)
            _prove(work, source, store)
            _sign(store, work)
    except (files.BackupError, SettingError, SchemaError, KeyRefused, SealRefused) as error:
        raise click.ClickException(str(error)) from None
    except DATABASE_ERRORS as error:
        raise click.ClickException(f"{source} is no backup of this program: {cause_of(error)}") from None


def _sign(store: Store, work: UnitOfWork) -> None:
    """Say in the file of seals, where there is one, that the database is a restored copy: sealing goes on from there."""
    folder = ROOT / "var"
    if seals_path(store.engine.url, os.environ, folder).exists():
        note_restore(work, seal_file(store.engine.url, os.environ, folder))


@dataclass(frozen=True, slots=True)
class _Before:
    """What the database held before it was replaced."""

    extent: _Extent
    notices: tuple[tuple[datetime, str, str], ...]


def _before(store: Store) -> _Before:
    try:
        with store.read() as work:
            rows = work.session.execute(
                select(Notice.created_at, Notice.kind, Notice.post_key).order_by(Notice.created_at)
            )
            return _Before(_extent(work), tuple((at, kind, to or "") for at, kind, to in rows))
    except DATABASE_ERRORS:  # damaged or empty: the very reason to restore
        return _Before(_Extent(0, None), ())


def _restore_sqlite(store: Store, source: Path) -> tuple[_Before, Path | None]:
    if source.read_bytes()[:16] != b"SQLite format 3\x00":
        raise files.BackupError(f"{source} is no SQLite file.")
    path = Path(store.engine.url.database or "")
    before = _before(store)
    store.close()
    kept = path.with_name(f"{path.name}.before-restore-{_stamp()}") if path.exists() else None
    if path.exists() and files.is_sqlite_in_use(path):
        raise files.BackupError(
            f"{path} is in use. Stop the server and the worker first: two histories would be mixed."
        )
    files.replace_sqlite(path, source, kept or path)
    return before, kept


def _restore_postgresql(store: Store, source: Path) -> tuple[_Before, Path | None]:
    users = files.users_of_postgresql(store)
    if users:
        raise files.BackupError(f"The database has {users} other connections. Stop the server and the worker first.")
    before = _before(store)
    kept = source.absolute().with_name(f"before-restore-{_stamp()}.dump")
    with store.read(is_snapshot=True) as work:
        files.dump_postgresql(work, store.engine.url, kept)
    store.close()
    files.restore_postgresql(store.engine.url, source)
    return before, kept


def _tell(before: _Before, now: _Extent, kept: Path | None) -> None:
    lost = max(before.extent.entries - now.entries, 0)
    since = now.newest_at
    click.echo(f"The database is as of {since.isoformat() if since else 'its beginning'}.")
    if kept is not None:
        click.echo(f"What it held before lies in {kept}.")
    click.echo(f"{lost} later entries of the record are lost by this.")
    out = [row for row in before.notices if since is None or row[0] > since]
    if out:
        click.echo(f"{len(out)} notices went out since and are not known to it any more:")
    for at, kind, to in out[:200]:
        click.echo(f"  {at.isoformat(timespec='minutes')}  {kind}  {to}")


def _save_files(work: UnitOfWork, store: Store, path: Path) -> None:
    saved, gone = save_files(work, FileStore.beside(store.engine.url), archive_path(path))
    click.echo(f"{archive_path(path)}: {saved} files of cases{f'; {gone} are gone' if gone else ''}.")


def _restore_files(store: Store, source: Path) -> None:
    """The files beside the backup, where it has any; those of before stay, under their digests nothing is overwritten."""
    path = archive_path(source)
    if not path.exists():
        click.echo(f"There is no {path}: no files of cases are put back.")
        return
    restored, wrong = restore_files(FileStore.beside(store.engine.url), path)
    click.echo(f"{path}: {restored} files of cases{f'; {wrong} are damaged and left out' if wrong else ''}.")


def _prove(work: UnitOfWork, path: Path, store: Store) -> None:
    report = verify_history(work)
    verify_files(work, report, FileStore.beside(store.engine.url))
    click.echo(f"{path}: {report.entries} entries in {report.chains} chains, {report.seals} seals.")
    if not report.is_intact:
        for breach in report.breaches[:20]:
            click.echo(f"{breach.chain} entry {breach.sequence}: {breach.sentence}", err=True)
        raise click.ClickException(f"{len(report.breaches)} breaches found: the record was altered.")
    click.echo("The history is intact.")


def _fold(path: Path) -> None:
    files.is_sqlite_in_use(path)  # folds the log that looking at the copy has left
    os.chmod(path, files.PRIVATE)


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def _suffix(store: Store) -> str:
    return ".dump" if store.is_postgresql else ".sqlite"
