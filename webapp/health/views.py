"""`/healthz` (the process answers), `/readyz` (and can do its work), `/metrics` (figures for Prometheus)."""

from __future__ import annotations

import hmac
import os
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest, multiprocess

from webapp.access import MACHINE, PUBLIC, store, without_transaction
from workflows.casework.outgoing import waiting_by_way
from workflows.casework.words import NoticeWay
from workflows.jobs.outgoing import ways_of
from workflows.jobs.pulse import load, pulse
from workflows.proof.seals import unsealed_since
from workflows.settings import SettingError
from workflows.store import DATABASE_ERRORS, UnitOfWork, trouble_of
from workflows.store.migrate import newest_revision, revision_of

blueprint = Blueprint("health", __name__)
# The worker seals every hour what is an hour old; a seal that was refused is in its log, and here.
UNSEALED_AFTER = timedelta(hours=3)
_LOOPBACK = ("127.0.0.1", "::1")


@blueprint.get("/healthz")
@without_transaction(PUBLIC)
def healthz() -> ResponseReturnValue:
    """The process answers; asks nothing else."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@without_transaction(PUBLIC)
def readyz() -> ResponseReturnValue:
    """200 where pages can be served and automatic acts happen; 503 with what is missing."""
    found: dict[str, Any] = {"database": "ok", "schema": "ok", "worker": "ok", "seals": "ok"}
    try:
        with store().read() as work:
            now, unsealed, at = pulse(work), unsealed_since(work), work.now
            sent = _sent(work)
        if revision_of(store()) != newest_revision():
            found["schema"] = "not the newest"
    except DATABASE_ERRORS as error:
        found.update(database=trouble_of(error).value, worker="unknown", schema="unknown", seals="unknown")
    else:
        if now.hold is not None:
            found["worker"] = f"held back: clock {now.hold.kind}"
        elif now.is_still:
            found["worker"] = "standing still"
        if unsealed is not None and at - unsealed > UNSEALED_AFTER:
            found["seals"] = f"not sealed since {unsealed.isoformat()}"
        found["notices"] = sent
        found["worker_last_seen"] = now.last_beat_at.isoformat() if now.last_beat_at else None
    is_ready = all(found[part] == "ok" for part in ("database", "schema", "worker", "seals"))
    # Pages are served without a worker: a balancer that takes them away for that makes the trouble larger.
    serves = found["database"] == "ok" and found["schema"] == "ok"
    return jsonify(status="ready" if is_ready else "not ready", serves_pages=serves, **found), 200 if is_ready else 503


def _sent(work: UnitOfWork) -> dict[str, str]:
    """How notices go out by each way: an office that named no server should know that nothing does."""
    try:
        known = ways_of(os.environ).senders
    except SettingError as error:
        return {"settings": str(error)}
    waits = waiting_by_way(work)
    found = {}
    for way in NoticeWay:
        waiting = waits[way]
        found[way.value] = (
            "not configured: nothing goes out"
            if way not in known
            else f"{waiting.count} wait; the last answer was: {waiting.error}"
            if waiting.error
            else "ok"
        )
    return found


@blueprint.get("/metrics")
@without_transaction(MACHINE)
def metrics() -> ResponseReturnValue:
    """Figures for Prometheus: from this machine itself, or with the token of GATEPOST_METRICS_TOKEN."""
    token = current_app.extensions["gatepost_settings"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if request.remote_addr not in _LOOPBACK and not (token and hmac.compare_digest(token.encode(), given.encode())):
        abort(403)
    own = CollectorRegistry()
    _waiting(own)
    shared: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared = CollectorRegistry()
        multiprocess.MultiProcessCollector(shared)
    return Response(generate_latest(shared) + generate_latest(own), content_type=CONTENT_TYPE_LATEST)


def _waiting(registry: CollectorRegistry) -> None:
    def gauge(name: str, text: str, value: float) -> None:
        Gauge(f"gatepost_{name}", text, registry=registry).set(value)

    try:
        with store().read() as work:
            now, waits, at, unsealed = pulse(work), load(work), work.now, unsealed_since(work)
            outgoing = sum(each.count for each in waiting_by_way(work).values())
    except DATABASE_ERRORS:
        gauge("database_up", "1 where the database answers.", 0)
        return
    gauge("database_up", "1 where the database answers.", 1)
    age = (at - now.last_beat_at).total_seconds() if now.last_beat_at else float("nan")
    overdue = (at - waits.oldest_due_at).total_seconds() if waits.oldest_due_at else 0
    gauge("worker_age_seconds", "Since when no worker has said that it lives.", age)
    waited = (at - unsealed).total_seconds() if unsealed else 0
    gauge("unsealed_seconds", "How long the oldest entry that no seal covers has been there.", waited)
    gauge("automatic_acts_held", "1 where automatic acts wait for a person to confirm the clock.", now.hold is not None)
    gauge("due_timers", "Timers that are due and have not fired.", waits.due_timers)
    gauge("oldest_due_timer_seconds", "How long the oldest of them has been due.", overdue)
    gauge("waiting_messages", "Messages not yet delivered.", waits.waiting_messages)
    gauge("waiting_outgoing", "Notices that wait to be sent by mail or by the gateway.", outgoing)
    gauge("open_incidents", "Incidents not yet resolved.", waits.open_incidents)
