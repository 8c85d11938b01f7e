"""Operations that are done in pieces: each is asked for by `go_on` alone, and what acts in the case meanwhile waits for none."""

from __future__ import annotations

import pytest

from tests.engine.models import boundary, end, error, parallel, procedure, service, start, user
from tests.engine.play import Play
from workflows.engine import BpmnError, EngineError, Unfinished

BESIDE = procedure(
    start(), parallel("split"), service("work"), user("a"), user("b"), end(), paths="start split work b end; split a"
)


class Work:
    """Does one of `total` in each piece."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total

    def __call__(self, call: object) -> dict[str, int] | Unfinished:
        self.done += 1
        return Unfinished(self.done, self.total) if self.done < self.total else {"count": self.done}


def test_a_piece_is_done_when_asked_for_and_nothing_is_written_before_the_end():
    work = Work(3)
    case = Play(BESIDE, perform=work)
    assert (work.done, case.open, case.variables) == (1, ["a"], {})
    assert case.due == {"work": case.now}, "the worker finds it by its row"
    case.complete("a")
    case.later(days=1)
    assert (work.done, case.due["work"]) == (1, case.now.replace(day=2)), (
        "no act waits for a piece, and it keeps its place"
    )
    assert [(each.element.id, each.done, each.total) for each in case.run.unfinished] == [("work", 1, 3)]
    assert case.act(lambda run: run.go_on()) == ["work"]
    assert (work.done, case.open, case.variables) == (2, [], {})
    case.act(lambda run: run.go_on())
    assert (case.open, case.variables, case.due, case.run.unfinished) == (["b"], {"count": 3}, {}, ())
    assert case.act(lambda run: run.go_on()) == []


def test_a_piece_that_comes_no_further_is_an_error_and_one_that_throws_is_caught():
    stuck = Play(
        procedure(start(), service("work"), end(), paths="start work end"), perform=lambda call: Unfinished(1, 2)
    )
    with pytest.raises(EngineError, match="no further than 1 of 2"):
        stuck.act(lambda run: run.go_on())
    pieces = iter([Unfinished(1, 2)])

    def throws(call: object) -> Unfinished:
        if (found := next(pieces, None)) is None:
            raise BpmnError("stop", "enough")
        return found

    caught = procedure(
        start(),
        service("work"),
        end(),
        boundary("refused", "work", error("stop")),
        end("other"),
        paths="start work end; refused other",
    )
    case = Play(caught, perform=throws)
    case.act(lambda run: run.go_on())
    assert (case.ends, case.due) == (("other",), {})
