"""Reads the tokens and names of an expression's source; what they mean together is the parser's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflows.feel.errors import FeelLimitError, FeelSyntaxError
from workflows.feel.limits import NESTING, TOKEN_READS
from workflows.feel.names import FULLWIDTH, KEYWORDS, RUN, SPACE, KnownNames, normal, suggest

_WORDS = ("and", "or", "then", "else", "return", "satisfies", "between", "instance of")
_SKIP = re.compile(rf"(?:{SPACE}|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_QUOTED = re.compile(r"`([^`\n\r]*[^`\s][^`\n\r]*)`")
_STRING = re.compile(r'"((?:[^"\\\n\r]|\\.)*)"', re.DOTALL)
_OPERATOR = re.compile(r"\*\*|!=|<=|>=|\.\.|->|[-+*/=<>.,:()\[\]{}?]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{6})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}
_ASCII = str.maketrans("，。（）［］｛｝：“”＝＜＞＋－＊／！、", ',.()[]{}:""=<>+-*/!,')


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source: its kind (name, quoted, number, string, at, operator, end), text, start and end.

    A quoted name stands in backticks, as Camunda's dialect has it, and may hold spaces, operators and keywords.
    """

    kind: str
    text: str
    start: int
    end: int


class Scanner:
    """Hands out tokens from a place in the source that can be set back."""

    def __init__(self, source: str, known: KnownNames, called: KnownNames) -> None:
        self.source = source
        self.known = known
        self.called = called
        self.place = 0
        self.depth = 0
        self._reads = 0
        self._token: tuple[int, Token] | None = None

    def error(self, code: str, offset: int, **params: str) -> FeelSyntaxError:
        """Return the syntax error `code` at `offset`, to be raised."""
        return FeelSyntaxError(code, source=self.source, offset=offset, **params)

    def peek(self) -> Token:
        """Return the next token without moving past it."""
        if self._token is not None and self._token[0] == self.place:
            return self._token[1]
        self._reads += 1
        if self._reads > TOKEN_READS:
            raise FeelLimitError("limit.steps", source=self.source, offset=self.place, limit=TOKEN_READS)
        token = self._read()
        self._token = (self.place, token)
        return token

    def _read(self) -> Token:
        skipped = _SKIP.match(self.source, self.place)
        start = skipped.end() if skipped else self.place
        if start >= len(self.source):
            return Token("end", "", start, start)
        if run := RUN.match(self.source, start):
            return Token("name", run[0], start, run.end())
        if number := _NUMBER.match(self.source, start):
            return Token("number", number[0], start, number.end())
        character = self.source[start]
        if character == '"':
            return self._string("string", start, start)
        if character == "@" and self.source[start + 1 : start + 2] == '"':
            return self._string("at", start, start + 1)
        if quoted := _QUOTED.match(self.source, start):
            return Token("quoted", normal(quoted[1]), start, quoted.end())
        if self.source.startswith("/*", start):
            raise self.error("syntax.comment", start)
        if operator := _OPERATOR.match(self.source, start):
            return Token("operator", operator[0], start, operator.end())
        if FULLWIDTH.match(character) or character in "“”":
            raise self.error("syntax.fullwidth", start, found=character, ascii=character.translate(_ASCII))
        raise self.error("syntax.character", start, found=character)

    def _string(self, kind: str, start: int, quote: int) -> Token:
        match = _STRING.match(self.source, quote)
        if match is None:
            raise self.error("syntax.string", start)
        return Token(kind, unescape(match[1]), start, match.end())

    def advance(self) -> Token:
        """Return the next token and move past it."""
        token = self.peek()
        self.place = token.end
        return token

    def at(self, text: str) -> bool:
        """Whether the next token is this operator or keyword."""
        token = self.peek()
        return token.text == text and token.kind in ("operator", "name")

    def take(self, text: str) -> bool:
        """Move past the next token if it is this operator or keyword."""
        if self.at(text):
            self.advance()
            return True
        return False

    def expect(self, text: str) -> Token:
        """Move past this operator or keyword, or fail."""
        if not self.at(text):
            raise self.unexpected(text)
        return self.advance()

    def closed(self, bracket: str, has_items: bool) -> bool:
        """Move past the closing bracket of a list of items, or past the comma that another item must follow."""
        if self.take(bracket):
            return True
        if has_items and not self.take(","):
            raise self.unexpected(bracket)
        if has_items and self.at(bracket):
            raise self.unexpected()
        return False

    def unexpected(self, expected: str = "", code: str = "syntax.expected") -> FeelSyntaxError:
        """Return the syntax error, to be raised, that the next token is not what can stand here.

        `expected` is the operator or keyword that is missing; `code` another sentence than that about it.
        """
        token = self.peek()
        if token.kind == "end":
            return self.error("syntax.unfinished" if expected else "syntax.end", token.start, expected=expected)
        found = self.source[token.start : token.end][:40]
        near = suggest(found, _WORDS) if token.kind == "name" and found not in KEYWORDS else None
        if near is not None and (not expected or near == expected):
            error = self.error("syntax.suggest", token.start, found=found, suggestion=near)
            error.suggestion = near
            return error
        if expected or code != "syntax.expected":
            return self.error(code, token.start, expected=expected, found=found)
        return self.error("syntax.unexpected", token.start, found=found)

    def deeper(self) -> None:
        """Enter one level of nesting; raises FeelLimitError beyond the bound."""
        self.depth += 1
        if self.depth > NESTING:
            raise FeelLimitError("limit.depth", source=self.source, offset=self.place, limit=NESTING)

    def known_name(self) -> tuple[str, int] | None:
        """Return the known name that starts at the next token and its end; function names only before a bracket."""
        start = self.peek().start
        plain = self.known.match(self.source, start)
        called = self.called.match(self.source, start)
        if called is not None and (plain is None or called[1] > plain[1]):
            skipped = _SKIP.match(self.source, called[1])
            if skipped is not None and self.source.startswith("(", skipped.end()):
                return called
        return plain

    def name(self) -> str:
        """Read a name: a known one, else the words up to the next keyword or operator."""
        token = self.peek()
        if token.kind == "quoted":
            return self.advance().text
        if token.kind != "name":
            raise self.unexpected(code="syntax.name")
        found = self.known_name()
        if found is not None:
            self.place = found[1]
        else:
            self.advance()
        while self.peek().kind == "name" and not self.at_keyword():
            self.advance()
        return normal(self.source[token.start : self.place])

    def at_keyword(self) -> bool:
        """Whether the next token is a word that cannot be part of a name that is not known."""
        token = self.peek()
        return token.kind == "name" and token.text in KEYWORDS


def unescape(text: str) -> str:
    """Return the text of a string literal with its escapes resolved; pairs of surrogates become one character."""
    if "\\" not in text:
        return text
    result = _ESCAPE.sub(_character, text)
    if any("\ud800" <= character <= "\udfff" for character in result):
        return result.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return result


def _character(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        number = int(code, 16)
        return chr(number) if number <= 0x10FFFF else "\ufffd"
    # A backslash before any other character stands for itself, so that patterns can be written plainly.
    return _ESCAPES.get(match[3], "\\" + match[3])
