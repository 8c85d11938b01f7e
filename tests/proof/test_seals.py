"""Seals are signed, reach the file before their row, and are compared both ways; keys and restores are signed lines."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, text

from tests import forked
from tests.casework.world import World
from tests.owner import owner_of
from workflows.__main__ import main
from workflows.casework.transaction import transaction
from workflows.casework.verbs.start import start_case
from workflows.jobs import duties
from workflows.proof.keys import KEY_VARIABLE, KeyRefused, key_text, make_key, signing_key
from workflows.proof.models import HistorySeal
from workflows.proof.seal_file import SealFile, SealRefused, parse_line, read_lines
from workflows.proof.seals import note_restore, seal, unsealed_since
from workflows.proof.verify import verify
from workflows.settings import ROOT


@pytest.fixture
def file(tmp_path: Path) -> SealFile:
    """A seal file that is not there yet, and its key."""
    return SealFile(tmp_path / "outside.seals", make_key())


def sealed(world: World, file: SealFile) -> HistorySeal | None:
    with file.locked(), world.store.write() as work:
        return seal(work, file)


def sentences(world: World, file: SealFile) -> list[str]:
    with world.store.read(is_snapshot=True) as work:
        return [breach.sentence for breach in verify(work, file=file).breaches]


def another_case(world: World) -> None:
    with transaction(world.store) as work:
        start_case(work, "review", actor=world.actor("hu"), answers={"subject": "2号", "unit": "BUREAU"})


def test_a_seal_is_one_printable_line_that_follows_from_the_one_before(
    world: World, case_id: uuid.UUID, file: SealFile
) -> None:
    sealed(world, file)
    another_case(world)
    sealed(world, file)
    assert sealed(world, file) is None
    lines = file.lines()
    assert [parse_line(line).what for line in lines] == ["key", "seal", "seal"]  # type: ignore[union-attr]
    assert all(line.isascii() and line.isprintable() and len(line) < 400 for line in lines)
    assert read_lines(lines).sentences == []
    with world.store.read() as work:
        assert list(work.session.scalars(select(HistorySeal.line).order_by(HistorySeal.id))) == lines[1:]
    for path in (file.path, f"{file.path}.lock"):
        assert os.stat(path).st_mode & 0o777 == 0o600, path
    assert sentences(world, file) == []


def test_a_line_changed_removed_or_moved_in_the_file_is_found(world: World, case_id: uuid.UUID, file: SealFile) -> None:
    sealed(world, file)
    another_case(world)
    sealed(world, file)
    lines = file.lines()
    for spoiled, sentence in (
        ([lines[0], lines[1].replace("seal 1", "seal 7", 1), lines[2]], "not signed by the key in force"),
        ([lines[0], lines[2]], "does not follow from the one before it"),
        ([lines[0], lines[2], lines[1]], "does not follow from the one before it"),
        (lines[:2], "is not in the file outside"),
        ([*lines[:2], "something else"], "is no line of Gatepost"),
    ):
        file.path.write_text("\n".join(spoiled) + "\n")
        assert any(sentence in found for found in sentences(world, file)), sentence
    file.path.write_text("\n".join(lines) + "\n")
    assert sentences(world, file) == []


def test_a_seal_whose_row_was_lost_before_the_commit_is_taken_over(
    world: World, case_id: uuid.UUID, file: SealFile
) -> None:
    def until_the_power_went() -> None:
        with file.locked(), world.store.write() as work:
            seal(work, file)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        until_the_power_went()
    with world.store.read() as work:
        assert work.session.scalars(select(HistorySeal)).all() == []
    assert sentences(world, file) == []
    another_case(world)
    adopted = sealed(world, file)
    assert adopted is not None
    assert adopted.line == file.lines()[1]
    sealed(world, file)
    assert len(file.lines()) == 3
    assert sentences(world, file) == []


def test_a_file_of_another_history_or_a_database_from_a_copy_is_not_sealed(
    world: World, case_id: uuid.UUID, file: SealFile, tmp_path: Path
) -> None:
    sealed(world, file)
    another_case(world)
    sealed(world, file)
    with owner_of(world.store) as owner:
        owner.execute(delete(HistorySeal).where(HistorySeal.id > 0))
    with pytest.raises(SealRefused, match="it is an older copy"):
        sealed(world, file)
    other = SealFile(tmp_path / "other.seals", make_key())
    assert sealed(world, other) is not None
    with pytest.raises(SealRefused, match="signed by another key"):
        sealed(world, SealFile(file.path, other.key))


def test_a_restore_is_a_signed_line_and_sealing_goes_on(world: World, case_id: uuid.UUID, file: SealFile) -> None:
    sealed(world, file)
    another_case(world)
    sealed(world, file)
    with owner_of(world.store) as owner:
        owner.execute(delete(HistorySeal).where(HistorySeal.id == 2))
        owner.execute(text("DELETE FROM task_bar"))
    # As a copy from before the second case would be, the entries of which the second seal covered.
    another_case(world)
    with world.store.read() as work:
        note_restore(work, file)
    assert sealed(world, file) is not None
    assert not any("seal" in sentence.lower() for sentence in sentences(world, file))


def test_a_lost_file_is_begun_anew_with_a_signed_line(world: World, case_id: uuid.UUID, file: SealFile) -> None:
    sealed(world, file)
    file.path.unlink()
    another_case(world)
    with pytest.raises(SealRefused, match="lacks seal 1"):
        sealed(world, file)
    with world.store.read() as work:
        note_restore(work, file)
    assert sealed(world, file) is not None
    assert sentences(world, file) == []
    with owner_of(world.store) as owner:
        owner.execute(text("UPDATE history_seal SET line = replace(line, digest, 'x'), digest = 'x' WHERE id = 1"))
    assert any("the restore was signed on" in sentence for sentence in sentences(world, file))


def test_a_new_key_is_signed_by_the_old_one(world: World, case_id: uuid.UUID, file: SealFile) -> None:
    sealed(world, file)
    file.change_key(make_key(), world.store.clock())
    another_case(world)
    sealed(world, file)
    assert sentences(world, file) == []
    stranger = SealFile(file.path, make_key())
    assert sentences(world, stranger) == ["The seal file is signed by another key than this machine's."]


def test_the_key_is_made_once_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "seal_key"
    with ThreadPoolExecutor(8) as pool:
        made = {key_text(key) for key in pool.map(lambda _: signing_key({}, path), range(24))}
    assert len(made) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert key_text(signing_key({KEY_VARIABLE: key_text(make_key())}, path)) not in made
    path.chmod(0o644)
    with pytest.raises(KeyRefused, match="can be read by others"):
        signing_key({}, path)
    path.chmod(0o600)
    path.write_text("")
    with pytest.raises(KeyRefused, match="holds no signing key"):
        signing_key({}, path)
    with pytest.raises(KeyRefused, match=KEY_VARIABLE):
        signing_key({KEY_VARIABLE: "short"}, path)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_worker_seals_and_the_commands_verify_and_show(
    world: World, case_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATABASE_URL", world.store.engine.url.render_as_string(hide_password=False))
    assert duties.seal_history(world.store)
    path = Path(os.environ["GATEPOST_SEALS"])
    assert path.with_suffix(".seal_key").stat().st_mode & 0o777 == 0o600
    run = CliRunner().invoke
    shown = run(main, ["seals"])
    assert shown.output.splitlines()[-1] == path.read_text().splitlines()[-1]
    found = run(main, ["verify", "--seals", str(path)])
    assert found.exit_code == 0, found.output
    assert "the record is intact" in found.output
    assert run(main, ["seals", "--new-key"]).exit_code == 0
    another_case(world)
    assert duties.seal_history(world.store)
    assert run(main, ["verify"]).exit_code == 0
    with owner_of(world.store) as owner:
        owner.execute(text("UPDATE decision SET signature = '他人'"))
    found = run(main, ["verify"])
    assert found.exit_code == 1
    assert "differs from what the history tells" in found.output
    assert run(main, ["verify", "--seals", str(tmp_path / "none")]).exit_code == 1
    path.unlink()
    another_case(world)
    assert not duties.seal_history(world.store)
    assert "the history was not sealed" in caplog.text


SEALING = """
import sys, workflows.rooms
from workflows.jobs.duties import seal_history
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import Store
store = Store.from_url(sys.argv[1])
for _ in range(4):
    with store.write() as work:
        record(work, None, HistoryKind.ACCOUNT_CHANGED, {"username": sys.argv[2]})
    seal_history(store)
store.close()
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_processes_that_seal_at_once_leave_a_file_that_holds(world: World, database_url: str) -> None:
    processes = [
        forked.Popen([sys.executable, "-c", SEALING, database_url, f"w{number}"], cwd=ROOT, stderr=subprocess.PIPE)
        for number in range(3)
    ]
    assert [process.communicate(timeout=120)[1] for process in processes] == [b"", b"", b""]
    file = SealFile(Path(os.environ["GATEPOST_SEALS"]))
    with world.store.read() as work:
        assert unsealed_since(work) is None
        assert list(work.session.scalars(select(HistorySeal.line).order_by(HistorySeal.id))) == file.lines()[1:]
        assert len(file.lines()) > 3
    assert sentences(world, file) == []
