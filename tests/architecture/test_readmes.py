"""The READMEs tell the truth: the paths, commands, targets, people and counts that they name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workflows.__main__ import COMMANDS
from workflows.demo.cases import SCRIPTS
from workflows.demo.cast import CAST
from workflows.demo.places import COUNTIES, DISPATCHING

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "workflows/README.md")
PATH = re.compile(r"(?<![\w./])((?:bpmn|tests|webapp|workflows)/[\w./-]*\w|Makefile|pyproject\.toml)")


def text_of(readme: str) -> str:
    """The text of a README."""
    return (ROOT / readme).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_every_path_named_in_a_readme_exists(readme: str) -> None:
    paths = set(PATH.findall(text_of(readme)))
    assert len(paths) >= 10
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("readme", READMES)
def test_every_link_of_a_readme_leads_somewhere(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", text_of(readme))
    assert [link for link in links if not (ROOT / readme).parent.joinpath(link).exists()] == []


def test_every_command_is_in_the_readme_and_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"-m workflows (\w+)", text_of("README.md")))
    named |= set(re.findall(r"`-m workflows \w+` · `(\w+)`", text_of("README.md"))) | {"verify"}
    assert named == set(COMMANDS)


def test_every_target_named_in_the_readme_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z]+)\b", text_of("README.md"))) - {"alone"}
    assert {"run", "test"} <= named
    assert named <= targets


def test_the_readme_begins_with_the_two_commands_that_a_newcomer_needs() -> None:
    block = text_of("README.md").split("```")[1]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == ["make run", "make test"]


def test_the_people_to_sign_in_as_are_the_cast_of_the_city() -> None:
    table = text_of("README.md").partition("| sign in as | to |")[2].partition("\n\n")[0]
    named = re.findall(
        r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{3}(?=[, ])",
        "\n".join(row.split("|")[1] for row in table.splitlines()[2:]),
    )
    names = {role.name for role in CAST}
    assert len(named) >= 8
    assert [name for name in named if name not in names] == []


def test_the_counts_of_the_demonstration_city_are_those_of_the_readme() -> None:
    text = text_of("README.md")
    assert f"{len(COUNTIES)} counties" in text
    assert f"{len(DISPATCHING)} dispatching units" in text
    assert f"{len(SCRIPTS)} recalls in every state" in text


def test_every_room_is_on_the_map() -> None:
    text = text_of("workflows/README.md").partition("## Rooms")[2].split("```")[1]
    rooms = {path.parent.name for path in (ROOT / "workflows").glob("*/__init__.py")}
    assert sorted(room for room in rooms if not re.search(rf"\b{room}\b", text)) == []
