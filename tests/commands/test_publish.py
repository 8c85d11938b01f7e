"""`python -m workflows publish` on an empty database: the shipped procedures, and the posts that their lanes name."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.commands.procedures import publish
from workflows.people import Post
from workflows.people.posts import shipped_posts
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


def test_publishing_prints_the_designers_version(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    done = CliRunner().invoke(publish, ["bpmn/recall"])
    # As the manual prints it: on an empty database what it calls is published with it, and found there from then on.
    assert done.output.splitlines() == ["recall is at version 1 (1.0.0).", "selection is at version 1 (1.0.0)."]
    published = json.loads(CliRunner().invoke(publish, ["bpmn/recall", "--json"]).output)["published"]
    assert [(item["process_id"], item["version_tag"]) for item in published] == [("recall", "1.0.0")]
