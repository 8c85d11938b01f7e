"""`python -m webapp.offline FOLDER`: write the program, its wheels, its built assets, systemd units and an installer there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from webapp.assets import BUILD
from workflows.settings import ROOT

ROOMS = ("bpmn", "webapp", "workflows")
FILES = ("README.md", "requirements.txt")
# Sources of what has been built, and what Python writes for itself.
LEFT_OUT = ("__pycache__", "webapp/assets/")
HERE = Path(__file__).parent


@click.command()
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
def bundle(target: Path) -> None:
    """Write the bundle into the folder TARGET, anew; it serves machines with this Python version and processor."""
    if not (BUILD / "manifest.json").is_file() or not list(ROOT.glob("webapp/translations/*/LC_MESSAGES/*.mo")):
        raise click.ClickException("Assets and translations are not built yet: make bundle builds them first.")
    if target.exists() and not (target / "install").is_file():
        raise click.ClickException(f"{target} is no earlier bundle; name a folder that does not exist.")
    shutil.rmtree(target, ignore_errors=True)
    for path in program_files():
        copy = target / "program" / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    _download_wheels(target / "wheels")
    for name in ("install", *(unit.name for unit in sorted(HERE.glob("*.service")))):
        shutil.copyfile(HERE / name, target / name)
    (target / "install").chmod(0o755)
    (target / "python-version").write_text(_python() + "\n", encoding="ascii")
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 1_000_000
    click.echo(f"{target}: {len(list((target / 'wheels').iterdir()))} wheels for Python {_python()}, {size:.0f} MB")


def program_files() -> Iterator[Path]:
    """Every file that a running installation needs."""
    for name in FILES:
        yield ROOT / name
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            inside = path.relative_to(ROOT).as_posix()
            if path.is_file() and not any(part in inside for part in LEFT_OUT):
                yield path


def _download_wheels(folder: Path) -> None:
    """The pinned packages of requirements.txt as wheels, each with the hash that stands there."""
    words = ("download", "--quiet", "--only-binary=:all:", "--require-hashes", "--no-deps")
    command = [sys.executable, "-m", "pip", *words, "-r", str(ROOT / "requirements.txt"), "-d", str(folder)]
    if subprocess.run(command).returncode:  # noqa: S603  (our own words)
        raise click.ClickException(
            "The packages could not be fetched: a bundle is made where there is a package index."
        )


def _python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


if __name__ == "__main__":
    bundle(prog_name="python -m webapp.offline")
