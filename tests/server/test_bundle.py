"""The offline bundle: made where there is a package index, installed and started where there is none (with `--bundle`)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.person import Person
from tests.server.process import ROOT, Server, environment

OFFLINE = {
    # Whatever still asks an index, or anything else outside, fails at once.
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_NO_INDEX": "1",
    "http_proxy": "http://127.0.0.1:9/",
    "https_proxy": "http://127.0.0.1:9/",
}


def without_network() -> list[str]:
    """The words before a command that takes its network away, where this account may do so."""
    words = ["unshare", "--net"]
    may = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if may else []


@pytest.mark.bundle
def test_the_bundle_installs_and_serves_without_an_index(tmp_path: Path) -> None:
    made, target = tmp_path / "gatepost", tmp_path / "opt"
    subprocess.run([sys.executable, "-m", "webapp.offline", str(made)], cwd=ROOT, check=True, timeout=600)
    assert not list(made.glob("program/tests")), "tests are no part of an installation"
    outside = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [*without_network(), str(made / "install"), str(target)]
    done = subprocess.run(command, cwd="/", env={**outside, **OFFLINE}, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert (target / "var").stat().st_mode & 0o777 == 0o700

    # The installed program, with its own interpreter and nothing of this environment.
    url = f"sqlite:///{target / 'var' / 'gatepost.sqlite'}"
    given = {name: value for name, value in environment(url).items() if name in ("DATABASE_URL", "PORT", "HOST")}
    process = subprocess.Popen(
        [target / ".venv/bin/python", "-m", "webapp", "serve", "--no-worker"],
        cwd=target,
        env={**outside, **OFFLINE, **given, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    server = Server(process)
    try:
        visitor = Person(server.wait_until_up().port)
        page = visitor.get("/sign-in")
        assert page.status == 200
        built = re.findall(r'"(/static/build/[^"]+)"', page.text)
        assert len(built) >= 3
        assert [visitor.get(address).status for address in built] == [200] * len(built)
        assert "用户名" in page.words, "translations are compiled"
    finally:
        server.stop()
        server.close()
    again = subprocess.run(command, cwd="/", env={**outside, **OFFLINE}, capture_output=True, text=True, timeout=600)
    assert again.returncode == 0, again.stderr
    assert (target / "var" / "gatepost.sqlite").is_file(), "a newer bundle leaves the data alone"


def test_the_units_start_what_the_readme_says() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for unit in sorted((ROOT / "webapp" / "offline").glob("*.service")):
        found = re.search(r"^ExecStart=/opt/gatepost/(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert found, unit.name
        assert found.group(1) in readme, unit.name
