"""Expressions and cells against what their variables can ever be: an option that no form offers, an entry that no item has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from workflows.dmn.model import DecisionTable, Expression, InputClause, LiteralExpression, Model
from workflows.dmn.walk import parts
from workflows.feel.names import suggest
from workflows.feel.oddities import Odd, Oddity
from workflows.feel.outline import outline, outline_of_tests
from workflows.feel.outline_calls import NO_FUNCTIONS, Functions
from workflows.feel.shapes import ANYTHING, Shape, context_of, join
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.assignments import written_names
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.shapes import INSTANCES, Known, known_of, shape_of_decision, shape_of_field
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.checks.unit_values import check_unit_values
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, ElementType, SequenceFlow, Severity
from workflows.procedure.signatures import Header, Input, Signature
from workflows.procedure.who_functions import SHAPES
from workflows.sentence import Sentence

_CODES = {
    Odd.TEXT: "value_never",
    Odd.ENTRY: "entry_unknown",
    Odd.NAME: "filter_name",
    Odd.REFUSED: "value_refused",
    Odd.CALL: "call_null",
}
_SERVICE = frozenset({ElementType.SERVICE_TASK, ElementType.SEND_TASK})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS: Mapping[str, Sentence] = {
    "string": Sentence("a text", "文本"),
    "number": Sentence("a number", "数字"),
    "boolean": Sentence("yes or no", "是或否"),
    "date": Sentence("a date", "日期"),
    "time": Sentence("a time", "时间"),
    "date and time": Sentence("a date and time", "日期时间"),
    "local date and time": Sentence("a date and time without its offset", "不带时区的日期时间"),
    "list": Sentence("a list", "列表"),
    "context": Sentence("a record", "结构"),
}
_MOST = 12  # of the words that would have been right; a longer list is read by nobody


def check_values(checking: Checking) -> None:
    """Refuse what can never hold; warn of it where messages or callers may bring what nobody knows."""
    known = known_of(checking)
    for text in texts_of(checking.procedure):
        if text.is_feel:
            seen = _seen(checking, known, text)
            source = text.source.strip()[1:].strip()
            read = outline(source, seen, text.own_names, SHAPES, _functions(checking))
            for oddity in (*read.oddities, *_columns(text, read.shape)):
                _tell(checking, known, oddity, text)
    for decision_id in checking.models:
        _check_decision(checking, known, decision_id)
    for element in checking.procedure.elements.values():
        if element.type in _SERVICE:
            _check_given(checking, known, element)
    check_unit_values(checking, known)


def _columns(text: Text, shape: Shape) -> Iterator[Oddity]:
    """Columns of a table that none of its rows has."""
    table = text.field.table if text.field is not None else None
    if table is None or text.source != table.source or shape.kind != "list" or shape.item is None:
        return
    rows = shape.item.entries
    computed = outline((table.columns_expression or "").strip().removeprefix("="), {}).shape.item
    keys = [key for key, _ in table.columns]
    if computed is not None and computed.entries is not None:
        keys += sorted(computed.entries.get("key", ANYTHING).texts or ())
    if rows is not None:
        yield from (Oddity(Odd.ENTRY, key, frozenset(rows), not shape.item.is_open) for key in keys if key not in rows)


def _functions(checking: Checking) -> Functions:
    return checking.functions or NO_FUNCTIONS


def _seen(checking: Checking, known: Known, text: Text) -> dict[str, Shape]:
    procedure = checking.procedure
    own = {name: INSTANCES.get(name, ANYTHING) for name in text.own_names}
    if text.file is not None:
        form = next(each for each in procedure.forms.values() if each.file == text.file)
        seen = {**known.seen_in(form), **own}
        if text.field is not None and text.field.list_key:
            rows = next(field for field in form.inputs if field.key == text.field.list_key)
            row = context_of({item.key: shape_of_field(item) for item in rows.inputs})
            seen |= dict.fromkeys(("this", "_this_"), row)
        if text.field is not None and "value" in text.own_names:
            seen["value"] = shape_of_field(text.field)
        return seen
    at = procedure.elements.get(text.at.source) if isinstance(text.at, SequenceFlow) else text.at
    if not isinstance(at, Element):
        return known.variables | own
    seen = known.seen_by(at)
    # What instances bring is known where the activity itself is looked at.
    return seen | {name: shape for name, shape in own.items() if name not in seen}


def _tell(checking: Checking, known: Known, oddity: Oddity, text: Text) -> None:
    values = {"what": text.what, "what_zh": text.what_zh, **_values(oddity)}
    is_error = oddity.is_written or (known.is_complete and oddity.is_certain)
    if not is_error and not values["advice"] and oddity.reason is None:
        return
    code = _CODES[oddity.odd]
    if text.file is not None:
        severity = Severity.ERROR if is_error else Severity.WARNING
        checking.in_file(code, text.file, str(text.at), severity=severity, values=values)
    elif is_error:
        checking.error(code, text.at, **values)
    else:
        checking.warn(code, text.at, **values)


def _values(oddity: Oddity) -> dict[str, object]:
    if oddity.reason is not None:
        return {
            "name": oddity.name,
            "reason": oddity.reason.en,
            "reason_zh": oddity.reason.zh,
            "advice": "",
            "advice_zh": "",
        }
    names = sorted(oddity.known)
    shown = ", ".join(names[:_MOST]) + (" …" if len(names) > _MOST else "")
    return {
        "name": oddity.name,
        "known": shown or "nothing",
        "known_zh": shown.replace(", ", "、") or "空",
        **advice_of(suggest(oddity.name, names)),
    }


def _check_decision(checking: Checking, known: Known, decision_id: str) -> None:
    """The columns of a decision's tables, over the variables as the steps that apply it see them."""
    model = checking.models[decision_id]
    decision = model.decisions[decision_id]
    elements = [
        e for e in checking.procedure.elements.values() if e.decision_id and _applies(model, e.decision_id, decision_id)
    ]
    seen: dict[str, Shape] = {}
    for name in checking.decision_inputs.get(decision_id, ()):
        seen[name] = join(known.seen_by(each).get(name, ANYTHING) for each in elements) if elements else ANYTHING
    for reference in decision.decisions:
        if reference.id in model.decisions:
            seen[model.name_of(reference.id)] = shape_of_decision(model, reference.id)
    for oddity, place, line in _in_logic(decision.logic, seen, _functions(checking)):
        values = {"id": decision_id, "what": place.en, "what_zh": place.zh, **_values(oddity)}
        is_error = oddity.is_written or (known.is_complete and oddity.is_certain)
        if is_error or values["advice"] or oddity.reason is not None:
            severity = Severity.ERROR if is_error else Severity.WARNING
            checking.in_file(_CODES[oddity.odd], model.file, decision_id, line=line, severity=severity, values=values)


def _applies(model: Model, applied: str, decision_id: str) -> bool:
    """Whether a step that applies one decision may come to the other: they stand in one file because one needs the other."""
    return applied == decision_id or (applied in model.decisions and decision_id in model.decisions)


def _in_logic(
    logic: Expression | None, seen: Mapping[str, Shape], functions: Functions
) -> Iterator[tuple[Oddity, Sentence, int]]:
    """What is odd in the tables of a decision, or in the one expression that it is; with its place."""
    if isinstance(logic, LiteralExpression):
        for oddity in outline(logic.text, seen, seen, functions=functions).oddities:
            yield oddity, Sentence("The expression", "表达式"), logic.line
    for table in parts(logic):
        if not isinstance(table, DecisionTable):
            continue
        for number, clause in enumerate(table.inputs):
            subject = outline(clause.expression, seen, seen).shape
            allowed = _allowed(clause)
            if allowed is not None and subject.texts is not None:
                column = Sentence(
                    f"The column {clause.label or clause.expression}", f"列 {clause.label or clause.expression} "
                )
                for text in sorted(subject.texts - allowed):
                    yield Oddity(Odd.REFUSED, text, allowed), column, clause.line
            for rule in table.rules:
                place = Sentence(f"Rule {rule.number}", f"规则 {rule.number} ")
                yield from (
                    (oddity, place, rule.line) for oddity in _cell(rule.tests[number], subject, seen, functions)
                )
        for rule in table.rules:
            place = Sentence(f"The result of rule {rule.number}", f"规则 {rule.number} 的结果")
            for cell in rule.outputs:
                yield from (
                    (oddity, place, rule.line)
                    for oddity in outline(cell, seen, seen, functions=functions).oddities
                    if cell
                )


def _allowed(clause: InputClause) -> frozenset[str] | None:
    """The only texts that a column allows, where that is what it says."""
    shape = outline(f"[{clause.allowed}]", {}).shape if clause.allowed else ANYTHING
    return shape.item.texts if shape.item is not None and shape.item.kind == "string" else None


def _cell(cell: str, subject: Shape, seen: Mapping[str, Shape], functions: Functions) -> Iterator[Oddity]:
    if cell not in ("", "-"):
        yield from outline_of_tests(cell, subject, seen, seen, functions)


def _check_given(checking: Checking, known: Known, element: Element) -> None:
    """What an operation reads is of the kind that it reads."""
    signature = (checking.operations or {}).get(element.operation or "")
    if signature is None:
        return
    seen = known.seen_by(element)
    # A variable of the header's name stands before the header.
    either = [header for header in signature.headers if header.is_input_too]
    read: tuple[Input | Header, ...] = (*signature.inputs, *either)
    for each in read:
        mapping = next((mapping for mapping in reversed(element.inputs) if mapping.target == each.name), None)
        if mapping is not None and _has_wrong_word(checking, element, signature, each, mapping.source):
            continue
        given = seen.get(each.name, ANYTHING)
        clash = _clash(given, each.shape)
        if clash is not None:
            values = {"operation": signature.name, "name": each.name, "given": clash.en, "given_zh": clash.zh}
            expected = {"expected": each.expected.en, "expected_zh": each.expected.zh}
            if known.is_complete:
                checking.error("operation_input_kind", element, **values, **expected)
            else:
                checking.warn("operation_input_kind", element, **values, **expected)


def _has_wrong_word(
    checking: Checking, element: Element, signature: Signature, read: Input | Header, source: str
) -> bool:
    """Whether a mapping writes a text that the operation does not take: none of its words, or no post; both are told."""
    written = written_names(source) if source.strip().startswith("=") else (source,)
    told = False
    for text in written:
        values: dict[str, object] = {"operation": signature.name, "name": read.name, "value": text[:80]}
        if read.shape.texts is not None and text not in read.shape.texts:
            shown = sorted(read.shape.texts)
            known = {"known": ", ".join(shown), "known_zh": "、".join(shown)}
            checking.error("operation_input_word", element, **values, **known, **advice_of(suggest(text, shown)))
            told = True
        elif isinstance(read, Header) and read.is_post and checking.posts is not None:
            for post in (group.partition("@")[0].strip() for group in names_of(text)):
                if post not in checking.posts:
                    near = advice_of(suggest(post, checking.posts))
                    checking.error("operation_header_post", element, **values, **near)
                    told = True
    return told


def _clash(given: Shape, wanted: Shape) -> Sentence | None:
    """What is given, where an operation could never read it as what it wants; None where it may fit.

    Dates and times are kept as texts, and a text may be written by an expression; one that people type or choose is not.
    """
    if None in (given.kind, wanted.kind) or given.kind == "null":
        return None
    if given.kind == wanted.kind:
        if given.texts and wanted.texts is not None and not given.texts & wanted.texts:
            shown = sorted(given.texts)[:_MOST]
            return Sentence(f"one of {', '.join(shown)}", f"{'、'.join(shown)} 之一")
        if given.item is not None and wanted.item is not None:
            inner = _clash(given.item, wanted.item)
            return Sentence(f"a list, each item {inner.en}", f"列表，每项为{inner.zh}") if inner is not None else None
        return None
    is_text = given.kind == "string"
    if is_text and wanted.kind in ("date", "time", "date and time"):
        chosen = given.texts is not None and not any(_DAY.match(text) for text in given.texts)
        return _KINDS["string"] if given.is_typed or chosen else None
    if wanted.kind == "string" and given.kind in ("date", "time", "date and time", "local date and time"):
        return None
    return _KINDS.get(given.kind or "")


def oddities_of(
    checking: Checking, source: str, shapes: Mapping[str, Shape], names: frozenset[str], *, is_complete: bool
) -> Iterator[tuple[str, Severity, dict[str, object]]]:
    """What is odd in one expression, as codes with what fills their sentences; a guess without advice is not told."""
    for oddity in outline(source, shapes, names, functions=_functions(checking)).oddities:
        values = _values(oddity)
        is_error = oddity.is_written or (is_complete and oddity.is_certain)
        if is_error or values["advice"] or oddity.reason is not None:
            yield _CODES[oddity.odd], Severity.ERROR if is_error else Severity.WARNING, values
