"""What a person who answers on a row is told: asked, reminded, silent, no longer asked."""

from __future__ import annotations

from workflows.calendar.day_ends import due_text
from workflows.casework.models import RowAsk, SheetRow
from workflows.procedure.model import Procedure
from workflows.sentence import Sentence


def step_of(procedure: Procedure, ask: RowAsk, locale: str) -> str:
    """What the person is asked for, as the diagram calls the step."""
    element = procedure.elements[ask.element_id]
    return procedure.label(f"element:{element.id}", element.name or element.id, locale)


def silence_of(procedure: Procedure, ask: RowAsk, locale: str) -> str:
    """The outcome that stands for silence, as the form calls it; empty where it has none."""
    field = next((each for each in procedure.forms[ask.form_id].inputs if each.key == "outcome"), None)
    if not ask.silence or field is None:
        return ""
    label = dict(field.options).get(ask.silence, ask.silence)
    return procedure.label(f"form:{ask.form_id}:outcome:option:{ask.silence}", label, locale)


def asked_text(procedure: Procedure, ask: RowAsk, row: SheetRow) -> Sentence:
    """Somebody is asked."""
    due = due_text(ask.due_at)
    after, after_zh = _after(procedure, ask)
    return Sentence(
        f"{step_of(procedure, ask, 'en')}: please answer on “{row.name}” by {due}, in your inbox under “Asked of me”. {after}",
        f"{step_of(procedure, ask, 'zh')}：请于 {due} 前在待办“待我答复”中就“{row.name}”作出答复。{after_zh}",
    )


def reminded_text(procedure: Procedure, ask: RowAsk, row: SheetRow) -> Sentence:
    """The due time is near."""
    due = due_text(ask.due_at)
    after, after_zh = _after(procedure, ask)
    return Sentence(
        f"{step_of(procedure, ask, 'en')}: your answer on “{row.name}” is still missing; it is due {due}. {after}",
        f"{step_of(procedure, ask, 'zh')}：您尚未就“{row.name}”作出答复，期限为 {due}。{after_zh}",
    )


def silent_text(procedure: Procedure, ask: RowAsk, row: SheetRow) -> Sentence:
    """Nothing was said by the due time."""
    due = due_text(ask.due_at)
    meaning, meaning_zh = silence_of(procedure, ask, "en"), silence_of(procedure, ask, "zh")
    return Sentence(
        f"{step_of(procedure, ask, 'en')}: no answer on “{row.name}” came by {due}"
        + (f"; it counts as “{meaning}”." if meaning else "; the office goes on without it."),
        f"{step_of(procedure, ask, 'zh')}：截至 {due} 未收到您对“{row.name}”的答复"
        + (f"，视为“{meaning_zh}”。" if meaning_zh else "，将按现有材料办理。"),
    )


def opened_text(procedure: Procedure, ask: RowAsk, row: SheetRow) -> Sentence:
    """For whoever settled a row: somebody has answered on it since."""
    return Sentence(
        f"{step_of(procedure, ask, 'en')}: an answer on “{row.name}” came after you settled the row. It is open again; look at the "
        "answer and settle it anew.",
        f"{step_of(procedure, ask, 'zh')}：您办理“{row.name}”一行后收到了答复，该行已重新打开，请核对答复后重新办理。",
    )


def withdrawn_text(procedure: Procedure, ask: RowAsk, row: SheetRow) -> Sentence:
    """Nobody asks any more."""
    return Sentence(
        f"{step_of(procedure, ask, 'en')}: you need not answer on “{row.name}” any more.",
        f"{step_of(procedure, ask, 'zh')}：无需再就“{row.name}”作出答复。",
    )


def _after(procedure: Procedure, ask: RowAsk) -> tuple[str, str]:
    meaning, meaning_zh = silence_of(procedure, ask, "en"), silence_of(procedure, ask, "zh")
    if not meaning:
        return "Without an answer the office goes on.", "逾期未答复的，按现有材料办理。"
    return f"Without an answer it counts as “{meaning}”.", f"逾期未答复的，视为“{meaning_zh}”。"
