"""Masking of published texts: people become 陈某, units 某局, villages 某村 (domain 1, fact 30; 3.4, rule 5). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# Two-character surnames in use; any other name has a surname of one character.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空令狐",
    )
)
_UNIT_ENDINGS = ("委员会", "公司", "中心", "学校", "医院", "银行", "局", "委", "办", "院", "厅", "处", "科")


def mask_name(name: str) -> str:
    """A person's name as it may be published: the surname and 某."""
    name = name.strip()
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}某" if surname else ""


def mask_unit(name: str) -> str:
    """A unit's name as it may be published: 某 and what kind of unit it is."""
    ending = next((ending for ending in _UNIT_ENDINGS if name.endswith(ending)), "单位")
    return f"某{ending}"


def masks_for(people: Iterable[str] = (), units: Iterable[str] = (), villages: Iterable[str] = ()) -> dict[str, str]:
    """What must be replaced in a text, and by what."""
    masks = {name: mask_name(name) for name in people}
    masks.update({name: mask_unit(name) for name in units})
    masks.update({name: "某村" for name in villages})
    return {name: mask for name, mask in masks.items() if name}


def mask_text(text: str, masks: Mapping[str, str]) -> str:
    """`text` with everything in `masks` replaced; longer names first, so that a name inside another is not torn."""
    for name in sorted(masks, key=len, reverse=True):
        text = text.replace(name, masks[name])
    return text
