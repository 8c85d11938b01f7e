"""Ledgers: posts exist and read the cases, expressions can be read, each is written by a step, and what they read is given."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.feel import FeelError, parse_expression, suggest
from workflows.feel.shapes import ANYTHING, Shape
from workflows.procedure.advice import advice_of
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.expressions import check_text
from workflows.procedure.checks.paper_places import Sight, check_seen
from workflows.procedure.checks.text import Text
from workflows.procedure.ledger_model import LedgerFile
from workflows.procedure.lists import names_of
from workflows.procedure.model import Element, Procedure
from workflows.procedure.signatures import Signature

ROW_NAMES = ("name", "is_left", "reason", "said", "outcome")
"""What `ledger.write_rows` says of each row of a sheet, beside its columns and answers (casework/ledger_sheets.py)."""


def check_ledgers(checking: Checking) -> None:
    """Every ledger of the folder by itself, and with every step that writes it."""
    procedure = checking.procedure
    uses = _uses(checking)
    for ledger in procedure.ledgers.values():
        _check_readers(checking, ledger)
        _check_narrowed(checking, ledger)
        for text in texts_of_ledger(ledger):
            check_text(checking, text)
        if checking.operations is not None and ledger.id not in uses:
            checking.in_file("ledger_unwritten", ledger.file, ledger.id)
    sight = Sight(checking) if uses else None
    for ledger_id, elements in uses.items():
        texts = tuple(texts_of_ledger(procedure.ledgers[ledger_id]))
        # The last step that writes it knows the most; a cell that an earlier one cannot fill yet stays empty until then.
        last = elements[-1]
        if sight is not None:
            for element in elements:
                if sight.names(element)[0] >= sight.names(last)[0]:
                    last = element
            check_seen(checking, "ledger", texts, last, sight, _of_rows(checking, last))


def texts_of_ledger(ledger: LedgerFile) -> Iterator[Text]:
    """Every expression of a ledger."""
    for place in ledger.places():
        what, what_zh = f"{place.key} of the ledger {ledger.id}", f"台账 {ledger.id} 的 {place.key} "
        source = f"={place.source}"
        yield Text(source, what, what_zh, ledger.id, must_be_feel=True, file=ledger.file, line=place.line)


def texts_of_ledgers(procedure: Procedure, element: Element, signature: Signature) -> Iterator[Text]:
    """The expressions of the ledger that a task writes: they read what the task sees."""
    named = _named(element, signature)
    ledger = procedure.ledgers.get(named[1]) if named is not None else None
    if ledger is not None:
        yield from texts_of_ledger(ledger)


def _named(element: Element, signature: Signature) -> tuple[str, str] | None:
    """The header by which a task names a ledger, and the ledger; None where there is none."""
    header = next((each.name for each in signature.headers if each.is_ledger), None)
    return next(((name, value.strip()) for name, value in element.headers if name == header), None)


def _uses(checking: Checking) -> dict[str, list[Element]]:
    """Which steps write which ledger of the folder; a step that writes one that is not there is told."""
    found: dict[str, list[Element]] = {}
    ledgers = checking.procedure.ledgers
    for element in checking.procedure.elements.values():
        signature = (checking.operations or {}).get(element.operation or "")
        named = _named(element, signature) if signature is not None else None
        if signature is None or named is None:
            continue
        if named[1] in ledgers:
            found.setdefault(named[1], []).append(element)
        else:
            values = {"operation": signature.name, "name": named[0], "value": named[1][:80]}
            checking.error("operation_header_ledger", element, **values, **advice_of(suggest(named[1], ledgers)))
    return found


def _of_rows(checking: Checking, element: Element) -> dict[str, Shape]:
    """What a line over a row of a sheet reads beside what the task sees: columns, answers, and what is said of each row."""
    name = dict(element.headers).get("sheet", "").strip()
    if not name:
        return {}
    over = [
        each for each in checking.procedure.elements.values() if name in (each.sheet, dict(each.headers).get("sheet"))
    ]
    forms = [checking.procedure.forms.get(each.row_form_id or "") for each in over]
    declared = (checking.sheets or {}).get(name)
    found = {field.key for form in forms if form is not None for field in form.inputs}
    found |= set(declared.columns) | set(declared.answers) if declared is not None else set()
    return dict.fromkeys((*found, *ROW_NAMES), ANYTHING)


def _check_readers(checking: Checking, ledger: LedgerFile) -> None:
    reading = frozenset(names_of(checking.procedure.property("readers") or ""))
    for number, post in enumerate(ledger.readers):
        line = ledger.line(f"readers.{number}")
        if checking.posts is not None and post not in checking.posts:
            values = {"name": post, **advice_of(suggest(post, checking.posts))}
            checking.in_file("ledger_post", ledger.file, ledger.id, line=line, values=values)
        elif post not in {each.partition("@")[0] for each in reading}:
            values = {"name": post, **advice_of(suggest(post, reading))}
            checking.in_file("ledger_not_reader", ledger.file, ledger.id, line=line, values=values)


def _check_narrowed(checking: Checking, ledger: LedgerFile) -> None:
    """What a field or a seal keeps from some readers of the case, a ledger must not show to all of them."""
    narrowed: dict[str, str] = {}
    for element in checking.procedure.elements.values():
        form = checking.procedure.forms.get(element.form_id or "")
        if form is not None:
            is_sealed = bool(element.property("sealed_until"))
            narrowed |= {item.key: form.id for item in form.inputs if is_sealed or item.visible_to}
    for text in texts_of_ledger(ledger):
        try:
            read = parse_expression(text.source[1:]).names
        except FeelError:
            continue
        for name in sorted(read & narrowed.keys()):
            values = {"what": text.what, "what_zh": text.what_zh, "name": name, "form": narrowed[name]}
            checking.in_file("ledger_narrowed", ledger.file, ledger.id, line=text.line, values=values)
