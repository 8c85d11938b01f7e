"""Reading of XML that strangers wrote: one hardened parser for diagrams and decision tables; knows no vocabulary."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from workflows.sentence import Sentence

MAX_BYTES = 1_000_000
MAX_DEPTH = 200


class XmlRefused(Exception):
    """A file is not read; the sentence says what to do.

    `code` is too_large, doctype, too_deep, entity or not_well_formed.
    """

    def __init__(self, code: str, file: str, english: str, chinese: str, line: int | None = None) -> None:
        super().__init__(f"{file}: {english}")
        self.code = code
        self.file = file
        self.sentence = Sentence(english, chinese)
        self.line = line


def parse_xml(data: bytes, file: str, *, limit: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> etree._Element:
    """The root element of `data`.

    Raises XmlRefused for more than `limit` bytes, nesting deeper than `max_depth`, any DOCTYPE or entity, or text
    that is not well-formed XML. Nothing outside `data` is ever opened.
    """
    if len(data) > limit:
        raise XmlRefused(
            "too_large",
            file,
            f"The file has {len(data):,} bytes; at most {limit:,} are read. Split it into smaller files.",
            f"文件有 {len(data):,} 字节，超过上限 {limit:,} 字节。请拆分成较小的文件。",
        )
    is_plain = _PLAIN.match(data) is not None and b"<!DOCTYPE" not in data and b"\x00" not in data
    if not is_plain:
        _feed(data, file, _Guard(max_depth))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if is_plain:
            _feed(data, file, _Guard(max_depth))
        raise _not_well_formed(error, file) from error
    if is_plain and root.xpath("/" + "/".join("*" * (max_depth + 1))):
        raise _refused(_Guard(max_depth, "too_deep"), file)
    return root


# UTF-8, said or not: then `<!DOCTYPE` cannot stand there in other bytes, and without it there is nothing that could grow.
_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:<\?xml version=[\"']1\.[01][\"'](?: encoding=[\"'](?i:utf-8)[\"'])?[^<>]*\?>)?\s*<(?!\?)"
)


class _Guard:
    """A parser target that builds nothing and watches for DOCTYPE and depth: a bomb is refused before a tree exists."""

    def __init__(self, max_depth: int, found: str | None = None) -> None:
        self.max_depth = max_depth
        self.depth = 0
        self.found = found

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        self.depth += 1
        if self.depth > self.max_depth and self.found is None:
            self.found = "too_deep"

    def end(self, tag: str | bytes) -> None:
        self.depth -= 1

    def doctype(self, name: str | None, public_id: str | None, system_url: str | None) -> None:
        self.found = "doctype"

    def data(self, data: str | bytes) -> None:
        """Texts are of no interest here."""

    def comment(self, text: str | bytes) -> None:
        """Nor are comments."""

    def close(self) -> None:
        """Nothing was built."""


_CHUNK = 16_384


def _feed(data: bytes, file: str, guard: _Guard) -> None:
    parser = etree.XMLParser(target=guard, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
            if guard.found is not None:
                raise _refused(guard, file)
        parser.close()
    except etree.XMLSyntaxError as error:
        if guard.found is not None:
            raise _refused(guard, file) from error
        raise _not_well_formed(error, file) from error
    if guard.found is not None:
        raise _refused(guard, file)


def _refused(guard: _Guard, file: str) -> XmlRefused:
    if guard.found == "doctype":
        return XmlRefused(
            "doctype",
            file,
            "The file has a DOCTYPE declaration; remove it, the file needs none.",
            "文件含有 DOCTYPE 声明，不予读取；请删除该声明。",
        )
    return XmlRefused(
        "too_deep",
        file,
        f"Elements are nested deeper than {guard.max_depth} levels; simplify the file.",
        f"元素嵌套超过 {guard.max_depth} 层，不予读取；请简化文件。",
    )


def _not_well_formed(error: etree.XMLSyntaxError, file: str) -> XmlRefused:
    line = error.lineno or None
    reason = (error.msg or "not well-formed").strip()
    if "Entity" in reason and "not defined" in reason:
        return XmlRefused(
            "entity",
            file,
            f"Line {line}: the file uses an entity that XML does not define; write the character itself.",
            f"第 {line} 行使用了未定义的实体，不予读取；请直接写出该字符。",
            line,
        )
    where = f"Line {line}: " if line else ""
    where_zh = f"第 {line} 行：" if line else ""
    return XmlRefused(
        "not_well_formed",
        file,
        f"{where}the file is not well-formed XML ({reason}). Open it in an XML editor and correct it.",
        f"{where_zh}文件不是格式正确的 XML（{reason}）。请用 XML 编辑器打开并改正。",
        line,
    )
