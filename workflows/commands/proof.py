"""Commands about the record: prove it, and look after the signed seals outside the database."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from workflows.attachments.keeping import FileStore
from workflows.attachments.proving import verify_files
from workflows.commands.database import finish, open_store
from workflows.proof.keys import KeyRefused, key_text, make_key
from workflows.proof.place import KEY_SUFFIX, file_to_compare, seal_file, seals_path
from workflows.proof.seal_file import SealFile, SealRefused
from workflows.proof.seals import note_restore
from workflows.proof.verify import verify as verify_record
from workflows.settings import ROOT
from workflows.store import Store

FOLDER = ROOT / "var"


@click.command()
@click.option(
    "--seals", type=click.Path(dir_okay=False, path_type=Path), help="The seal file; else that of GATEPOST_SEALS."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(seals: Path | None, as_json: bool) -> None:
    """Prove the record: every hash, every row against the history, every seal against the signed lines. Exit 1 where it fails."""
    if seals is not None and not seals.exists():
        raise click.ClickException(f"There is no file {seals}; without --seals the one of GATEPOST_SEALS is taken.")
    store = open_store()
    path = seals or seals_path(store.engine.url, os.environ, FOLDER)
    try:
        file = file_to_compare(path, os.environ) if path.exists() else None
    except KeyRefused as refused:
        raise click.ClickException(str(refused)) from None
    with store.read(is_snapshot=True) as work:
        report = verify_record(work, file=file)
        files = verify_files(work, report, FileStore.beside(store.engine.url))
    data = {
        "entries": report.entries,
        "chains": report.chains,
        "rows": report.rows,
        "files": files,
        "seals": report.seals,
        "seal_file": str(path) if file is not None else None,
        "notes": report.notes,
        "intact": report.is_intact,
        "breaches": [asdict(breach) for breach in report.breaches],
    }
    lines = [f"{b.chain} {b.sequence or ''}: {b.sentence}".replace(" :", ":") for b in report.breaches] + report.notes
    lines.append(
        f"{report.entries} entries in {report.chains} chains, {report.rows} rows of record, {files} files, {report.seals} seals: "
        + ("the record is intact." if report.is_intact else f"{len(report.breaches)} breaches found.")
    )
    finish(data, as_json, lines, is_good=report.is_intact)


@click.command()
@click.option(
    "--new-key", is_flag=True, help="Make a key, name it in a line signed by the present one, and use it from now on."
)
@click.option(
    "--restored", is_flag=True, help="Say that this database is a restored copy, or that the seal file was lost."
)
def seals(new_key: bool, restored: bool) -> None:
    """Show where the signed seals stand and their last line, which another office can keep; sign a new key or a restore."""
    store = open_store()
    try:
        file = seal_file(store.engine.url, os.environ, FOLDER)
        if restored:
            with store.read() as work:
                note_restore(work, file)
        if new_key:
            _change_key(store, file)
    except (KeyRefused, SealRefused) as refused:
        raise click.ClickException(str(refused)) from None
    lines = file.lines()
    click.echo(f"{file.path}: {len(lines)} lines")
    if lines:
        click.echo(lines[-1])


def _change_key(store: Store, file: SealFile) -> None:
    if os.environ.get("GATEPOST_SEAL_KEY") is not None:
        raise click.ClickException(
            "The key comes from GATEPOST_SEAL_KEY; unset it to have the key kept in a file, then change it."
        )
    new, path = make_key(), file.path.with_suffix(KEY_SUFFIX)
    fresh = path.with_name(f"{path.name}.new")
    # On the disk before the line that names it: a line without its key would end the sealing for good.
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(key_text(new) + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    file.change_key(new, store.clock())
    os.replace(fresh, path)
