"""`python -m workflows publish` on an empty database: the shipped procedures, and the posts that their lanes name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import between, diagram
from workflows.commands.procedures import publish
from workflows.people import Post, Unit
from workflows.people.posts import shipped_posts
from workflows.people.words import UnitKind
from workflows.store import Store


def test_publishing_brings_the_catalogue_of_posts(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    first = CliRunner().invoke(publish, ["--json"])
    again = CliRunner().invoke(publish, ["--json"])
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    published = {item["process_id"]: item["number"] for item in json.loads(first.output)["published"]}
    assert {"recall", "selection"} <= set(published)
    assert set(published.values()) == {1}
    assert json.loads(again.output)["published"] == json.loads(first.output)["published"]
    with store.read() as work:
        assert set(work.session.scalars(select(Post.key))) == set(shipped_posts())


def _sample(folder: Path, body: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "sample.bpmn").write_bytes(diagram(body))
    return folder


def test_a_problem_is_printed_with_its_folder_and_two_folders_of_one_procedure_are_refused(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    body = between('<bpmn:manualTask id="work" name="办理" />')
    one, two = (_sample(tmp_path / name / "sample", body) for name in ("one", "two"))
    both = CliRunner().invoke(publish, [str(one), str(two)])
    assert both.exit_code == 1
    assert f"{two}/sample.bpmn sample — This folder and {one} both hold the procedure sample" in both.output
    warned = _sample(tmp_path / "three" / "sample", body.replace("manualTask", "task").replace(' name="办理"', ""))
    (warned / "sample.bpmn").write_bytes(diagram(between('<bpmn:manualTask id="work" name="办理" />'), lane=("start",)))
    text = (warned / "sample.bpmn").read_text(encoding="utf-8")
    (warned / "sample.bpmn").write_text(text.replace('value="member"', 'value="member@NOWHERE"'), encoding="utf-8")
    with store.write() as work:
        work.session.add(Unit(code="CITY", name="市", name_en="City", kind=UnitKind.CITY, path="/CITY/"))
    refused = CliRunner().invoke(publish, [str(warned)])
    assert (refused.exit_code, "names the unit NOWHERE, but there is no unit of that code" in refused.output) == (
        1,
        True,
    )
    (warned / "sample.bpmn").write_text(text, encoding="utf-8")
    lines = CliRunner().invoke(publish, [str(warned)]).stdout.splitlines()
    assert any(
        line.startswith(f"{warned}/sample.bpmn:") and ":0 " not in line and "(warning)" in line for line in lines
    )
    assert lines[-1] == "sample is at version 1."


def test_publishing_prints_the_designers_version(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = CliRunner().invoke(publish, ["bpmn/recall"])
    # As the manual prints it: on an empty database what it calls is published with it, and found there from then on.
    assert done.stdout.splitlines() == [
        f"{name} is at version 1 (1.0.0)."
        for name in (
            "recall",
            "recall_decision",
            "recall_order",
            "recall_service",
            "recall_interview",
            "recall_appeal",
            "recall_replacement",
            "supervision",
            "recall_arrival",
            "selection_handover",
            "recall_accountability",
            "accountability",
            "rectification",
            "leader_pursuit",
            "rectification_item",
            "selection_arrival",
            "recall_slot",
            "selection",
            "selection_nomination",
            "selection_vetting",
            "background_calls",
            "gate_review",
            "recall_verification",
            "recall_warning",
        )
    ]
    published = json.loads(CliRunner().invoke(publish, ["bpmn/recall", "--json"]).output)["published"]
    assert [(item["process_id"], item["version_tag"]) for item in published] == [("recall", "1.0.0")]
