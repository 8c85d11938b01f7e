"""Reading of a decision table from its XML form."""

from __future__ import annotations

from lxml import etree

from workflows.dmn.errors import DmnError, problem
from workflows.dmn.model import Aggregation, DecisionTable, HitPolicy, InputClause, OutputClause, Rule
from workflows.dmn.tags import attribute, child, elements, line_of, refuse_other_language, text_of

_ENGLISH_COLUMNS = frozenset({"en", "english"})


def read_table(element: etree._Element, file: str) -> DecisionTable:
    """The table in `element`.

    Raises DmnError for an unknown hit policy, another language than FEEL, or a rule with too few or too many cells.
    """
    inputs = tuple(_input(each) for each in elements(element, "input"))
    outputs = tuple(_output(each) for each in elements(element, "output"))
    english = _english_column(element)
    rules = tuple(_rule(each, number, english) for number, each in enumerate(elements(element, "rule"), 1))
    for each in element.iter():
        if isinstance(each.tag, str):
            refuse_other_language(each, file)
    if not outputs:
        raise DmnError((problem("read.no_output", file, element.get("id"), line=line_of(element)),))
    for rule in rules:
        if len(rule.tests) != len(inputs) or len(rule.outputs) != len(outputs):
            numbers = (rule.number,)
            raise DmnError((problem("read.cells", file, rule.id, line=rule.line, rules=numbers, rule=rule.number),))
    return DecisionTable(
        id=element.get("id"),
        line=line_of(element),
        type_ref=attribute(element, "typeRef"),
        hit_policy=_hit_policy(element, file),
        aggregation=_aggregation(element, file),
        inputs=inputs,
        outputs=outputs,
        rules=rules,
    )


def _hit_policy(element: etree._Element, file: str) -> HitPolicy:
    text = attribute(element, "hitPolicy") or "UNIQUE"
    if text not in set(HitPolicy):
        raise DmnError((problem("read.hit_policy", file, element.get("id"), line=line_of(element), found=text),))
    return HitPolicy(text)


def _aggregation(element: etree._Element, file: str) -> Aggregation | None:
    text = attribute(element, "aggregation")
    if text is None:
        return None
    if text not in set(Aggregation):
        raise DmnError((problem("read.aggregation", file, element.get("id"), line=line_of(element), found=text),))
    return Aggregation(text)


def _input(element: etree._Element) -> InputClause:
    expression = child(element, "inputExpression")
    text = _text(expression)
    return InputClause(
        id=element.get("id"),
        label=attribute(element, "label") or text,
        label_en=text_of(child(element, "description")).strip(),
        expression=text,
        type_ref=attribute(expression, "typeRef") if expression is not None else None,
        allowed=_text(child(element, "inputValues")) or None,
        line=line_of(element),
    )


def _output(element: etree._Element) -> OutputClause:
    name = attribute(element, "name")
    return OutputClause(
        id=element.get("id"),
        name=name,
        label=attribute(element, "label") or name or "",
        label_en=text_of(child(element, "description")).strip(),
        type_ref=attribute(element, "typeRef"),
        allowed=_text(child(element, "outputValues")) or None,
        default=_text(child(element, "defaultOutputEntry")) or None,
        line=line_of(element),
    )


def _rule(element: etree._Element, number: int, english: int | None) -> Rule:
    notes = [_text(each) for each in elements(element, "annotationEntry")]
    description = text_of(child(element, "description")).strip()
    in_english = notes[english] if english is not None and english < len(notes) else ""
    own = [note for index, note in enumerate(notes) if index != english and note]
    return Rule(
        id=element.get("id"),
        number=number,
        tests=tuple(_text(each) for each in elements(element, "inputEntry")),
        outputs=tuple(_text(each) for each in elements(element, "outputEntry")),
        annotation=description or (own[0] if own else ""),
        annotation_en=in_english,
        line=line_of(element),
    )


def _english_column(element: etree._Element) -> int | None:
    """The position of the annotation column that holds English; the rule's description is in the diagram's language."""
    names = [(attribute(each, "name") or "").lower() for each in elements(element, "annotation")]
    return next((index for index, name in enumerate(names) if name in _ENGLISH_COLUMNS), None)


def _text(element: etree._Element | None) -> str:
    """The text child of a cell, without surrounding space."""
    return text_of(child(element, "text")).strip() if element is not None else ""
