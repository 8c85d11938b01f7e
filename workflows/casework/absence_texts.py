"""What the person who is away and their substitute are told of an absence."""

from __future__ import annotations

from workflows.people import Absence
from workflows.sentence import Sentence


def period(row: Absence) -> str:
    """From when to when, in Chinese."""
    if row.from_on == row.to_on:
        return f"于 {row.from_on}"
    return f"自 {row.from_on} 至 {row.to_on}"


def period_en(row: Absence) -> str:
    """The same in English."""
    if row.from_on == row.to_on:
        return f"on {row.from_on}"
    return f"from {row.from_on} to {row.to_on}"


def _posts(row: Absence) -> tuple[str, str]:
    zh = "、".join(f"{each.unit.name}·{each.post.name}" for each in row.posts)
    en = "; ".join(f"{each.unit.label('en')}, {each.post.name_en}" for each in row.posts)
    return zh, en


def begun_texts(row: Absence) -> tuple[Sentence, Sentence]:
    """To the person and to the substitute: who stands in, when, in which posts."""
    zh, en = _posts(row)
    return (
        Sentence(
            f"{row.substitute.name} stands in for you {period_en(row)} in: {en}. Withdraw it on the page “Absence” when you are"
            " back earlier.",
            f"您{period(row)}不在岗，由{row.substitute.name}代理：{zh}。提前返岗的，请在“不在岗与代理”页面撤销登记。",
        ),
        Sentence(
            f"You stand in for {row.person.name} {period_en(row)} in: {en}. Their tasks are in your inbox, marked with their name;"
            " what keeps either of you from a case keeps you from it.",
            f"{row.person.name}{period(row)}不在岗，由您代理：{zh}。其任务列入您的待办并注明“代{row.person.name}”；"
            "您或其本人应当回避的，您均不得代为办理。",
        ),
    )


def ended_texts(row: Absence) -> tuple[Sentence, Sentence]:
    """To the person and to the substitute: it is over."""
    return (
        Sentence(
            f"Your absence {period_en(row)} is over. What {row.substitute.name} had taken and not finished is back with you.",
            f"您{period(row)}的不在岗登记已到期，{row.substitute.name}代您领取而未办结的任务已放回，请接办。",
        ),
        Sentence(
            f"Your standing in for {row.person.name} is over. What you had taken for them and not finished went back.",
            f"您对{row.person.name}的代理已到期，代为领取而未办结的任务已放回。",
        ),
    )


def withdrawn_texts(row: Absence, by: str) -> tuple[Sentence, Sentence]:
    """To the person and to the substitute: it ended early, by whom."""
    return (
        Sentence(
            f"{by} withdrew your absence {period_en(row)}; from now on nobody stands in for you.",
            f"{by}已撤销您{period(row)}的不在岗登记，即时起不再由他人代理。",
        ),
        Sentence(
            f"{by} withdrew that you stand in for {row.person.name} {period_en(row)}. What you had taken for them goes back.",
            f"{by}已撤销您对{row.person.name}{period(row)}的代理，代为领取而未办结的任务随即放回。",
        ),
    )
