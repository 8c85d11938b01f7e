"""What one person is asked on rows that name them, and what they said: their own rows alone, by the form that they answer with."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from workflows import feel
from workflows.casework import catalogue
from workflows.casework.errors import CaseworkError
from workflows.casework.kept_settings import environment_of_case
from workflows.casework.models import ProcedureVersion, RowAsk, RowReply, SheetRow
from workflows.casework.row_ask_texts import silence_of, step_of
from workflows.casework.row_asks import seen_on
from workflows.casework.verbs.answer_row import no_such_ask, require_asked
from workflows.casework.words import AskState
from workflows.people import Actor
from workflows.procedure.form_model import Form, FormField
from workflows.procedure.model import Procedure
from workflows.store import UnitOfWork

MOST_OPEN, MOST_ENDED = 200, 50


@dataclass(frozen=True, slots=True)
class AskedRow:
    """One line of the list: what is asked, on which row, in which procedure."""

    ask: RowAsk
    name: str
    version: ProcedureVersion
    procedure: Procedure

    def step(self, locale: str) -> str:
        """What the person is asked for."""
        return step_of(self.procedure, self.ask, locale)

    def silence(self, locale: str) -> str:
        """What stands when nothing is said; empty where that means nothing."""
        return silence_of(self.procedure, self.ask, locale)


def asked_of_me(work: UnitOfWork, actor: Actor, *, is_open: bool) -> Sequence[AskedRow]:
    """What the actor still has to answer, the most urgent first, or what has ended, the newest first; one statement."""
    statement = (
        select(RowAsk, SheetRow.name, ProcedureVersion)
        .join(SheetRow, SheetRow.id == RowAsk.row_id)
        .join(ProcedureVersion, ProcedureVersion.id == RowAsk.procedure_version_id)
        .where(RowAsk.person_id == actor.person_id)
    )
    if is_open:
        of_state = statement.where(RowAsk.state == AskState.OPEN).order_by(RowAsk.due_at, RowAsk.id).limit(MOST_OPEN)
    else:
        ended = (AskState.ANSWERED, AskState.SILENT, AskState.WITHDRAWN)
        of_state = statement.where(RowAsk.state.in_(ended)).order_by(RowAsk.ended_at.desc(), RowAsk.id)
        of_state = of_state.limit(MOST_ENDED)
    return [
        AskedRow(ask, name, version, catalogue.procedure_of(work, version.id))
        for ask, name, version in work.session.execute(of_state)
    ]


@dataclass(frozen=True, slots=True)
class AskView:
    """One ask as its person may read it: of the row what the form shows, and what they said on it themselves."""

    asked: AskedRow
    row: SheetRow
    form: Form
    values: Mapping[str, Any]  # what its expressions see, and of it what its read-only questions show
    said: Mapping[str, Any]
    labels: Mapping[str, Any]  # what was chosen, there or on the row, as it was called
    is_silence: bool
    environment: feel.Environment
    refusal: CaseworkError | None

    @property
    def fields(self) -> Sequence[FormField]:
        """The questions of the form, in order."""
        return self.form.inputs


def ask_of_me(work: UnitOfWork, ask_id: uuid.UUID, actor: Actor) -> AskView:
    """One ask of the actor's. Raises NotFound for anybody else's."""
    statement = (
        select(RowAsk, SheetRow, ProcedureVersion, RowReply)
        .join(SheetRow, SheetRow.id == RowAsk.row_id)
        .join(ProcedureVersion, ProcedureVersion.id == RowAsk.procedure_version_id)
        .outerjoin(RowReply, RowReply.ask_id == RowAsk.id)
        .where(RowAsk.id == ask_id, RowAsk.person_id == actor.person_id)
    )
    found = work.session.execute(statement).first()
    if found is None:
        raise no_such_ask()
    ask, row, version, reply = found
    procedure = catalogue.procedure_of(work, version.id)
    form = procedure.forms[ask.form_id]
    said = {} if reply is None else {**reply.answers, **({"outcome": reply.outcome} if reply.outcome else {})}
    refusal: CaseworkError | None = None
    try:
        require_asked(ask)
    except CaseworkError as error:
        refusal = error
    return AskView(
        asked=AskedRow(ask, row.name, version, procedure),
        row=row,
        form=form,
        values=seen_on(row),
        said=said,
        labels={**row.labels, **(reply.labels if reply is not None else {})},
        is_silence=reply is not None and reply.is_silence,
        environment=environment_of_case(work, ask.case_id),
        refusal=refusal,
    )
