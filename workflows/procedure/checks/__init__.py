"""The checks of a procedure that reads well: can it be carried out as drawn, by people and operations that exist?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from workflows.feel.outline_calls import Functions
from workflows.procedure.checks.activities import check_activities
from workflows.procedure.checks.assignments import check_assignments
from workflows.procedure.checks.batches import check_batches
from workflows.procedure.checks.calls import check_calls
from workflows.procedure.checks.catchers import check_catchers
from workflows.procedure.checks.clock_starts import check_clock_starts
from workflows.procedure.checks.context import Checking
from workflows.procedure.checks.deadline_names import check_deadline_names
from workflows.procedure.checks.decisions import check_decisions
from workflows.procedure.checks.disclosure import check_disclosure
from workflows.procedure.checks.events import check_events
from workflows.procedure.checks.example_answers import check_examples
from workflows.procedure.checks.expressions import check_expressions
from workflows.procedure.checks.form_texts import check_form_texts
from workflows.procedure.checks.form_use import check_forms
from workflows.procedure.checks.gateways import check_gateways
from workflows.procedure.checks.graph import check_graph
from workflows.procedure.checks.invisible import check_invisible
from workflows.procedure.checks.later import check_later
from workflows.procedure.checks.ledgers import check_ledgers
from workflows.procedure.checks.lengths import check_lengths
from workflows.procedure.checks.letters import check_letters
from workflows.procedure.checks.mappings import check_mappings
from workflows.procedure.checks.nobody import check_nobody
from workflows.procedure.checks.notices import check_notices
from workflows.procedure.checks.operation_use import check_operation_use
from workflows.procedure.checks.presentation import check_presentation
from workflows.procedure.checks.raised import check_raised
from workflows.procedure.checks.rounds import check_rounds
from workflows.procedure.checks.scenario_files import check_scenarios
from workflows.procedure.checks.schedules import check_schedules
from workflows.procedure.checks.setting_names import check_setting_names
from workflows.procedure.checks.sheets import check_sheets
from workflows.procedure.checks.stuck import check_stuck
from workflows.procedure.checks.thrown import check_thrown
from workflows.procedure.checks.unread import check_unread
from workflows.procedure.checks.values import check_values
from workflows.procedure.checks.variables import check_variables
from workflows.procedure.checks.who_names import check_who
from workflows.procedure.model import Problem, Procedure
from workflows.procedure.signatures import SettingWords, SheetWords, Signature

__all__ = ["check"]


def check(
    procedure: Procedure,
    *,
    posts: Collection[str] | None = None,
    operations: Mapping[str, Signature] | None = None,
    called: Mapping[str, Procedure] | None = None,
    functions: Functions | None = None,
    letters: Collection[str] | None = None,
    people: Collection[str] | None = None,
    notices: Collection[str] | None = None,
    units: Collection[str] | None = None,
    now: datetime | None = None,
    settings: Mapping[str, SettingWords] | None = None,
    world_words: Mapping[str, Collection[str]] | None = None,
    sheets: Mapping[str, SheetWords] | None = None,
) -> tuple[Problem, ...]:
    """Everything that keeps `procedure` from being carried out as drawn (errors) or from being read well (warnings).

    `posts` are the known post keys, `operations` the signatures of the known operations by name, `called` the procedures that
    it may call by process id, `functions` those that expressions may call beside FEEL's own, `people` the persons that an
    assignment may name, `notices` the known kinds of notices, `units` the codes of known units, `now` the moment after which a
    start by the clock must lie, `settings` the settings of the office by key, `world_words` what `kind` of a unit and `role` of a
    posting may be in the world of a scenario, `sheets` those that rooms declare; what is None is not looked at. Problems come in
    the order of the diagram.
    """
    known = (posts, operations, called, functions, people, notices, units, now, settings, world_words, sheets)
    checking = Checking(procedure, *known)
    check_graph(checking)
    check_gateways(checking)
    check_stuck(checking)
    check_events(checking)
    check_clock_starts(checking)
    check_catchers(checking)
    check_thrown(checking)
    check_activities(checking)
    check_schedules(checking)
    check_mappings(checking)
    check_lengths(checking)
    check_later(checking)
    check_invisible(checking)
    check_assignments(checking)
    check_disclosure(checking)
    check_forms(checking)
    check_form_texts(checking)
    check_expressions(checking)
    check_decisions(checking)
    check_deadline_names(checking)
    check_setting_names(checking)
    check_who(checking)
    check_nobody(checking)
    check_variables(checking)
    check_values(checking)
    check_unread(checking)
    check_operation_use(checking)
    check_letters(checking)
    check_notices(checking)
    check_ledgers(checking)
    check_calls(checking)
    check_raised(checking)
    check_rounds(checking)
    check_sheets(checking)
    check_batches(checking)
    check_examples(checking)
    check_scenarios(checking)
    check_presentation(checking)
    return checking.sorted()
