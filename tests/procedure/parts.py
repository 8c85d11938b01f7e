"""Parts that the tests of checks share: posts, a task, boundary events, and the codes that a check reports."""

from __future__ import annotations

from tests.procedure.diagrams import line
from workflows.procedure import Procedure, Severity, check
from workflows.procedure.signatures import Signature
from workflows.sentence import Sentence

MANUAL = '<bpmn:manualTask id="work" name="办理" />'
POSTS = ("member", "unit_hr", "city_director")
OPERATIONS = {"notice.send": Signature("notice.send", Sentence("Send.", "发送。"), errors={"E1": ()})}


def codes(
    procedure: Procedure, severity: Severity = Severity.ERROR, called: dict[str, Procedure] | None = None
) -> list[str]:
    """The codes that the checks report of one severity."""
    found = check(procedure, posts=POSTS, operations=OPERATIONS, called=called or {})
    return [problem.code for problem in found if problem.severity is severity]


def boundary(event: str, host: str = "work", *, attributes: str = "") -> str:
    """A boundary event with a path of its own."""
    return (
        f'<bpmn:boundaryEvent id="edge" attachedToRef="{host}"{attributes}>{event}</bpmn:boundaryEvent>'
        '<bpmn:endEvent id="aside" />' + line("edge", "aside")
    )


def timer(text: str = "P1D") -> str:
    """A timer event definition of a duration."""
    return f"<bpmn:timerEventDefinition><bpmn:timeDuration>{text}</bpmn:timeDuration></bpmn:timerEventDefinition>"
