"""The mutation tool changes what decides and nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

from tests import mutants


def test_every_check_of_a_file_can_be_taken_out(tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    source = """
def may(actor, case):
    if actor.is_recused or case.is_closed:
        raise NotAllowed()
    record(actor)
    return query.where(a == actor.id, not case.hidden)
"""
    (tmp_path / "rules.py").write_text(source)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    found = list(mutants.mutants_of("rules.py"))
    assert {mutant.act for mutant, _ in found} == {
        "and/or swapped", "operand 1 left out", "operand 2 left out", "refusal not raised", "record not called",
        "condition 1 of where left out", "condition 2 of where left out", "comparison turned round", "not left out",
        "nothing returned",
    }  # fmt: skip
    texts = [ast.unparse(tree) for _, tree in found]
    assert len(set(texts)) == len(texts), "two mutants are the same"
    assert ast.unparse(ast.parse(source)) not in texts
