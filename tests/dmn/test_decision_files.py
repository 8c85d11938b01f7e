"""The decision files themselves: they pass every check, have a drawing, and speak both languages."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree

from tests.dmn.decisions import FILES, ROOT, model_of
from workflows.dmn import check_model
from workflows.dmn.model import DecisionTable
from workflows.procedure.model import SETTING_FUNCTION

DMNDI = "{https://www.omg.org/spec/DMN/20191111/DMNDI/}"
CODE = re.compile(r'"D\d\w?\.\d+\w?"')
every_decision = pytest.mark.parametrize("decision", sorted(FILES))


@every_decision
def test_the_file_passes_every_check(decision: str) -> None:
    assert check_model(model_of(decision), {SETTING_FUNCTION}) == ()


@every_decision
def test_every_element_is_drawn(decision: str) -> None:
    of = model_of(decision)
    root = etree.parse(ROOT / FILES[decision] / f"{decision}.dmn").getroot()
    drawn = {each.get("dmnElementRef") for each in root.iter(f"{DMNDI}DMNShape")}
    assert drawn == {*of.inputs, *of.decisions, *of.knowledge}


@every_decision
def test_every_rule_states_its_reason_in_both_languages(decision: str) -> None:
    tables = [each.logic for each in model_of(decision).decisions.values() if isinstance(each.logic, DecisionTable)]
    for rule in (rule for table in tables for rule in table.rules):
        # A sentence, not a code: which rule it was the evidence keeps beside it.
        assert re.search("[\u4e00-\u9fff]{2}", rule.annotation)
        assert len(rule.annotation_en.split()) > 1
        assert not CODE.search(f"{rule.annotation} {rule.annotation_en}")


@every_decision
def test_every_input_and_every_column_is_named_in_both_languages(decision: str) -> None:
    of = model_of(decision)
    tables = [each.logic for each in of.decisions.values() if isinstance(each.logic, DecisionTable)]
    columns = [column for table in tables for column in (*table.inputs, *table.outputs)]
    for named in (*of.inputs.values(), *columns):
        assert not named.label.isascii()
        assert named.label_en.isascii()
        assert named.label_en


def test_opening_and_saving_in_the_editor_changes_no_byte() -> None:
    root = ROOT.parent
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or not (root / "node_modules" / "dmn-moddle").is_dir():
        pytest.skip("no dmn-js: run make install with Node.js at hand")
    files = [str(ROOT / folder / f"{decision}.dmn") for decision, folder in FILES.items()]
    script = Path(__file__).with_name("round_trip.mjs")
    done = subprocess.run([node, str(script), *files], capture_output=True, text=True, cwd=root, check=True)
    assert json.loads(done.stdout) == {}
