"""Settings from the environment, and the key that several processes make at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import forked
from webapp.settings import kept_secret, settings_from
from workflows.settings import ROOT, SettingError, checked_url, whole_number

MAKE = """import pathlib, sys, time
from webapp.settings import kept_secret
ready, folder = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[1])
print("ready", flush=True)
while not ready.exists(): time.sleep(0.001)
for number in range(60): print(kept_secret(folder / str(number) / "secret_key"))
"""


def test_four_processes_at_once_agree_on_one_key_in_sixty_rounds(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAKE, str(tmp_path / "keys"), str(tmp_path / "go")]
    processes = [forked.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    (tmp_path / "go").touch()
    said = [process.communicate(timeout=120)[0].split() for process in processes]
    assert said[0] == said[1] == said[2] == said[3]
    assert len(set(said[0])) == 60
    assert min(len(key) for key in said[0]) >= 60
    for folder in (tmp_path / "keys").iterdir():
        assert folder.stat().st_mode & 0o777 == 0o700
        assert [(each.name, each.stat().st_mode & 0o777) for each in folder.iterdir()] == [("secret_key", 0o600)]


@pytest.mark.parametrize("text", ["", "  \n", "short"])
def test_an_empty_key_is_refused_with_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "secret_key"
    path.write_text(text)
    with pytest.raises(SettingError, match="Remove it"):
        kept_secret(path)


def test_a_key_that_others_could_read_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    path.write_text("k" * 40)
    path.chmod(0o644)
    assert kept_secret(path) == "k" * 40
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "is_secure"), [("1", True), ("on", True), ("TRUE", True), ("0", False), ("off", False)]
)
def test_switches_are_read_in_every_usual_spelling(tmp_path: Path, text: str, is_secure: bool) -> None:
    given = {"SECRET_KEY": "k" * 40, "HTTPS": text, "PROXIES": "2", "PREFIX": "/gatepost/"}
    settings = settings_from(given, folder=tmp_path)
    assert (settings.is_https, settings.proxies, settings.prefix) == (is_secure, 2, "/gatepost")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PROXIES", "yes"), ("PROXIES", "10"), ("HTTPS", "perhaps"), ("SECRET_KEY", ""), ("PREFIX", "gate post")],
)
def test_a_value_that_cannot_be_meant_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=variable):
        settings_from({"SECRET_KEY": "k" * 40, variable: value}, folder=tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///x.sqlite",
        "sqlite://",
        "mysql://x/y",
        "no address",
        "postgresql://h",
        "postgresql://u:secret@h:x/y",
        "",
    ],
)
def test_an_odd_address_of_a_database_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL") as caught:
        checked_url(url)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["many", "-1", "99999", "1.5", "９", "9" * 5000])
def test_a_number_outside_its_bounds_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="PORT"):
        whole_number({"PORT": text}, "PORT", 8000, least=0, most=65535)
