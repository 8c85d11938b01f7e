"""Background work: what falls due without anybody clicking; one loop on SQLite, Procrastinate on PostgreSQL."""

from workflows.jobs.worker import run_worker

__all__ = ["run_worker"]
