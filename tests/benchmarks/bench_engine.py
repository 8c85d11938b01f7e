"""What one completion costs the engine, load and save included; the cost of the whole product is measured elsewhere."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from tests.engine.models import boundary, call, end, exclusive, procedure, rule, start, timer, user
from tests.engine.play import NINE
from workflows import feel
from workflows.engine import CaseEngine, Definition, EngineEnvironment, compile_definition

ENVIRONMENT = EngineEnvironment(NINE, feel.Environment(now=NINE), lambda call: None, lambda call: "fit")


def review() -> Definition:
    """Twelve user tasks, four exclusive gateways, two boundary timers, a decision and a call activity of two tasks."""
    called = procedure(start(), user("c1"), user("c2"), end(), paths="start c1 c2 end", process_id="called")
    tasks = [user(f"t{number}") for number in range(1, 13)]
    gates = [exclusive(f"g{number}", default=f"g{number}-t{number * 3}") for number in range(1, 5)]
    paths = "start t1 t2 g1 t3 t4 t5 g2 t6 t7 check t8 g3 t9 t10 sub t11 g4 t12 end"
    back = "; ".join(f"g{number} t{number * 3 - 2}" for number in range(1, 5))
    drawn = procedure(
        start(),
        *tasks,
        *gates,
        rule("check", "fitness", "fitness"),
        call("sub", "called"),
        boundary("late", "t4", timer("P3D")),
        boundary("remind", "t7", timer("=reminder"), interrupting=False),
        end("late_end"),
        end("remind_end"),
        end(),
        paths=f"{paths}; {back}; late late_end; remind remind_end",
        conditions={f"g{number}-t{number * 3 - 2}": "= rework = true" for number in range(1, 5)},
    )
    return compile_definition(drawn, {"called": called})


def carry(definition: Definition, kilobytes: int) -> list[float]:
    """Seconds of each completion of one case with that much data, load and save included."""
    data = {"rework": False, "reminder": "P2D", "text": "x" * 1024 * kilobytes}
    blob = CaseEngine.start(definition, data, ENVIRONMENT).dump()
    spent = []
    while True:
        began = time.perf_counter()
        run = CaseEngine.load(definition, blob, ENVIRONMENT)
        [task] = run.open_tasks
        run.complete(task.id, {"answer": task.element.id})
        blob = run.dump()
        spent.append(time.perf_counter() - began)
        if run.is_ended:
            return spent


def loop(iterations: int) -> list[float]:
    """Seconds of each completion of a task in a loop."""
    definition = compile_definition(
        procedure(
            start(),
            user("a"),
            exclusive("again", default="again-end"),
            end(),
            paths="start a again a; again end",
            conditions={"again-a": "= more"},
        ),
        {},
    )
    blob = CaseEngine.start(definition, {"more": True}, ENVIRONMENT).dump()
    spent = []
    for _ in range(iterations):
        began = time.perf_counter()
        run = CaseEngine.load(definition, blob, ENVIRONMENT)
        run.complete(run.open_tasks[0].id, {"more": True})
        blob = run.dump()
        spent.append(time.perf_counter() - began)
    return spent


def median_ms(work: Callable[[], list[float]], rounds: int) -> float:
    """The median in milliseconds over some rounds."""
    return statistics.median(spent for _ in range(rounds) for spent in work()) * 1000


def main() -> dict[str, float]:
    """Print and return the figures: milliseconds by data size, and the ratio of iteration 1,000 to iteration 10."""
    definition = review()
    figures = {
        f"completion_{size}_kb_ms": median_ms(lambda size=size: carry(definition, size), 40) for size in (0, 2, 20)
    }
    rounds = loop(1_000)
    figures["loop_1000_to_10"] = statistics.median(rounds[-50:]) / statistics.median(rounds[5:55])
    for name, value in figures.items():
        print(f"{name}: {value:.3f}")
    return figures


if __name__ == "__main__":
    main()
