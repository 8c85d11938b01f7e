"""The rules of the office as a page: every citation is found there, and what it names exists."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from workflows.office.settings_file import shipped_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "bpmn" / "rules.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+) \| (.+) \| (.+) \| (.+) \|$", PAGE, re.MULTILINE)
CITED = re.compile(r"rules\.md (\d+\.\d+)")


@lru_cache
def sources() -> dict[str, str]:
    """Every text of the project that may cite a rule, by its path."""
    kinds = {".py", ".md", ".yaml", ".bpmn", ".dmn", ".html"}
    files = [path for room in ("bpmn", "tests", "webapp", "workflows") for path in (ROOT / room).rglob("*")]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in [ROOT / "README.md", *files]
        if path.suffix in kinds and path != Path(__file__).resolve()
    }


def test_every_citation_is_found_in_the_page_and_none_points_elsewhere() -> None:
    numbers = {number for number, *_ in ROWS}
    cited = [(name, number) for name, text in sources().items() for number in CITED.findall(text)]
    assert len(cited) > 25
    assert [each for each in cited if each[1] not in numbers and each[0] != "bpmn/rules.md"] == []
    lost = re.compile(r"\bdomain(?:\.md)? (?:[1-9]|[ACRSM][0-9])")
    assert [name for name, text in sources().items() if lost.search(text)] == []


def test_the_numbers_of_the_rules_run_on_in_their_sections() -> None:
    sections = [int(number) for number in re.findall(r"^## (\d+) ", PAGE, re.MULTILINE)]
    assert sections == list(range(1, len(sections) + 1))
    for section in sections:
        own = [int(number.split(".")[1]) for number, *_ in ROWS if number.startswith(f"{section}.")]
        assert own == list(range(1, len(own) + 1)), section
    assert len(ROWS) == PAGE.count("\n| ") - len(sections), "a row that is no rule"


def test_every_setting_table_step_and_file_that_the_page_names_exists() -> None:
    named = {name for *_, places in ROWS for name in re.findall(r"`([^`]+)`", places)}
    for name in named:
        if name in shipped_settings():
            continue
        path, _, element = name.partition("#")
        assert (ROOT / path).is_file(), name
        assert not element or f'id="{element}"' in (ROOT / path).read_text(encoding="utf-8"), name
    assert set(shipped_settings()) <= named, "a number of the office that is no rule"
    tables = {path.relative_to(ROOT).as_posix() for path in (ROOT / "bpmn").glob("*/*.dmn")}
    assert tables <= named, "a table that is no rule"
    assert all(re.search(r"`[^`]+`", places) for *_, places in ROWS), "a rule that stands nowhere"
    assert all(re.match(r"(report|elsewhere|law|default)\b", source) for _, _, source, _ in ROWS)
