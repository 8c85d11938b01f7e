"""Whatever is done to a diagram, reading and checking answer with sentences; and what passes, the engine compiles."""

from __future__ import annotations

import copy
import random
from functools import lru_cache
from pathlib import Path

import pytest
from lxml import etree

from workflows.engine import compile_definition
from workflows.procedure import Procedure, Severity, check, read, read_folder

ROOT = Path(__file__).parents[2]
SEEDS = 30
TEXTS = ("", "x", "= 1", "= (", "true", "${a}", "-1", "a b", "é", "P1D", "= now(")


@lru_cache
def house() -> dict[str, Procedure]:
    """The procedures of the designers' room."""
    folders = sorted({diagram.parent for diagram in (ROOT / "bpmn").glob("*/*.bpmn")})
    return {folder.name: read_folder(folder) for folder in folders}


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The diagram with one to three things removed, moved, renamed, doubled or overwritten."""
    root = etree.fromstring(data)
    process = next(node for node in root if str(node.tag).endswith("}process"))
    for _ in range(chance.randint(1, 3)):
        nodes = [node for node in process.iter() if isinstance(node.tag, str)]
        node, other = chance.choice(nodes), chance.choice(nodes)
        parent = node.getparent()
        act = chance.randrange(7)
        if act == 0 and node is not process and parent is not None:
            parent.remove(node)
        elif act == 1 and node.attrib:
            del node.attrib[chance.choice(sorted(map(str, node.attrib)))]
        elif act == 2 and node.attrib:
            node.set(chance.choice(sorted(map(str, node.attrib))), chance.choice([*TEXTS, other.get("id") or "start"]))
        elif act == 3 and other is not process and node not in list(other.iter()):
            node.append(other)
        elif act == 4:
            node.tag = other.tag
        elif act == 5:
            node.text = chance.choice(TEXTS)
        elif act == 6 and node is not process and parent is not None:
            parent.append(copy.deepcopy(node))
    return etree.tostring(root)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_damaged_diagram_is_answered_with_sentences(seed: int) -> None:
    chance = random.Random(seed)
    name = chance.choice(sorted(house()))
    files = dict(house()[name].files)
    files[f"{name}.bpmn"] = mutate(files[f"{name}.bpmn"], chance)
    procedure, problems = read(name, files)
    assert procedure is not None or problems
    assert all(problem.sentence.en and problem.sentence.zh for problem in problems)
    if procedure is None:
        return
    found = check(procedure, called=house())
    assert all(problem.sentence.en and problem.sentence.zh for problem in found)
    if not any(problem.severity is Severity.ERROR for problem in found):
        compile_definition(procedure, house())


def test_every_procedure_of_the_house_is_without_errors_and_compiles() -> None:
    assert {"recall", "selection"} <= set(house())
    for procedure in house().values():
        errors = [found.sentence.en for found in check(procedure, called=house()) if found.severity is Severity.ERROR]
        assert errors == []
        compile_definition(procedure, house())
