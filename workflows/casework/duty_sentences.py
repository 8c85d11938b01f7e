"""What keeps somebody from acting, as they are told it: their own ground, never what is between others."""

from __future__ import annotations

from workflows.sentence import Sentence

SAME_UNIT = Sentence(
    "You belong to the unit this case is about, so you must not act on this step.",
    "您属于本案所涉单位，应当回避，不能办理此步骤。",
)
RELATED = Sentence(
    "You, or a relative of yours, are concerned by this case or did a step of it that must be somebody else's, so you must not act"
    " on this step.",
    "本案涉及您本人或您的亲属，或相关环节已由您本人或您的亲属办理，应当回避，不能办理此步骤。",
)
TOOK_PART = Sentence(
    "You took part in an earlier step of this case, so this step must be done by somebody else.",
    "您已参与本案的其他环节，此步骤须由他人办理。",
)
RECUSED = Sentence(
    "You are recused from this step; leave it to somebody else of the post.",
    "您已回避此步骤，请由本岗位其他人员办理。",
)
RECUSED_FROM_CASE = Sentence(
    "You are recused from this case; leave it to somebody else of the post.",
    "您已回避本案，请由本岗位其他人员办理。",
)
SUBJECT_UNIT = Sentence(
    "You belong to the unit this case is about, so you must not extend, cancel or otherwise direct it.",
    "您属于本案所涉单位，应当回避，不得对本案延期、撤销或作其他处置。",
)
SUBJECT_RELATED = Sentence(
    "You, or a relative of yours, are concerned by this case, so you must not extend, cancel or otherwise direct it.",
    "本案涉及您本人或您的亲属，应当回避，不得对本案延期、撤销或作其他处置。",
)


def absent_must_not(name: str) -> Sentence:
    """That the person for whom somebody stands in must not act; why is theirs, and may be about their family: it is not said."""
    return Sentence(
        f"{name}, for whom you stand in, must stand aside here, and so must whoever stands in for them; leave it to somebody else.",
        f"您代理的{name}就此须回避，代理人同样不得办理，请由本岗位其他人员办理。",
    )
