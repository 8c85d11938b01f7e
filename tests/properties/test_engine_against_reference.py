"""The engine, saved and restored at every step, does what the reference does: on random models under random schedules."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engine.play import NINE, Play
from tests.properties.drawing import Model
from tests.properties.random_models import models
from tests.properties.reference import Reference
from workflows.procedure.model import EventType

ACTS = 25
CLOSING_ACTS = 400


def pair_up(play: Play, reference: Reference) -> list[tuple[str, Any]]:
    """Open tasks of both, paired by key and order of arrival; fails where the two differ."""
    theirs = reference.open()
    run = play.run
    ours = [((t.element.id, tuple(element for _, element in t.path), t.item_index), t.id) for t in run.open_tasks]
    assert Counter(key for key, _ in ours) == Counter(key for key, _ in theirs)
    assert run.is_ended == reference.is_over
    assert Counter(run.end_events) == Counter(reference.ends)
    assert sorted((t.element.id, t.due_at) for t in run.timers) == reference.dues()
    assert run.variables == reference.data
    ours.sort(key=lambda pair: repr(pair[0]))
    theirs.sort(key=lambda pair: repr(pair[0]))
    return [(token_id, tok) for (_, token_id), (_, tok) in zip(ours, theirs, strict=True)]


def choose(model: Model, data: st.DataObject) -> dict[str, Any]:
    """New values for every gateway of the model; loops go round more often than not."""
    numbers = data.draw(st.lists(st.integers(0, 11), min_size=len(model.choices), max_size=len(model.choices)))
    values: dict[str, Any] = {}
    for (name, ways), number in zip(model.choices.items(), numbers, strict=True):
        if name in model.loops:
            values[name] = number % 4 != 0
        else:
            values[name] = number % 2 == 1 if name in model.flags else number % ways
    return values


def play_both(model: Model, data: st.DataObject) -> None:
    variables = choose(model, data)
    play = Play(model.procedure, variables, called=model.called)
    called = {each.process_id: each for each in model.called}
    reference = Reference(model.procedure, called, model.meanings, dict(variables), NINE)
    for number in range(ACTS + CLOSING_ACTS):
        open_tasks = pair_up(play, reference)
        if reference.is_over:
            return
        is_closing = number >= ACTS
        act(model, play, reference, open_tasks, data, is_closing=is_closing)
    pytest.fail("the case does not end")


def act(
    model: Model,
    play: Play,
    reference: Reference,
    open_tasks: list[tuple[str, Any]],
    data: st.DataObject,
    *,
    is_closing: bool,
) -> None:
    """One act on both: complete a task, deliver a message or let time pass; while closing, loops are left."""
    what = 0 if is_closing else data.draw(st.integers(0, 11))
    told = {"m": data.draw(st.integers(0, 9))} if what >= 8 else {}
    if what == 11 and reference.listening(EventType.SIGNAL):
        play.signal("bell", **told)
        reference.ring_out(told)
    elif what == 10 and reference.listening(EventType.MESSAGE):
        _, frame, esp = reference.listening(EventType.MESSAGE)[0]
        play.deliver("word", **told)
        reference.tell(frame, esp, told)
    elif what >= 8 and reference.awaiting():
        _, tok = reference.awaiting()[0]
        play.deliver("news", **told)
        reference.deliver(tok, told)
    elif what >= 6 or not open_tasks:
        hours = data.draw(st.integers(1, 4)) if not is_closing else 5
        play.later(hours=hours)
        reference.advance(reference.now + timedelta(hours=hours))
    else:
        token_id, tok = open_tasks[0 if is_closing else data.draw(st.integers(0, len(open_tasks) - 1))]
        answers = choose(model, data) if not is_closing else {}
        answers.update({name: False for name in model.loops if is_closing})
        if tok.is_item:
            answers["vote"] = data.draw(st.integers(0, 3)) if not is_closing else 0
        elif tok.node.outputs:
            answers["v"] = data.draw(st.integers(0, 3)) if not is_closing else 0
        play.act(lambda run: run.complete(token_id, answers))
        reference.complete(tok, answers)


def test_the_engine_does_what_the_reference_does(request: pytest.FixtureRequest) -> None:
    seeds = request.config.getoption("--seeds")

    @settings(
        max_examples=seeds,
        derandomize=True,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(models(), st.data())
    def compare(model: Model, data: st.DataObject) -> None:
        play_both(model, data)

    compare()
