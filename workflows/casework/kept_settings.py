"""The settings that a case keeps: those of the day on which it started, in the unit that it is about; FEEL's `setting(key)`, and
`catalogue(key)`, which gives the scheme that a setting names.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sqlalchemy import select

from workflows import feel
from workflows.calendar.feel_functions import calendar_functions
from workflows.calendar.zone import OFFICE_ZONE, local_date
from workflows.casework.expressions import calendar_of, environment_for
from workflows.casework.models import Case
from workflows.casework.who import with_office
from workflows.office.in_force import Texts, keep, kept, texts_in_force
from workflows.office.schemes import plain_scheme
from workflows.office.settings_file import kept_value, shipped_settings
from workflows.people.models import Unit
from workflows.procedure.model import CATALOGUE_FUNCTION, SETTING_FUNCTION
from workflows.store import UnitOfWork


class _Asked(Protocol):
    @property
    def work(self) -> UnitOfWork: ...

    def value(self, key: str, scope: Mapping[str, Any], /) -> feel.Value: ...


@dataclass(slots=True)
class KeptSettings:
    """The settings of one case for the length of one transaction.

    They are fixed when the first one is asked for, or else when the case is first saved: by the unit that the case is about by
    then (`unit_text`, the process's property), else by the unit of the post in which it was started. From then on nothing
    moves them, neither a later change nor another version of the procedure; called procedures run inside the case and share them,
    and the parts of a round take over what the round keeps.
    A case from before there were settings, and a setting younger than the case, have the value that was shipped for its day.
    """

    work: UnitOfWork
    case: Case
    unit_text: str | None = None
    starter_unit_id: uuid.UUID | None = None
    _texts: Texts | None = field(default=None, init=False)

    def value(self, key: str, scope: Mapping[str, Any]) -> feel.Value:
        """The value of a setting; `scope` are the variables seen by whoever asks. Raises feel.FeelError for an unknown key."""
        if self._texts is None:
            self._texts = self._fixed(scope)
        text, entry = self._texts.get(key), shipped_settings().get(key)
        if text is not None:
            return text if entry is not None and entry.is_text else kept_value(text)
        if entry is None:
            raise feel.FeelError("setting.unknown", name=key)
        return entry.read(entry.on(self.case.day))

    def keep(self, unit_id: uuid.UUID | None) -> str | None:
        """The name of the set that the case keeps, for its row; `unit_id` is the unit that it is about now.

        None for a case from before there were settings.
        """
        if self.case.settings is not None or self.case.version:
            return self.case.settings
        if self._texts is None:
            self._texts = self._in_force(unit_id or self.starter_unit_id)
        return keep(self.work, self._texts)

    def fix(self, scope: Mapping[str, Any]) -> str | None:
        """The name of the set that the case keeps, fixed now: for the parts of a round, which take it over.

        `scope` are the variables seen by whoever asks. None for a case from before there were settings.
        """
        if self._texts is None and self.case.settings is None and not self.case.version:
            self._texts = self._fixed(scope)
        return self.keep(self.case.unit_id)

    def _fixed(self, scope: Mapping[str, Any]) -> Texts:
        if self.case.settings is not None:
            return kept(self.work, self.case.settings)
        return {} if self.case.version else self._in_force(self._unit(scope) or self.starter_unit_id)

    def _in_force(self, unit_id: uuid.UUID | None) -> Texts:
        return texts_in_force(self.work, self.case.day, unit_id)

    def _unit(self, scope: Mapping[str, Any]) -> uuid.UUID | None:
        """The unit that the case is about, as far as the variables say so already; what they do not say yet is no mistake here."""
        text = self.unit_text
        if not text:
            return None
        code: Any = text
        if text.startswith("="):
            try:
                code = feel.to_json(
                    feel.parse_expression(text[1:]).evaluate(scope, feel.Environment(now=self.work.now))
                )
            except feel.FeelError:
                return None
        return self.work.session.scalar(select(Unit.id).where(Unit.code == str(code))) if code else None


def with_settings(environment: feel.Environment, settings: _Asked) -> feel.Environment:
    """The environment, its FEEL knowing `setting(key)` and `catalogue(key)`."""

    def setting(run: feel.Evaluation, key: str) -> Any:
        return settings.value(key, run.values)

    def catalogue(run: feel.Evaluation, key: str) -> Any:
        return scheme_named_by(settings, key, run.values)

    own = {
        SETTING_FUNCTION: feel.define_function(SETTING_FUNCTION, ["key: string"], setting, with_run=True),
        CATALOGUE_FUNCTION: feel.define_function(CATALOGUE_FUNCTION, ["key: string"], catalogue, with_run=True),
    }
    return replace(environment, functions={**environment.functions, **own})


def scheme_named_by(settings: _Asked, key: str, scope: Mapping[str, Any]) -> Any:
    """The scheme that a setting names, with its lines. A scheme never changes, so a case that keeps the setting keeps the lines.

    Raises feel.FeelError for a key that is no setting, or one that names no scheme.
    """
    scheme = plain_scheme(settings.work, str(settings.value(key, scope)))
    if scheme is None:
        raise feel.FeelError("setting.unknown", name=key)
    return feel.from_json(scheme)


def environment_of_case(work: UnitOfWork, case_id: uuid.UUID) -> feel.Environment:
    """What expressions of a case see outside a run: the moment, and calendar and settings as the case keeps them."""
    environment = with_settings(_environment_of_page(work, case_id), _SettingsOfPage(work, case_id))
    return with_office(environment, work, lambda: work.session.get_one(Case, case_id))


def _environment_of_page(work: UnitOfWork, case_id: uuid.UUID) -> feel.Environment:
    """The case's own calendar, looked at where an expression asks for it."""
    functions = calendar_functions(lambda: calendar_of(work, work.session.get_one(Case, case_id)))
    return feel.Environment(now=work.now, zone=OFFICE_ZONE, functions=functions)


@dataclass(frozen=True, slots=True)
class _SettingsOfPage:
    """The settings of a case that is only shown; its row is looked at where an expression asks for one."""

    work: UnitOfWork
    case_id: uuid.UUID

    def value(self, key: str, scope: Mapping[str, Any]) -> feel.Value:
        """The value of a setting. Raises feel.FeelError for an unknown key."""
        return KeptSettings(self.work, self.work.session.get_one(Case, self.case_id)).value(key, scope)


@dataclass(frozen=True, slots=True)
class OfficeSettings:
    """The settings of today in a unit, where there is no case yet: a start form reads what its case will keep."""

    work: UnitOfWork
    unit_id: uuid.UUID | None = None

    def value(self, key: str, scope: Mapping[str, Any]) -> feel.Value:
        """The value of a setting. Raises feel.FeelError for an unknown key."""
        entry = shipped_settings().get(key)
        if entry is None:
            raise feel.FeelError("setting.unknown", name=key)
        return entry.read(texts_in_force(self.work, local_date(self.work.now), self.unit_id)[key])


def environment_of_office(
    work: UnitOfWork,
    unit_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    post_key: str | None = None,
) -> feel.Environment:
    """What expressions see where there is no case yet: the settings are those of today, in a unit or everywhere; `own_leave()` is
    that of this person, and `starting_post()` this post."""
    environment = with_settings(environment_for(work), OfficeSettings(work, unit_id))
    return with_office(environment, work, person_id=person_id, post_key=post_key)
