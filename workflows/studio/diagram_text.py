"""Small changes of a diagram's text that leave every other line as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

ZEEBE = "http://camunda.org/schema/zeebe/1.0"


class Diagram:
    """The text of a BPMN file. Each change gives the whole text anew; ids that are not there raise KeyError."""

    def __init__(self, data: bytes) -> None:
        self._text = data.decode("utf-8", "replace")

    def with_attribute(self, id: str, name: str, value: str) -> bytes:
        """The element with an attribute set."""
        tag = self._tag(id)
        opened = self._text[tag.start() : tag.end()]
        if re.search(rf'\s{name}="', opened):
            opened = re.sub(rf'(\s{name}=")[^"]*"', rf'\g<1>{value}"', opened)
        else:
            opened = re.sub(r"\s*(/?>)$", rf' {name}="{value}"\1', opened)
        return self._with(tag.start(), tag.end(), opened)

    def with_property(self, id: str, name: str, value: str) -> bytes:
        """The element with a property of ours, which it does not have yet, before those that it has."""
        tag, zeebe = self._tag(id), self._zeebe()
        stated = f'<{zeebe}:property name="{name}" value="{value}" />'
        body = self._text[tag.end() :].partition(f"</{tag['prefix'] or ''}{tag['name']}>")[0]
        holder = re.search(rf"\n([ \t]*)<{zeebe}:properties>", body)
        if holder is not None and not tag[0].endswith("/>"):
            at = tag.end() + holder.end()
            return self._with(at, at, f"\n{holder[1]}  {stated}")
        return self._with_extension(id, [f"<{zeebe}:properties>", f"  {stated}", f"</{zeebe}:properties>"])

    def with_extension(self, id: str, extension: str) -> bytes:
        """The element with an extension of the zeebe vocabulary, named with its attributes, after those that it has."""
        return self._with_extension(id, [f"<{self._zeebe()}:{extension} />"])

    def _with_extension(self, id: str, lines: Sequence[str]) -> bytes:
        tag = self._tag(id)
        prefix, name = tag["prefix"] or "", tag["name"]
        indent = re.search(r"[ \t]*$", self._text[: tag.start()])
        outer = indent[0] if indent else ""
        inner = outer + "  "
        line = "".join(f"{inner}  {each}\n" for each in lines)
        block = f"\n{inner}<{prefix}extensionElements>\n{line}{inner}</{prefix}extensionElements>"
        if tag[0].endswith("/>"):
            opened = tag[0][:-2].rstrip() + f">{block}\n{outer}</{prefix}{name}>"
            return self._declared(self._with(tag.start(), tag.end(), opened))
        rest = self._text[tag.end() :]
        body = rest[: rest.index(f"</{prefix}{name}>")]
        own = re.match(
            rf"\s*(?:<{prefix}documentation>.*?</{prefix}documentation>\s*)?<{prefix}extensionElements>", body, re.S
        )
        if own is None:
            return self._declared(self._with(tag.end(), tag.end(), block))
        end = tag.end() + body.index(f"</{prefix}extensionElements>", own.end())
        start = self._text.rindex("\n", 0, end) + 1
        return self._declared(self._with(start, start, line))

    def without_condition(self, id: str) -> bytes:
        """The flow without its condition."""
        tag = self._tag(id)
        if tag[0].endswith("/>"):
            return self._text.encode()
        prefix, name = tag["prefix"] or "", tag["name"]
        end = self._text.index(f"</{prefix}{name}>", tag.end())
        body = re.sub(
            rf"\s*<{prefix}conditionExpression\b.*?</{prefix}conditionExpression>",
            "",
            self._text[tag.end() : end],
            flags=re.S,
        )
        if body.strip():
            return self._with(tag.end(), end, body)
        return self._with(tag.start(), end + len(f"</{prefix}{name}>"), re.sub(r"\s*>$", " />", tag[0]))

    def _tag(self, id: str) -> re.Match[str]:
        found = re.search(rf'<(?P<prefix>\w+:)?(?P<name>\w+)\b[^<>]*\bid="{re.escape(id)}"[^<>]*>', self._text)
        if found is None:
            raise KeyError(id)
        return found

    def _zeebe(self) -> str:
        named = re.search(rf'xmlns:(\w+)="{re.escape(ZEEBE)}"', self._text)
        return named[1] if named else "zeebe"

    def _declared(self, data: bytes) -> bytes:
        text = data.decode()
        if f'="{ZEEBE}"' in text:
            return data
        return re.sub(r"(<(?:\w+:)?definitions\b)", rf'\1 xmlns:zeebe="{ZEEBE}"', text, count=1).encode()

    def _with(self, start: int, end: int, piece: str) -> bytes:
        return (self._text[:start] + piece + self._text[end:]).encode()
