"""Reading of JSON and YAML that strangers wrote: capped in size and depth, plain values only, no aliases, no key twice."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from typing import Any

import yaml

from workflows.sentence import Sentence

MAX_BYTES = 512_000
MAX_DEPTH = 40


class DataRefused(Exception):
    """A JSON or YAML file is not read; the reason stands in both languages, without a full stop."""

    def __init__(self, english: str, chinese: str, line: int | None = None) -> None:
        super().__init__(english)
        # A reason may quote what was read, and that may be half a character.
        self.reason = Sentence(*(text.encode("utf-8", "backslashreplace").decode() for text in (english, chinese)))
        self.line = line


def read_json(data: bytes) -> Any:
    """The value of a JSON text. Raises DataRefused for what is too large, too deep, malformed or gives a key twice."""
    text = _decode(data)
    try:
        value = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DataRefused(
            f"it is not valid JSON ({error.msg})", f"不是有效的 JSON（{error.msg}）", error.lineno
        ) from error
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise DataRefused(f"it is not valid JSON ({error})", f"不是有效的 JSON（{error}）") from error
    _refuse_depth(value, 0)
    if "\\" in text:
        _refuse_half_characters(value)
    return value


def read_yaml(data: bytes) -> Any:
    """The value of a YAML text; dates and times stay texts, only true and false are booleans (YAML 1.2).

    Raises DataRefused for what is too large, too deep, malformed, uses aliases or tags, or gives a key twice.
    """
    text = _decode(data)
    try:
        value = _plain_value(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataRefused(error.problem or "it is malformed", f"格式有误（{error.problem}）", line) from error
    except yaml.YAMLError as error:
        raise DataRefused("it holds characters that YAML does not allow", "含有 YAML 不允许的字符") from error
    except ValueError as error:
        raise DataRefused(f"a value cannot be read ({error})", f"有值无法读取（{error}）") from error
    if "\\" in text:
        _refuse_half_characters(value)
    return value


def lines_of(data: bytes) -> dict[str, int]:
    """The line of every key of a YAML text that `read_yaml` has read: `paragraphs`, `title.zh`, and `paragraphs.0` for an item."""
    found: dict[str, int] = {}

    def walk(node: yaml.Node | None, path: str) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                name = f"{path}{key.value}"
                found[name] = key.start_mark.line + 1
                walk(value, f"{name}.")
        elif isinstance(node, yaml.SequenceNode):
            for number, item in enumerate(node.value):
                found[f"{path}{number}"] = item.start_mark.line + 1
                walk(item, f"{path}{number}.")

    walk(yaml.compose(_decode(data), Loader=_FastLoader or _Loader), "")
    return found


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise DataRefused(
            f"it has {len(data):,} bytes, more than {MAX_BYTES:,}", f"共 {len(data):,} 字节，超过 {MAX_BYTES:,} 字节"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataRefused("it is not UTF-8 text", "不是 UTF-8 编码的文本") from error


def _too_deep() -> DataRefused:
    return DataRefused(f"it is nested deeper than {MAX_DEPTH} levels", f"嵌套超过 {MAX_DEPTH} 层")


def _refuse_half_characters(value: object) -> None:
    """An escape such as \\ud83d, and nothing else, gives half of a character, which can be neither printed, stored nor sent."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _refuse_half_characters(key)
            _refuse_half_characters(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_half_characters(inner)
    elif isinstance(value, str) and not value.isascii():
        half = re.search("[\ud800-\udfff]", value)
        if half:
            code = f"\\u{ord(half[0]):04x}"
            raise DataRefused(f"it holds half a character ({code})", f"含有不完整的字符（{code}）")


def _refuse_depth(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_depth(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _refuse_depth(inner, depth + 1)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DataRefused(f"the key {key} stands twice in one object", f"同一对象中键 {key} 重复")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise DataRefused(f"{name} is not a JSON number", f"{name} 不是 JSON 数值")


def _plain_value(text: str) -> Any:
    """The value, read by libyaml, which is ten times as fast; what it refuses, or is missing, is read and worded in Python."""
    if _FastLoader is not None:
        try:
            return _built(text, _FastLoader)
        except yaml.YAMLError:
            pass
    return _built(text, _Loader)


def _built(text: str, loader_type: type[Any]) -> Any:
    """The one document of a text, built while it is parsed: what is refused is refused before anything deep or long exists."""
    loader = loader_type(text)
    try:
        building = _Building(loader)
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            building.take(event)
        return building.value
    finally:
        loader.dispose()


class _Building:
    """A value under construction: the open lists and mappings, outermost first, each mapping with the key that waits."""

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.value: Any = None
        self.documents = 0
        self.open: list[tuple[list[Any] | dict[Hashable, Any], list[Any]]] = []

    def take(self, event: Any) -> None:
        """The next event of the parser. Raises DataRefused, and YAMLError for a key twice or one that is no text."""
        if isinstance(event, yaml.ScalarEvent):
            self._refuse(event)
            self._put(event, self._scalar(event), event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse(event)
            if len(self.open) == MAX_DEPTH:
                raise _too_deep()
            inner: list[Any] | dict[Hashable, Any] = [] if isinstance(event, yaml.SequenceStartEvent) else {}
            self._put(event, inner, None)
            self.open.append((inner, []))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                mark: Any = event.start_mark
                raise yaml.composer.ComposerError(None, None, "but found another document", mark)

    def _refuse(self, event: Any) -> None:
        if event.anchor is not None or isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1
            raise DataRefused("anchors and aliases are not read", "不读取锚点和别名", line)
        if event.tag is not None:
            raise DataRefused("tags (!) are not read", "不读取标签（!）", event.start_mark.line + 1)

    def _scalar(self, event: Any) -> Any:
        # A text in quotes is a text; a bare one may be a number, true, false or null.
        if not event.implicit[0]:
            return event.value
        tag = self.loader.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag == "tag:yaml.org,2002:str":
            return event.value
        build = self.loader.yaml_constructors.get(tag)
        node = yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark)
        return event.value if build is None else build(self.loader, node)

    def _put(self, event: Any, value: Any, written: str | None) -> None:
        if not self.open:
            self.value = value
            return
        inside, waiting = self.open[-1]
        if isinstance(inside, list):
            inside.append(value)
        elif not waiting:
            self._key(event, inside, waiting, value, written)
        else:
            inside[waiting.pop()] = value

    def _key(
        self, event: Any, inside: dict[Hashable, Any], waiting: list[Any], value: Any, written: str | None
    ) -> None:
        if written is None:
            raise yaml.constructor.ConstructorError(None, None, "a key is not a text", event.start_mark)
        if value in inside:
            raise yaml.constructor.ConstructorError(None, None, f"the key {written} stands twice", event.start_mark)
        waiting.append(value)


class _Loader(yaml.SafeLoader):
    """SafeLoader without timestamps and without the words yes, no, on and off as booleans."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool", ":merge"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for _word in ("t", "T", "f", "F"):
    _Loader.yaml_implicit_resolvers.setdefault(_word, []).append(
        ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"))
    )

_FastLoader: type[Any] | None = None
if yaml.__with_libyaml__:

    class _LibraryLoader(yaml.CSafeLoader):
        """The same, by libyaml."""

    _LibraryLoader.yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers
    _FastLoader = _LibraryLoader
