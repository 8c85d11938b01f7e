"""Which posts and units `check`, `test` and `publish` know: those of the database that is named, else the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import workflows.rooms  # noqa: F401  fills the registry of operations
from tests.procedure.diagrams import between, diagram
from workflows.commands.check import check
from workflows.commands.procedures import publish
from workflows.commands.test import test as play
from workflows.people import Post, Unit
from workflows.people.posts import PostsError, ensure_posts, read_posts
from workflows.people.words import PostLevel, UnitKind
from workflows.store import Store

SCENARIO = """name: {zh: 一步, en: One step}
start: {by: night_watch@CITY#1, at: 2026-03-02T09:00:00+08:00}
steps: [{task: work, by: night_watch@CITY#1}]
end: {events: [end]}
"""


@pytest.fixture
def office(store: Store) -> Store:
    """A database whose administration has added the post `night_watch`, withdrawn `inspector`, and keeps one unit."""
    with store.write() as work:
        ensure_posts(work)
        work.session.add(Post(key="night_watch", name="值班员", name_en="Night watch", level=PostLevel.CITY))
        work.session.add(Unit(code="CITY", name="市", name_en="City", kind=UnitKind.CITY, path="/CITY/"))
        work.session.get_one(Post, "inspector").withdrawn_on = work.now.date()
    return store


def folder(root: Path, post: str) -> Path:
    """A procedure of one step, done by this post."""
    path = root / "sample"
    (path / "scenarios").mkdir(parents=True)
    data = diagram(between('<bpmn:manualTask id="work" name="办理" />'), lane=("start", "work"))
    data = data.replace(b'value="member"', f'value="{post}"'.encode())
    (path / "sample.bpmn").write_bytes(
        data.replace(b'lane id="member"', f'lane id="{post.partition("@")[0]}"'.encode())
    )
    (path / "scenarios" / "one.yaml").write_text(SCENARIO.replace("night_watch@CITY", post), encoding="utf-8")
    return path


def run(command: object, *arguments: str) -> tuple[int, str, str]:
    """Exit code and both outputs."""
    done = CliRunner().invoke(command, [*arguments])  # type: ignore[arg-type]
    return done.exit_code, done.stdout, done.stderr


def test_a_post_of_the_database_is_known_where_it_is_named_and_one_withdrawn_is_not(
    office: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own, gone = folder(tmp_path / "own", "night_watch@CITY"), folder(tmp_path / "gone", "inspector@CITY")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    code, out, told = run(check, str(own), "--language", "en")
    assert (code, "night_watch" in out, told.startswith("19 posts as")) == (1, True, True)
    code, out, told = run(check, str(own), "--database", database_url, "--language", "en")
    assert (code, "1 procedures checked: 0 errors" in out) == (0, True), out
    assert told.startswith("19 posts and 1 units as the database ")
    monkeypatch.setenv("DATABASE_URL", database_url)
    code, out, _ = run(check, str(gone), "--language", "en")
    assert (code, "inspector" in out) == (1, True)
    code, out, _ = run(check, str(own), "--json")
    assert (code, json.loads(out)["posts_of"] != "bpmn/posts.yaml") == (0, True)


def test_scenarios_play_with_the_posts_of_the_database(
    office: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    own = folder(tmp_path, "night_watch@CITY")
    assert run(play, str(own), "--language", "en")[0] == 1
    code, out, told = run(play, str(own), "--database", database_url, "--language", "en")
    assert (code, "1 passed, 0 failed, 1 total." in out) == (0, True), out
    assert "as the database" in told


def test_publishing_asks_the_same_list_and_says_so(
    office: Store, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    code, out, told = run(publish, str(folder(tmp_path / "own", "night_watch@CITY")))
    assert (code, told.startswith("19 posts as the database ")) == (0, True), out
    assert run(publish, str(folder(tmp_path / "gone", "inspector@CITY")))[0] == 1


def test_a_unit_that_the_database_does_not_have_is_refused(office: Store, database_url: str, tmp_path: Path) -> None:
    elsewhere = folder(tmp_path, "night_watch@NOWHERE")
    code, out, _ = run(check, str(elsewhere), "--database", database_url, "--language", "en")
    assert (code, "there is no unit of that code" in out) == (1, True), out


def test_a_database_that_is_not_there_is_named_and_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite"
    done = CliRunner().invoke(check, ["--database", f"sqlite:///{missing}"])
    assert (done.exit_code, f"There is no database at {missing}" in done.output) == (1, True)
    assert not missing.exists()


@pytest.mark.parametrize("key", ["starter", "office"])
def test_a_word_that_diagrams_write_in_the_place_of_a_post_is_no_key_of_one(key: str) -> None:
    row = "{name: 甲, name_en: A, unit: organ, level: unit, scope: own, records: [], office: false}"
    with pytest.raises(PostsError, match=f"{key} means .*; give the post another key"):
        read_posts(f"{key}: {row}".encode())
