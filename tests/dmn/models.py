"""Small decision models for tests, written as tables and texts; the XML around them is made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from workflows.dmn import DecisionResult, Model, evaluate, read_model

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def definitions(*parts: str, namespace: str = "test", version: str = NAMESPACE) -> bytes:
    """A whole file around its parts."""
    body = "\n".join(parts)
    return (
        f'<definitions xmlns="{version}" id="d" name="test" namespace="{namespace}">\n{body}\n</definitions>'.encode()
    )


def model(*parts: str, imports: Mapping[str, bytes] | None = None) -> Model:
    """A read model of these parts."""
    return read_model(definitions(*parts), "test.dmn", imports=imports or {})


def value(of: Model, decision: str = "decision", **inputs: Any) -> Any:
    """The value of a decision for these inputs."""
    return result(of, decision, **inputs).value


def result(of: Model, decision: str = "decision", **inputs: Any) -> DecisionResult:
    """The evaluation of a decision for these inputs."""
    return evaluate(of, decision, inputs)


def type_ref(name: str | None) -> str:
    return f" typeRef={quoteattr(name)}" if name else ""


def text(content: str) -> str:
    return f"<text>{escape(content)}</text>"


def literal(content: str, of: str | None = None) -> str:
    return f"<literalExpression{type_ref(of)}>{text(content)}</literalExpression>"


def input_data(name: str, of: str | None = None) -> str:
    return f"<inputData id={quoteattr(name)} name={quoteattr(name)}><variable name={quoteattr(name)}{type_ref(of)}/></inputData>"


def decision(logic: str, *needs: str, id: str = "decision", of: str | None = None, knows: Sequence[str] = ()) -> str:
    """A decision; `needs` are ids of input data, or of decisions with a leading `@`."""
    required = ""
    for each in needs:
        tag, href = ("requiredDecision", each[1:]) if each.startswith("@") else ("requiredInput", each)
        required += f"<informationRequirement><{tag} href={quoteattr('#' + href)}/></informationRequirement>"
    for each in knows:
        href = each if "#" in each else f"#{each}"
        required += f"<knowledgeRequirement><requiredKnowledge href={quoteattr(href)}/></knowledgeRequirement>"
    return f'<decision id="{id}" name="{id}"><variable name="{id}"{type_ref(of)}/>{required}{logic}</decision>'


def knowledge(id: str, parameters: Mapping[str, str | None], logic: str, knows: Sequence[str] = ()) -> str:
    """A business knowledge model."""
    formal = "".join(f"<formalParameter name={quoteattr(n)}{type_ref(of)}/>" for n, of in parameters.items())
    required = "".join(
        f'<knowledgeRequirement><requiredKnowledge href="#{each}"/></knowledgeRequirement>' for each in knows
    )
    return (
        f'<businessKnowledgeModel id="{id}" name="{id}"><variable name="{id}"/>'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{required}</businessKnowledgeModel>"
    )


def column(expression: str, of: str | None = None, allowed: str | None = None) -> str:
    """A condition column."""
    values = f"<inputValues>{text(allowed)}</inputValues>" if allowed else ""
    tested = f"<inputExpression{type_ref(of)}>{text(expression)}</inputExpression>"
    return f"<input id={quoteattr(expression)} label={quoteattr(expression)}>{tested}{values}</input>"


def output(name: str, of: str | None = None, allowed: str | None = None, default: str | None = None) -> str:
    """A conclusion column."""
    values = f"<outputValues>{text(allowed)}</outputValues>" if allowed else ""
    fallback = f"<defaultOutputEntry>{text(default)}</defaultOutputEntry>" if default else ""
    return f"<output name={quoteattr(name)} label={quoteattr(name)}{type_ref(of)}>{values}{fallback}</output>"


def table(
    columns: Sequence[str],
    outputs: Sequence[str],
    rules: Sequence[tuple[Sequence[str], Sequence[str]] | tuple[Sequence[str], Sequence[str], str, str]],
    hit: str = "UNIQUE",
    aggregation: str | None = None,
) -> str:
    """A table; a rule is its tests, its outputs and, where given, its annotation in Chinese and English."""
    aggregated = f' aggregation="{aggregation}"' if aggregation else ""
    rows = ""
    for number, (tests, conclusions, *notes) in enumerate(rules, 1):
        note = f"<description>{escape(notes[0])}</description>" if notes else ""
        english = f"<annotationEntry>{text(notes[1])}</annotationEntry>" if notes else ""
        cells = "".join(f"<inputEntry>{text(each)}</inputEntry>" for each in tests)
        ends = "".join(f"<outputEntry>{text(each)}</outputEntry>" for each in conclusions)
        rows += f'<rule id="rule_{number}">{note}{cells}{ends}{english}</rule>\n'
    head = "".join(columns) + "".join(outputs) + '<annotation name="en"/>'
    return f'<decisionTable id="table" hitPolicy="{hit}"{aggregated}>{head}\n{rows}</decisionTable>'


def item(name: str, of: str | None = None, *, allowed: str | None = None, many: bool = False, inside: str = "") -> str:
    """An item definition; `inside` are its components."""
    base = f"<typeRef>{of}</typeRef>" if of else ""
    values = f"<allowedValues>{text(allowed)}</allowedValues>" if allowed else ""
    return f'<itemDefinition name="{name}" isCollection="{str(many).lower()}">{base}{values}{inside}</itemDefinition>'


def component(name: str, of: str) -> str:
    return f'<itemComponent name="{name}"><typeRef>{of}</typeRef></itemComponent>'
