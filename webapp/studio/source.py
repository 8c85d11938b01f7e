"""What a page of the studio is about: a version, or a draft, with the addresses of its parts."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from workflows.procedure.model import Problem
from workflows.studio.folder import Folder
from workflows.studio.mends import Mend, mends_of


@dataclass(frozen=True, slots=True)
class Source:
    """A version or a draft: what it is called, its files, and where its pages are."""

    kind: str  # the word before the addresses of its pages
    id: uuid.UUID
    title: str
    folder: Folder
    posts: Mapping[str, str] = field(
        default_factory=dict
    )  # of a draft: by key, with the names by which people call them

    def at(self, page: str = "", **values: Any) -> str:
        """The address of one of its pages."""
        endpoint = f"studio.{self.kind}_{page}" if page else f"studio.{self.kind}"
        return url_for(endpoint, **{f"{self.kind}_id": self.id}, **values)

    def place(self, problem: Problem) -> str:
        """The address of the place that a problem is about: its file and line, or the page itself where it has no file."""
        if problem.file not in self.folder.files:
            return self.at()
        line = self.folder.line_of(problem)
        return self.at("file", name=problem.file, line=line, _anchor=f"line-{line}" if line else "source")

    def mends(self, problem: Problem) -> Sequence[Mend]:
        """What one click can do about a problem; of a version nothing."""
        return mends_of(self.folder, problem, self.posts) if self.kind == "draft" else ()
