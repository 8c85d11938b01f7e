"""Masking of published texts: people become 陈某, units 某局, villages 某村 (rules.md 6.1). Pure functions.

A name is found however it is written: with spaces or invisible characters inside, with any middle dot or none, in full or half
width, in capitals or not; a unit by its short names too, a person by surname and title. Traditional characters are not turned
into simplified ones: a name is masked in the script in which the roster has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from workflows.documents.folding import fold, fold_name
from workflows.documents.private_numbers import mask_numbers

# Two-character surnames in use; any other name has a surname of one character.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐",
    )
)
_UNIT_ENDINGS = ("委员会", "公司", "中心", "学校", "医院", "银行", "局", "委", "办", "院", "厅", "处", "科")
# How somebody is called by surname: 陈局长, 陈某某同志 is masked already.
TITLES = (
    "副?(?:局长|主任|书记|科长|处长|部长|厅长|县长|区长|市长|乡长|镇长|村长|院长|校长|所长|站长|行长|队长|组长|主席|秘书长|经理|总经理)"
    "|支书|老师|医生|同志|先生|女士|干部"
)
# A short name before one of these is a place (高山乡), unless a title follows from it (高山县长).
_PLACE = re.compile(
    r"(?:自治)?[省市区县州旗乡镇村街路巷寨屯岭](?!长|委书记|支书)|街道|社区|水库|小学|中学|医院|派出所|林场|农场|合作社"
)
_SHORT = 2  # names of up to so many characters may be part of another word
_REGION = re.compile(r".*?[省市州盟区县旗](?=.)")
_WORD = re.compile(r"\w")


def surname_of(name: str) -> str:
    """The surname of a Chinese name; of a name with middle dots the part before the first."""
    name = name.strip()
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def mask_name(name: str) -> str:
    """A person's name as it may be published: the surname and 某."""
    surname = surname_of(name)
    return f"{surname}某" if surname else ""


def mask_unit(name: str) -> str:
    """A unit's name as it may be published: 某 and what kind of unit it is."""
    ending = next((ending for ending in _UNIT_ENDINGS if name.endswith(ending)), "单位")
    return f"某{ending}"


def short_names(name: str) -> tuple[str, ...]:
    """The names by which a unit is called within its region: 青禾市教育局 is 市教育局 and 教育局. Three characters or more."""
    found = []
    rest = name
    while (region := _REGION.match(rest)) is not None:
        called = rest[region.end() - 1 :]
        rest = rest[region.end() :]
        found += [each for each in (called, rest) if len(each) > _SHORT and each[0] != "委" and each != name]
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Mask:
    """One name that must not stand in a published text, and what stands for it. `is_person` asks for care with short names."""

    name: str
    instead: str
    is_person: bool = False


@dataclass(frozen=True)
class Masks:
    """Everything that must be masked in a text. `words` are kept whole: names of places that contain the name of a person."""

    masks: Sequence[Mask] = ()
    words: frozenset[str] = frozenset()

    @cached_property
    def _instead(self) -> dict[str, Mask]:
        return {folded: mask for mask in reversed(self.masks) if (folded := fold_name(mask.name))}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """All names and kept words, the longest first, so that a name inside another is not torn."""
        names = {fold_name(word) for word in self.words} | set(self._instead)
        called = [f"{re.escape(surname)}(?:{TITLES})" for surname in sorted(self._surnames, key=len, reverse=True)]
        parts = [re.escape(name) for name in sorted(names - {""}, key=len, reverse=True)]
        return re.compile("|".join([*parts, *called])) if parts or called else None

    @cached_property
    def _surnames(self) -> dict[str, Mask]:
        persons = (mask for mask in self.masks if mask.is_person)
        return {fold_name(surname_of(mask.name)): mask for mask in persons if len(fold_name(mask.name)) > 1}

    def and_units(self, names: Iterable[str]) -> Masks:
        """These, and more units by the names given."""
        return Masks((*self.masks, *(Mask(name, mask_unit(name)) for name in names)), self.words)

    def and_these(self, others: Masks) -> Masks:
        """These and others; where both speak of one name, these say what stands for it."""
        return Masks((*self.masks, *others.masks), self.words | others.words)

    def apply(self, text: str) -> str:
        """`text` with every name replaced; what is no name stays as it was written."""
        if self._pattern is None:
            return text
        folded = fold(text)
        kept: list[str] = []
        position, done = 0, 0
        while (found := self._pattern.search(folded.text, position)) is not None:
            mask = self._instead.get(found.group()) or self._called(found.group())
            start, end = folded.span(found.start(), found.end())
            if mask is None or not self._is_name(mask, found, folded.text, text[start:end], text, start, end):
                # A kept word is passed over whole; within what only looked like a name another may begin.
                position = found.end() if mask is None else found.start() + 1
                continue
            kept += [text[done:start], mask.instead]
            position, done = found.end(), end
        return "".join([*kept, text[done:]])

    def _called(self, found: str) -> Mask | None:
        """The person meant by surname and title; None for a kept word."""
        if found in {fold_name(word) for word in self.words}:
            return None
        return next((mask for surname, mask in self._surnames.items() if found.startswith(surname)), None)

    def _is_name(
        self, mask: Mask, found: re.Match[str], folded: str, written: str, text: str, start: int, end: int
    ) -> bool:
        if not mask.is_person or len(found.group()) > _SHORT:
            return True
        if "\n" in written:
            return False  # the end of one line and the beginning of the next
        if len(found.group()) == 1:
            around = (text[start - 1 : start], text[end : end + 1])
            return not any(_WORD.match(each) for each in around if each)
        begins = any(
            folded.startswith(name, found.end()) for name in self._instead
        )  # 高山市水务局: a name, then a unit
        return begins or _PLACE.match(folded, found.end()) is None


def masks_for(
    people: Iterable[str] = (),
    units: Iterable[str] = (),
    villages: Iterable[str] = (),
    *,
    numbers: Iterable[str | None] = (),
    words: Iterable[str] = (),
) -> Masks:
    """What must be masked: people, units with their short names, villages, staff numbers; `words` that are kept whole.

    A unit is given by its name; the short names of its data are added where a letter is issued.
    """
    masks = [Mask(name.strip(), mask_name(name), is_person=True) for name in people]
    for unit in units:
        masks += [Mask(name, mask_unit(unit)) for name in (unit, *short_names(unit))]
    masks += [Mask(name, "某村") for name in villages]
    masks += [Mask(number, "某号") for number in numbers if number]
    return Masks(tuple(mask for mask in masks if mask.name.strip()), frozenset(word for word in words if word))


def mask_text(text: str, masks: Masks) -> str:
    """`text` as it may be published: every name in `masks` replaced, identity and telephone numbers struck out."""
    return mask_numbers(masks.apply(text))
