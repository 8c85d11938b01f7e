"""`python -m workflows …`: the commands; each lives in its room and is imported only when it is asked for."""

from __future__ import annotations

import importlib

import click

COMMANDS = {
    "account": ("workflows.commands.account", "account"),
    "attendance": ("workflows.commands.attendance", "attendance"),
    "backup": ("workflows.commands.backup", "backup"),
    "batch": ("workflows.demo.batch_command", "batch"),
    "bench": ("workflows.bench", "bench"),
    "check": ("workflows.commands.check", "check"),
    "load": ("workflows.demo.load_command", "load"),
    "migrate": ("workflows.commands.database", "migrate"),
    "operations": ("workflows.commands.operations", "operations"),
    "pictures": ("workflows.commands.pictures", "pictures"),
    "posts": ("workflows.commands.posts", "posts"),
    "publish": ("workflows.commands.procedures", "publish"),
    "registers": ("workflows.commands.registers", "registers"),
    "replay": ("workflows.commands.replay", "replay"),
    "restore": ("workflows.commands.backup", "restore"),
    "seals": ("workflows.commands.proof", "seals"),
    "settings": ("workflows.commands.settings", "settings"),
    "start": ("workflows.commands.procedures", "start"),
    "tck": ("workflows.dmn.tck", "tck"),
    "test": ("workflows.commands.test", "test"),
    "unit": ("workflows.commands.account", "unit"),
    "verify": ("workflows.commands.proof", "verify"),
    "vocabulary": ("workflows.procedure.accepted.command", "vocabulary"),
    "worker": ("workflows.jobs.command", "worker"),
}
# The conformance kit needs decision tables alone, the table of accepted words the readers, files of attendance their own.
WITHOUT_ROOMS = {"attendance", "pictures", "tck", "vocabulary"}


class Commands(click.Group):
    """Imports a command when it is used: `check` must not need a database, nor `tck` the engine."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        if cmd_name not in WITHOUT_ROOMS:
            # The registry of operations must be full before a diagram is checked or a case moves.
            importlib.import_module("workflows.rooms")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=Commands)
def main() -> None:
    """Gatepost without its pages: check and test procedures, publish them, run the worker, prove the record."""


if __name__ == "__main__":
    main(prog_name="python -m workflows")
