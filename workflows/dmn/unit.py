"""What the compilation of one model shares: its types, its names, and the problems it finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.dmn.errors import DmnProblem, Severity, problem
from workflows.dmn.item_types import ItemTypes, component_names
from workflows.dmn.model import Context, DecisionTable, Model
from workflows.dmn.session import Code, Scope, Session
from workflows.dmn.walk import logic_of, parts
from workflows.feel import BUILTINS, Expression, FeelError, UnaryTests, parse_expression, parse_unary_tests, suggest
from workflows.feel.kinds import FeelType
from workflows.feel.types import ANY, convert

_ALWAYS = frozenset({"?", "item", "partial", *BUILTINS})
"""Names that the language itself gives a meaning."""


class Unit:
    """Compiles texts of one model. `decision` is the element whose logic is being compiled, for its problems."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.problems: list[DmnProblem] = list(model.notes)
        self.decision: str | None = None
        self.types = ItemTypes(model, self.problem)
        self.entry_names = frozenset(_entry_names(model))
        self.called: dict[DmnProblem, str] = {}
        """The name behind each finding of a function that is not built in: the office may have it."""

    def problem(
        self, code: str, element: str | None = None, severity: Severity = Severity.ERROR, **params: Any
    ) -> DmnProblem:
        """Keep a problem of the element that is being compiled; returns it."""
        line, rules = params.pop("line", None), params.pop("rules", ())
        file, decision = self.model.file, self.decision
        found = problem(
            code, file, element, line=line, decision=decision, rules=rules, severity=severity, **_told(params)
        )
        if found not in self.problems:
            self.problems.append(found)
        return found

    def type_of(self, reference: str | None, line: int = 0) -> FeelType:
        """The type of a typeRef; an unknown one is a problem and means Any."""
        return self.types.of(reference, line)

    def expression(self, text: str, names: frozenset[str], element: str | None, line: int, rule: int = 0) -> Code:
        """The code of a FEEL text; one that cannot be read is a problem and gives null with a note."""
        file, rules = self.model.file, (rule,) if rule else ()
        try:
            parsed = parse_expression(text, names=names | self.entry_names)
        except FeelError as error:
            self.problem("feel.syntax", element, line=line, rules=rules, reason=error, text=text)
            params = _told({"reason": error, "text": text})

            def refused(session: Session, scope: Scope) -> None:
                session.note("feel.syntax", file, element, line, **params)

            return refused
        self._check_names(parsed, names, element, line, rules)
        evaluate_in = parsed.evaluate_in
        return lambda session, scope: evaluate_in(session.run, scope)

    def tests(
        self, text: str, names: frozenset[str], element: str | None, line: int, rule: int = 0
    ) -> UnaryTests | None:
        """The unary tests of a cell; None where they cannot be read, which is a problem."""
        rules = (rule,) if rule else ()
        try:
            parsed = parse_unary_tests(text, names=names | self.entry_names)
        except FeelError as error:
            self.problem("feel.syntax", element, line=line, rules=rules, reason=error, text=text)
            return None
        self._check_names(parsed, names, element, line, rules)
        return parsed

    def _check_names(
        self,
        parsed: Expression | UnaryTests,
        names: frozenset[str],
        element: str | None,
        line: int,
        rules: tuple[int, ...],
    ) -> None:
        """Tell names that are not in scope. Where nothing is drawn as required, they may be variables of the case."""
        for name in sorted(parsed.certain_names - names - _ALWAYS):
            severity = Severity.ERROR if names else Severity.WARNING
            at: dict[str, Any] = {"line": line, "rules": rules, "name": name}
            near = suggest(name, names)
            if name in parsed.calls:
                self.called[self.problem("feel.unknown_function", element, Severity.WARNING, **at)] = name
            elif near is not None:
                self.problem("feel.near_name", element, severity, **at, suggestion=near)
            else:
                self.problem("feel.unknown_name", element, severity, **at)

    def typed(self, code: Code, reference: str | None, element: str | None, line: int, what: str) -> Code:
        """The code with its value converted to a declared type; null and a note where it does not fit."""
        of_type = self.type_of(reference, line)
        return code if of_type is ANY else self.converted(code, of_type, element, line, what)

    def converted(self, code: Code, of_type: FeelType, element: str | None, line: int, what: str) -> Code:
        """The code with its value converted to a type; null and a note where it does not fit."""
        file = self.model.file

        def convert_value(session: Session, scope: Scope) -> Any:
            value = code(session, scope)
            if value is None:
                return None
            result, fits = convert(value, of_type)
            if not fits:
                session.note("value.type", file, element, line, what=what, type=str(of_type))
            return result

        return convert_value


def _told(params: dict[str, Any]) -> dict[str, Any]:
    """Params with a reason of the expression language replaced by its sentence in both languages."""
    reason = params.pop("reason", None)
    if isinstance(reason, FeelError):
        place = (f"line {reason.line}, column {reason.column}: ", f"第 {reason.line} 行第 {reason.column} 列：")
        english, chinese = place if reason.line else ("", "")
        params["reason"] = english + reason.sentence.en
        params["reason_zh"] = chinese + reason.sentence.zh
    return params


def _entry_names(model: Model) -> Iterator[str]:
    """Names that may follow a dot or stand in a filter: components, context entries, table outputs, imports."""
    yield from component_names(model.items.values())
    for expression in (part for logic in logic_of(model) for part in parts(logic)):
        if isinstance(expression, Context):
            yield from (each.variable.name for each in expression.entries if each.variable is not None)
        elif isinstance(expression, DecisionTable):
            yield from (each.name for each in expression.outputs if each.name)
    for each in model.imports:
        yield each.name
        for part in (each.model.knowledge, each.model.decisions, each.model.inputs, each.model.services):
            yield from map(each.model.name_of, part)
        yield from _entry_names(each.model)
