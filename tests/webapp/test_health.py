"""What machines that watch are told: the record that is not sealed, beside database, schema and worker."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.casework.world import World
from tests.clock import MovingClock
from tests.webapp.browser import Browser
from workflows.jobs.duties import seal_history
from workflows.jobs.pulse import beat


def test_a_record_that_is_not_sealed_is_told(
    app: Flask, world: World, clock: MovingClock, browser_of: Callable[[str], Browser]
) -> None:
    began = clock.now
    watcher = app.test_client()

    def ready() -> tuple[int, str]:
        beat(world.store)
        answer = watcher.get("/readyz")
        assert answer.json is not None
        return answer.status_code, answer.json["seals"]

    clock.forward(hours=2)
    assert ready() == (200, "ok")
    clock.forward(hours=2)
    assert ready() == (503, f"not sealed since {began.isoformat()}")
    page = browser_of("adm").get("/admin/worker")
    assert "尚未封存的记录" in page.words
    assert "gatepost_unsealed_seconds 14400.0" in watcher.get("/metrics").get_data(as_text=True)
    assert seal_history(world.store)
    assert ready() == (200, "ok")
    assert "尚未封存的记录" not in browser_of("adm").get("/admin/worker").words
    assert "gatepost_unsealed_seconds 0.0" in watcher.get("/metrics").get_data(as_text=True)
