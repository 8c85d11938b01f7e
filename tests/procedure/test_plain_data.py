"""JSON and YAML that strangers wrote are read as plain values or refused quickly with a reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from workflows.procedure import plain_data
from workflows.procedure.plain_data import DataRefused, read_json, read_yaml


def test_yaml_keeps_dates_and_the_words_yes_and_no_as_texts() -> None:
    value = read_yaml(
        "a: 2018-12-10\nb: yes\nc: true\nd: 1.5\ne: [1, null]\nf: 2018-12-10T09:00:00+08:00\ng: 甲".encode()
    )
    assert value == {
        "a": "2018-12-10",
        "b": "yes",
        "c": True,
        "d": 1.5,
        "e": [1, None],
        "f": "2018-12-10T09:00:00+08:00",
        "g": "甲",
    }


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: &x 1\nb: *x\n", "anchors and aliases are not read"),
        (b"a: !!python/object/apply:os.system [ls]\n", "tags (!) are not read"),
        (b"a: 1\na: 2\n", "the key a stands twice"),
        (b"? [1, 2]\n: 3\n", "a key is not a text"),
        (b"[" * 50 + b"]" * 50, "it is nested deeper than 40 levels"),
        (b"a: [1,\n", "expected the node content, but found '<stream end>'"),
        (b"a: 1\n--- \nb: 2\n", "but found another document"),
        (b"a: 1\n1.0: 2\n1: 3\n", "the key 1 stands twice"),
        (b"a: \xff\n", "it is not UTF-8 text"),
        (b"a: \x00\n", "it holds characters that YAML does not allow"),
        (b"# " + b"x" * 600_000, "it has 600,002 bytes, more than 512,000"),
        (b'a: ["\\uD83D"]\n', "it holds half a character (\\ud83d)"),
    ],
)
def test_yaml_that_is_more_than_plain_data_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DataRefused) as refused:
        read_yaml(data)
    assert refused.value.reason.en == reason
    assert refused.value.reason.zh


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1, "a": 2}', "the key a stands twice in one object"),
        (b"[NaN]", "NaN is not a JSON number"),
        (b'{"a":' * 41 + b"1" + b"}" * 41, "it is nested deeper than 40 levels"),
        (b"[" * 200_000, "it is nested deeper than 40 levels"),
        (b'{"a": {"\\ud83d": 1}}', "it holds half a character (\\ud83d)"),
        (b'{"\\ud83d": 1, "\\ud83d": 2}', "the key \\ud83d stands twice in one object"),
        (b"{", "it is not valid JSON (Expecting property name enclosed in double quotes)"),
        (b"1" * 5000, "it is not valid JSON (Exceeds the limit (4300 digits) for integer string conversion"),
    ],
)
def test_json_that_is_no_plain_data_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(DataRefused) as refused:
        read_json(data)
    assert refused.value.reason.en.startswith(reason)


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    began = time.thread_time()
    with pytest.raises(DataRefused, match="aliases"):
        read_yaml("\n".join(rows).encode())
    assert time.thread_time() - began < 2


def test_both_readers_of_yaml_read_the_shipped_files_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [path.read_bytes() for path in sorted(Path("bpmn").rglob("*.yaml"))]
    fast = [read_yaml(data) for data in files]
    monkeypatch.setattr(plain_data, "_FastLoader", None)
    assert [read_yaml(data) for data in files] == fast
    assert len(files) > 20
