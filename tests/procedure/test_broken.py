"""Every kind of broken procedure is refused with one clear sentence in both languages, an exit code, and no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.commands.check import check

BROKEN = Path(__file__).parent / "broken"
ROOT = Path(__file__).parents[2]
EXPECTED: dict[str, list[dict[str, Any]]] = yaml.safe_load((BROKEN / "expected.yaml").read_text(encoding="utf-8"))
# Slips that nobody can be sure of are warnings: such a procedure may be published.
WARNED = {"nobody"}


@pytest.fixture(autouse=True)
def no_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken folders stand alone: what the house holds has no part in what is said of them."""
    (tmp_path / "house").mkdir()
    monkeypatch.setenv("GATEPOST_PROCEDURES", str(tmp_path / "house"))


def reported(folder: Path) -> tuple[int, list[dict[str, Any]]]:
    """Exit code and problems that the command prints as JSON."""
    result = CliRunner().invoke(check, [str(folder), "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)["problems"]


def test_every_broken_folder_says_what_is_expected_of_it() -> None:
    assert {path.name for path in BROKEN.iterdir() if path.is_dir()} == set(EXPECTED)


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_a_broken_procedure_is_reported_in_both_languages(case: str) -> None:
    exit_code, problems = reported(BROKEN / case)
    severity = "warning" if case in WARNED else "error"
    codes = {each["code"] for each in EXPECTED[case]}
    found = [
        each for each in problems if each["severity"] == severity and (case not in WARNED or each["code"] in codes)
    ]
    assert [{key: each[key] for key in EXPECTED[case][0]} for each in found] == EXPECTED[case]
    assert exit_code == (0 if case in WARNED else 1)


@pytest.mark.parametrize("case", sorted(set(EXPECTED) - WARNED))
def test_the_sentence_is_printed_with_file_and_line(case: str) -> None:
    result = CliRunner().invoke(check, [str(BROKEN / case), "--language", "zh"])
    assert result.exit_code == 1
    for each in EXPECTED[case]:
        line = next(line for line in result.stdout.splitlines() if each["zh"] in line)
        place = f"{each['file']}:{each['line']}" if each["line"] else each["file"]
        assert place in line or each["file"] == case


def test_the_whole_folder_of_broken_diagrams_is_checked_in_one_run_without_a_traceback() -> None:
    command = [sys.executable, "-m", "workflows", "check", str(BROKEN), "--language", "en"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    for problems in EXPECTED.values():
        for each in problems:
            assert each["en"] in done.stdout


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(check, [str(tmp_path / "nowhere"), "--language", "en"])
    assert result.exit_code == 1
    assert "There is no folder nowhere; name a folder that holds one procedure." in result.stdout


def test_a_file_of_ten_megabytes_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "huge"
    folder.mkdir()
    (folder / "huge.bpmn").write_bytes(b" " * 10_000_000)
    exit_code, problems = reported(folder)
    assert exit_code == 1
    assert [each["code"] for each in problems] == ["file_too_large"]
    assert problems[0]["en"] == "The file has 10,000,000 bytes; at most 1,000,000 are read. Make it smaller."
    assert problems[0]["zh"] == "文件有 10,000,000 字节，超过上限 1,000,000 字节。请缩小文件。"


def test_a_diagram_of_too_many_elements_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    tasks = "".join(f'<task id="t{number}"/>' for number in range(2_001))
    (folder / "many.bpmn").write_text(
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'
        f'<process id="many" isExecutable="true">{tasks}</process></definitions>'
    )
    exit_code, problems = reported(folder)
    assert exit_code == 1
    assert [each["code"] for each in problems] == ["too_many_elements"]


def test_a_folder_of_lone_diagrams_is_checked_diagram_by_diagram(tmp_path: Path) -> None:
    folder = tmp_path / "flat"
    folder.mkdir()
    for case in ("doctype", "unknown_element"):
        (folder / f"{case}.bpmn").write_bytes((BROKEN / case / f"{case}.bpmn").read_bytes())
    exit_code, problems = reported(folder)
    assert exit_code == 1
    codes = [each["code"] for each in problems if each["severity"] == "error"]
    assert codes == ["diagrams_several", "xml_refused", "element_unsupported"]
