"""Names of variables: those a procedure sets must be usable in FEEL, and a name read but never set may be a slip."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from workflows.feel import FeelError, parse_expression
from workflows.feel.names import KEYWORDS, suggest
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.givers import givers_of, row_forms
from workflows.procedure.checks.text import Text
from workflows.procedure.checks.texts import texts_of
from workflows.procedure.model import Element, Procedure, Severity

_NAME = re.compile(r"[^\W\d]\w{0,99}\Z")
# The engine gives these to the instances of a multi-instance activity, so nothing else may set them.
RESERVED = frozenset(
    {
        "loopCounter",
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)


def check_variables(checking: Checking) -> None:
    """Refuse unusable and reserved names, and names that are read though nothing gives them."""
    for name, element, _ in _assigned(checking.procedure):
        _check_name(checking, name, element)
    for form in checking.procedure.forms.values():
        for field in form.inputs:
            if field.key in RESERVED or field.key in KEYWORDS:
                checking.in_file("variable_reserved", form.file, form.id, values={"name": field.key})
    _check_reads(checking)


def _assigned(procedure: Procedure) -> Iterator[tuple[str, Element, bool]]:
    """Every variable that an element sets: its path, the element, and whether the whole path is a variable of its own."""
    for element in procedure.elements.values():
        if element.result_variable is not None:
            yield element.result_variable, element, True
        for mapping in (*element.inputs, *element.outputs):
            yield mapping.target, element, False
        variable = element.property("deadline_variable")
        if variable is not None:
            yield variable, element, True
        loop = element.multi_instance
        if loop is not None:
            for name in (loop.input_element, loop.output_collection):
                if name is not None:
                    yield name, element, True


def _check_name(checking: Checking, path: str, element: Element) -> None:
    parts = path.split(".")
    if any(_NAME.match(part.strip()) is None for part in parts):
        checking.error("variable_name", element, name=path)
    elif parts[0].strip() in RESERVED or parts[0].strip() in KEYWORDS:
        checking.error("variable_reserved", element, name=parts[0].strip())


class Names:
    """Known names, folded once, so that each unknown one is compared with those of about its length only."""

    def __init__(self, known: Collection[str]) -> None:
        self._by_fold: dict[str, str] = {}
        self._by_length: dict[int, list[str]] = {}
        for name in sorted(known):
            folded = _folded(name)
            if self._by_fold.setdefault(folded, name) == name and len(name) >= 5:
                self._by_length.setdefault(len(folded), []).append(name)

    def near_miss(self, name: str) -> str | None:
        """The one that `name` was probably meant to be: the same but for case and _, or one letter away.

        Digits tell names apart on purpose, and short names are near to everything, so neither counts as a slip.
        """
        folded = _folded(name)
        if folded in self._by_fold:
            return self._by_fold[folded]
        if len(name) < 5:
            return None
        lengths = (len(folded) - 1, len(folded), len(folded) + 1)
        others = (other for length in lengths for other in self._by_length.get(length, ()))
        return min((other for other in others if _is_one_letter_away(folded, _folded(other))), default=None)


def _folded(name: str) -> str:
    return name.casefold().replace("_", "")


def _is_one_letter_away(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    left, right = first[start:], second[start:]
    if left[1:] == right[1:]:
        changed = left[:1] + right[:1]
    elif left[1:] == right:
        changed = left[:1]
    elif left == right[1:]:
        changed = right[:1]
    elif left[:2] == right[:2][::-1] and left[2:] == right[2:]:
        changed = left[:2]
    else:
        return False
    return not any(letter.isdigit() for letter in changed)


def _check_reads(checking: Checking) -> None:
    """A name that is read and that nothing gives.

    Where everything that a case may hold is known, it is an error. Where messages, callers or operations that nobody knows may
    set anything, it is only told beside a near known name, as a slip.
    """
    procedure = checking.procedure
    givers = givers_of(procedure, checking.operations, checking.called)
    known = _known_names(procedure) | givers.all
    of_rows = {form.file: frozenset(field.key for field in form.inputs) for form in row_forms(procedure)}
    names = Names(known)
    # A name with spaces is read rightly only where the functions are known.
    is_complete = None not in (checking.operations, checking.functions) and givers.is_complete
    for element in procedure.elements.values():
        for name in checking.decision_inputs.get(element.decision_id or "", ()):
            if is_complete and "." not in name and name not in known:
                told = {"what": f"The table {element.decision_id}", "what_zh": f"决策表 {element.decision_id} "}
                advice = advice_of(names.near_miss(name) or suggest(name, known))
                checking.error("name_unwritten", element, name=name, **told, **advice)
    for text in texts_of(checking.procedure):
        if not text.is_feel:
            continue
        try:
            expression = parse_expression(text.source.strip()[1:].strip(), names=text.own_names)
        except FeelError:
            continue
        # What is called is a function, and the check of expressions knows those.
        read = expression.certain_names - frozenset(expression.calls)
        for name in sorted(read - known - text.own_names - RESERVED - of_rows.get(text.file or "", frozenset())):
            near = names.near_miss(name)
            values: dict[str, object] = {"name": name, "near": near, "what": text.what, "what_zh": text.what_zh}
            if is_complete:
                _tell(
                    checking,
                    "name_unwritten",
                    text,
                    Severity.ERROR,
                    {**values, **advice_of(near or suggest(name, known))},
                )
            elif near is not None:
                _tell(checking, "name_near_miss", text, Severity.WARNING, values)


def _tell(checking: Checking, code: str, text: Text, severity: Severity, values: Mapping[str, object]) -> None:
    if text.file is not None:
        checking.in_file(code, text.file, str(text.at), severity=severity, values=values)
    elif severity is Severity.ERROR:
        checking.error(code, text.at, **values)
    else:
        checking.warn(code, text.at, **values)


def _known_names(procedure: Procedure) -> frozenset[str]:
    names = {path.split(".")[0].strip() for path, _, _ in _assigned(procedure)}
    # What is answered on a row stays in the row.
    of_rows = row_forms(procedure)
    for form in procedure.forms.values():
        if form not in of_rows:
            names.update(field.key for field in form.inputs)
    return frozenset(names)
