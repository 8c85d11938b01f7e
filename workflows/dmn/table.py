"""Compiles decision tables and evaluates them: which rules hit; what follows from the hits is in hit_policy."""

from __future__ import annotations

from typing import Any

from workflows.dmn.hit_policy import Outcome, conclude
from workflows.dmn.model import DecisionTable, HitPolicy, OutputClause, Rule
from workflows.dmn.session import Code, CompiledRule, CompiledTable, Scope, Session, TableTrace
from workflows.dmn.unit import Unit
from workflows.feel.foreign import adopt


def evaluate_table(compiled: CompiledTable, session: Session, scope: Scope) -> Any:
    """The value of the table; a violated hit policy, or a value that is not allowed, gives null and a note."""
    values = [code(session, scope) for code in compiled.inputs]
    hits = _hits(compiled, session, scope, values) if _are_allowed(compiled, session, values) else []
    outcome = Outcome(compiled, session, scope, hits)
    result = conclude(outcome)
    if session.traces:
        session.traces[-1].tables.append(TableTrace(compiled, scope, values, hits, result))
    return result


def _hits(compiled: CompiledTable, session: Session, scope: Scope, values: list[Any]) -> list[int]:
    """Indexes of the rules whose tests all hold, in order; only the first one under the first policy."""
    run = session.run
    outer = run.values, run.locals, run.diagnoses
    run.values, run.locals, run.diagnoses = scope, None, None
    is_first = compiled.table.hit_policy is HitPolicy.FIRST
    found: list[int] = []
    try:
        for index, rule in enumerate(compiled.rules):
            for column, test in rule.tests:
                if test is None or test.matches_in(run, values[column]) is not True:
                    break
            else:
                found.append(index)
                if is_first:
                    break
    finally:
        run.values, run.locals, run.diagnoses = outer
    return found


def _are_allowed(compiled: CompiledTable, session: Session, values: list[Any]) -> bool:
    for clause, tests, value in zip(compiled.table.inputs, compiled.allowed, values, strict=True):
        if tests is not None and value is not None and tests.matches_in(session.run, value) is not True:
            session.note("value.not_allowed", compiled.file, clause.id, clause.line, what=clause.label, value=value)
            return False
    return True


def compile_table(unit: Unit, table: DecisionTable, names: frozenset[str]) -> CompiledTable:
    """The compiled table; cells that cannot be read are problems of the unit, and such a rule never hits."""
    inputs = []
    for clause in table.inputs:
        code = unit.expression(clause.expression, names, clause.id, clause.line)
        inputs.append(unit.typed(code, clause.type_ref, clause.id, clause.line, clause.label))
    allowed = tuple(
        unit.tests(each.allowed, names, each.id, each.line) if each.allowed else None for each in table.inputs
    )
    output_allowed = tuple(
        unit.tests(each.allowed, names, each.id, each.line) if each.allowed else None for each in table.outputs
    )
    defaults = None
    if any(each.default for each in table.outputs):
        defaults = tuple(_output(unit, each, each.default or "null", names, each.line, 0) for each in table.outputs)
    _check_names(unit, table)
    return CompiledTable(
        table=table,
        file=unit.model.file,
        inputs=tuple(inputs),
        allowed=allowed,
        rules=tuple(_rule(unit, table, rule, names) for rule in table.rules),
        output_allowed=output_allowed,
        priorities=tuple(_priorities(unit, each, names) for each in table.outputs),
        defaults=defaults,
    )


def _rule(unit: Unit, table: DecisionTable, rule: Rule, names: frozenset[str]) -> CompiledRule:
    tests = []
    for column, text in enumerate(rule.tests):
        # An empty cell and a dash both mean that the column does not matter.
        if text not in ("", "-"):
            tests.append((column, unit.tests(text, names, rule.id, rule.line, rule.number)))
    outputs = tuple(
        _output(unit, clause, text or "null", names, rule.line, rule.number)
        for clause, text in zip(table.outputs, rule.outputs, strict=True)
    )
    inner = names | {each.name for each in table.outputs if each.name}
    return CompiledRule(
        rule,
        tuple(tests),
        outputs,
        _annotation(unit, rule.annotation, rule, inner),
        _annotation(unit, rule.annotation_en, rule, inner),
    )


def _annotation(unit: Unit, text: str, rule: Rule, names: frozenset[str]) -> Code | None:
    if not text.startswith("="):
        return None
    return unit.expression(text[1:], names, rule.id, rule.line, rule.number)


def _output(unit: Unit, clause: OutputClause, text: str, names: frozenset[str], line: int, rule: int) -> Code:
    code = unit.expression(text, names, clause.id, line, rule)
    return unit.typed(code, clause.type_ref, clause.id, line, clause.label or clause.name or "output")


def _priorities(unit: Unit, clause: OutputClause, names: frozenset[str]) -> tuple[Any, ...]:
    """The allowed outputs in the order in which they are written, highest priority first."""
    if clause.allowed is None:
        return ()
    session = Session.detached()
    value = adopt(unit.expression(f"[{clause.allowed}]", names, clause.id, clause.line)(session, {}))
    return tuple(value) if isinstance(value, list) else ()


def _check_names(unit: Unit, table: DecisionTable) -> None:
    seen: set[str] = set()
    for clause in table.outputs if len(table.outputs) > 1 else ():
        if not clause.name:
            unit.problem("table.output_name", clause.id, line=clause.line)
        elif clause.name in seen:
            unit.problem("table.output_twice", clause.id, line=clause.line, name=clause.name)
        seen.add(clause.name or "")
