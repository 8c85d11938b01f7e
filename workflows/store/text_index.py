"""Find rows by words of their texts, Chinese as well: each two neighbouring characters are a word of an index that both databases
have of their own (FTS5, GIN).

A trigram index finds neither 王伟 nor 6号, and splitting at blanks no Chinese at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, bindparam, column, func, literal_column, select, table

from workflows.store.base import Base
from workflows.store.kinds import table_of
from workflows.store.unit_of_work import UnitOfWork

MOST_WORDS = 8
_BETWEEN = re.compile(r"[\s、，,；;]+")


def folded(text: str) -> str:
    """Letters and digits alone, in one width and case: 〔2026〕6号, [2026] 6号 and ２０２６6号 are the same."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def words_of(text: str) -> tuple[str, ...]:
    """What somebody typed into a search as folded words, each once; at most MOST_WORDS."""
    words = (folded(each) for each in _BETWEEN.split(text))
    return tuple(dict.fromkeys(each for each in words if each))[:MOST_WORDS]


def holds_words(text: str, words: Sequence[str]) -> bool:
    """Whether the text holds each of these folded words."""
    whole = folded(text)
    return all(word in whole for word in words)


def grams_of(*texts: str) -> str:
    """What an index keeps of texts: their pairs of neighbours, and single characters that can be a word, between blanks."""
    return " ".join(sorted({gram for each in texts for gram in _grams(folded(each))}))


def _grams(whole: str) -> list[str]:
    pairs = [whole[at : at + 2] for at in range(len(whole) - 1)]
    return pairs + [each for each in whole if not each.isascii()]


def is_searchable(words: Sequence[str]) -> bool:
    """Whether some word is long enough to look up: two letters or digits, or one Chinese character."""
    return any(_asked(word) for word in words)


def _asked(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or ([] if word.isascii() else [word])


def holds_grams(work: UnitOfWork, model: type[Base], words: Sequence[str], most: int) -> ColumnElement[bool]:
    """SQL: the row of a class with a text index over its `grams` may hold these words.

    It leaves some in that do not hold them in this order: whoever shows them looks at the texts. SQLite gives `most` at most.
    """
    asked: ColumnElement[str] = bindparam("grams", " ".join(sorted({gram for word in words for gram in _asked(word)})))
    rows = table_of(model)
    if work.connection.dialect.name == "sqlite":
        index = table(f"{rows.name}_fts", column("rowid"), column(f"{rows.name}_fts"))
        matching = index.c[f"{rows.name}_fts"].op("MATCH")(asked)
        return rows.c.id.in_(select(index.c.rowid).where(matching).limit(most))
    blank: ColumnElement[str] = literal_column("' '")  # as in the index
    found: ColumnElement[bool] = func.string_to_array(rows.c.grams, blank).op("@>")(func.string_to_array(asked, blank))
    return found


_GIN = "CREATE INDEX ix_WHAT_grams ON WHAT USING gin (string_to_array(grams, ' '))"
_FTS = (
    "CREATE VIRTUAL TABLE WHAT_fts USING fts5(grams, content='WHAT', content_rowid='id', detail=none, columnsize=0,"
    " tokenize='unicode61 remove_diacritics 0')"
)
_GONE = "INSERT INTO WHAT_fts (WHAT_fts, rowid, grams) VALUES ('delete', old.id, old.grams);"
_COME = "INSERT INTO WHAT_fts (rowid, grams) VALUES (new.id, new.grams);"
_TRIGGERS = {
    event: f"CREATE TRIGGER WHAT_fts_{event} AFTER {event.upper()} ON WHAT BEGIN {act} END"
    for event, act in (("insert", _COME), ("delete", _GONE), ("update", f"{_GONE} {_COME}"))
}


def create_text_index(connection: Connection, name: str) -> None:
    """Begin to keep the index over the column `grams` of a table, whose key is a number; for migrations."""
    for statement in [_FTS, *_TRIGGERS.values()] if connection.dialect.name == "sqlite" else [_GIN]:
        connection.exec_driver_sql(statement.replace("WHAT", name))


def drop_text_index(connection: Connection, name: str) -> None:
    """The opposite, before the table goes."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"DROP INDEX ix_{name}_grams")
        return
    for event in _TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER {name}_fts_{event}")
    connection.exec_driver_sql(f"DROP TABLE {name}_fts")


def is_of_text_index(name: str) -> bool:
    """Whether a table or index of the schema belongs to a text index: no model names it."""
    return name.endswith("_grams") or "_words_fts" in name
