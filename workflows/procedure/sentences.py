"""Every sentence that reading and checking a procedure can say, in English and Chinese; no rule lives here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.feel.names import suggest
from workflows.procedure.advice import NEAR
from workflows.procedure.model import Problem, Severity
from workflows.procedure.sentences_batches import BATCH_SENTENCES
from workflows.procedure.sentences_checks import CHECK_SENTENCES
from workflows.procedure.sentences_clock import CLOCK_SENTENCES
from workflows.procedure.sentences_disclosure import DISCLOSURE_SENTENCES
from workflows.procedure.sentences_forms import FORM_SENTENCES
from workflows.procedure.sentences_ledgers import LEDGER_SENTENCES
from workflows.procedure.sentences_letters import LETTER_SENTENCES
from workflows.procedure.sentences_meaning import MEANING_SENTENCES
from workflows.procedure.sentences_notices import NOTICE_SENTENCES
from workflows.procedure.sentences_operations import OPERATION_SENTENCES
from workflows.procedure.sentences_raised import RAISED_SENTENCES
from workflows.procedure.sentences_reading import READING_SENTENCES
from workflows.procedure.sentences_rounds import ROUND_SENTENCES
from workflows.procedure.sentences_scenarios import SCENARIO_SENTENCES
from workflows.procedure.sentences_sheets import SHEET_SENTENCES
from workflows.procedure.sentences_who import WHO_SENTENCES
from workflows.sentence import sentences

SENTENCES: Final = sentences(
    {
        **READING_SENTENCES,
        **FORM_SENTENCES,
        **BATCH_SENTENCES,
        **CHECK_SENTENCES,
        **CLOCK_SENTENCES,
        **DISCLOSURE_SENTENCES,
        **LETTER_SENTENCES,
        **MEANING_SENTENCES,
        **NOTICE_SENTENCES,
        **LEDGER_SENTENCES,
        **OPERATION_SENTENCES,
        **RAISED_SENTENCES,
        **ROUND_SENTENCES,
        **SHEET_SENTENCES,
        **SCENARIO_SENTENCES,
        **WHO_SENTENCES,
    }
)


def problem(
    code: str,
    file: str,
    element: str | None = None,
    *,
    line: int | None = None,
    severity: Severity = Severity.ERROR,
    values: Mapping[str, object] | None = None,
) -> Problem:
    """The finding `code` with its sentence filled in from `values`. Raises KeyError for a code without a sentence."""
    given = values or {}
    meant = str(given.get(NEAR) or "")
    return Problem(
        file=file,
        element=element,
        code=code,
        # People read no None: what is not said is a dash.
        sentence=SENTENCES[code].filled({key: "—" if value is None else value for key, value in given.items()}),
        severity=severity,
        line=line,
        wrong=_wrong(given, meant),
        meant=meant,
    )


def _wrong(values: Mapping[str, object], meant: str) -> str:
    """The name for which `meant` is meant: of those that the sentence tells, the one that is like it; a post that is unknown."""
    likely = (value for value in values.values() if isinstance(value, str) and meant and value != meant)
    found = next((value for value in likely if suggest(value, [meant]) == meant), "")
    return found or str(values.get("post") or "")
