"""The file of settings: what it says, and which words it refuses by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workflows.office.settings_file import SettingsError, read_settings, shipped_settings

ROW = """{key}: {{group: {group}, name: 期限, name_en: Days, unit: {unit}, least: {least}, most: {most}, values: {values},
  source: 规定, source_en: Rule{more}}}"""


def written(**values: str) -> bytes:
    """A file of one setting."""
    usual = {"key": "recall.days", "group": "recall", "unit": "days", "least": "1", "most": "60"}
    usual |= {"values": "{2018-01-01: 7}", "more": ""}
    return ROW.format(**{**usual, **values}).encode()


def test_the_shipped_settings_have_two_names_and_a_value_within_their_bounds() -> None:
    settings = shipped_settings()
    assert settings["recall.days"].values == ((date(2018, 1, 1), "7"),)
    for entry in settings.values():
        assert entry.name != entry.name_en
        assert entry.source != entry.source_en
        assert all(entry.problem(value) is None for _, value in entry.values)


def test_the_value_of_the_latest_day_holds_and_the_first_one_before_it() -> None:
    entry = read_settings(written(values="{2018-01-01: 7, 2026-05-01: 10}"))["recall.days"]
    days = (date(2017, 1, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert [entry.read(entry.on(day)) for day in days] == [7, 7, 10]


def test_a_share_is_divided_as_feel_divides() -> None:
    entry = read_settings(written(unit="share", least="1/2", most="1/1", values="{2018-01-01: 2/3}"))["recall.days"]
    assert entry.read("2/3") == Decimal("0.6666666666666666666666666666666667")
    assert entry.read("2/3") == entry.read("4/6")
    assert entry.problem("1/3") is not None
    assert entry.problem("0.7") is not None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"key": "days"}, "days is not written like"),
        ({"group": "recal"}, "group of recall.days"),
        ({"unit": "day"}, "unit of recall.days"),
        ({"least": "one"}, "least of recall.days"),
        ({"values": "7"}, "values of recall.days"),
        ({"values": "{soon: 7}"}, "holds from a day such as"),
        ({"values": "{2018-01-01: 61}"}, "at most 60; 61 is not"),
        ({"values": "{2018-01-01: seven}"}, "seven is not a whole number"),
        ({"values": "{2018-01-01: true}"}, "is not a whole number"),
        ({"more": ", valeus: 3"}, "says valeus, which means nothing; did you mean values"),
    ],
)
def test_what_means_nothing_is_refused_by_name(values: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_settings(written(**values))


def test_a_missing_word_and_a_broken_file_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"recall\.days does not say group"):
        read_settings(b"recall.days: {name: x}")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(b"a: &x 1\nb: *x")
    with pytest.raises(SettingsError, match="must list settings"):
        read_settings(b"[]")


def test_a_folder_from_before_a_setting_takes_the_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = shipped_settings()
    (tmp_path / "settings.yaml").write_bytes(written(values="{2018-01-01: 5}"))
    monkeypatch.setenv("GATEPOST_PROCEDURES", str(tmp_path))
    found = shipped_settings()
    assert found["recall.days"].values == ((date(2018, 1, 1), "5"),)
    assert found["attendance.unknown_place"] == shipped["attendance.unknown_place"]
