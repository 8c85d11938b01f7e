"""An office set up by commands: units, an account that can sign in with its password, its posts; and what is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result

import workflows.rooms  # noqa: F401  fills the registry of operations
from workflows.commands.account import account, unit
from workflows.office.registers.sentences import SENTENCES
from workflows.people import actor_for
from workflows.people.accounts import sign_in
from workflows.proof.verify import verify
from workflows.store import Store

PASSWORD = "一个足够长的口令 2026"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """The database on the clock of the machine, which the commands go by."""
    opened = Store.from_url(database_url)
    yield opened
    opened.close()


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("GATEPOST_PASSWORD", PASSWORD)
    runner = CliRunner()

    def call(command, *words: str) -> Result:  # type: ignore[no-untyped-def]
        return runner.invoke(command, list(words))

    return call


def test_an_office_is_set_up_and_its_person_signs_in(run, store: Store) -> None:  # type: ignore[no-untyped-def]
    assert run(unit, "CITY", "青禾市", "--kind", "city").exit_code == 0
    below = run(unit, "BUREAU", "市教育局", "--kind", "organ", "--parent", "CITY")
    assert below.output == "BUREAU 市教育局 is at /CITY/BUREAU/.\n"
    run(unit, "OFFICE", "青禾市委驻村办", "--kind", "office", "--parent", "CITY")
    named = ("--name", "王某", "--unit", "OFFICE", "--number", "００1")
    added = run(account, "wang", *named, "--post", "general_group@OFFICE")
    assert added.output == "wang is added with general_group@OFFICE.\n"
    assert "staff number 001 already" in run(account, "other", *named).output
    assert "no staff number" in run(account, "li", "--name", "李某", "--unit", "OFFICE").output
    with store.write() as work:
        user = sign_in(work, "wang", PASSWORD)
        assert user is not None
        assert user.must_change_password, "somebody else typed it"
        actor = actor_for(work, user.id)
        assert actor is not None
        assert [holding.label("zh") for holding in actor.holdings] == ["青禾市委驻村办·综合组"]
        assert verify(work).entries == 5
        assert verify(work).is_intact


def test_a_closed_account_cannot_sign_in_until_it_is_opened(run, store: Store) -> None:  # type: ignore[no-untyped-def]
    run(unit, "CITY", "市委", "--kind", "city")
    run(account, "wang", "--name", "王某", "--unit", "CITY")
    assert run(account, "wang", "--close").exit_code == 0
    with store.write() as work:
        assert sign_in(work, "wang", PASSWORD) is None
    assert run(account, "wang", "--open").exit_code == 0
    with store.write() as work:
        assert sign_in(work, "wang", PASSWORD) is not None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("wang", "--name", "王某", "--unit", "NOWHERE"), "There is no unit NOWHERE; add it first."),
        (("wang", "--name", "", "--unit", "CITY"), "A new account needs the person's name."),
        (("wang", "--name", "王某", "--unit", "CITY", "--post", "king@CITY"), "There is no post king."),
        (
            ("wang", "--name", "王某", "--unit", "CITY", "--post", "administrator@CITY"),
            SENTENCES["post_elsewhere"].en.format(post="Administrator", kind="office", value="CITY", other_kind="city"),
        ),
    ],
)
def test_what_an_account_refuses(run, store: Store, words: tuple[str, ...], sentence: str) -> None:  # type: ignore[no-untyped-def]
    run(unit, "CITY", "市委", "--kind", "city")
    refused = run(account, *words)
    assert (refused.exit_code, refused.output) == (1, f"Error: {sentence}\n")
    with store.write() as work:
        assert sign_in(work, "wang", PASSWORD) is None


def test_a_short_password_is_refused(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    run(unit, "CITY", "市委", "--kind", "city")
    monkeypatch.setenv("GATEPOST_PASSWORD", "short")
    refused = run(account, "wang", "--name", "王某", "--unit", "CITY")
    assert refused.output == "Error: A password needs at least 10 characters.\n"


def test_a_unit_code_is_used_once(run) -> None:  # type: ignore[no-untyped-def]
    run(unit, "CITY", "市委", "--kind", "city")
    assert run(unit, "CITY", "另一", "--kind", "city").output == "Error: There is a unit CITY already.\n"
    assert run(unit, "A/B", "错", "--kind", "city").exit_code == 1
