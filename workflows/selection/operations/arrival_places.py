"""Where an arrival is confirmed: inside the fence of its village, by an account that is the member's own."""

from __future__ import annotations

from workflows.attendance.accounts import account_owner
from workflows.attendance.import_words import AccountProgram
from workflows.casework.operations import BpmnError
from workflows.people.arrivals import distance_m
from workflows.people.roster import Posting, Village
from workflows.store import UnitOfWork


def inside(latitude: float, longitude: float, village: Village) -> int:
    """Metres from the village's office. Throws `outside_fence` beyond its fence (rules.md 3.10).

    The refusal gives no distance: three of them would tell where the village's point is to whoever may not read coordinates.
    """
    distance = distance_m(latitude, longitude, village.latitude, village.longitude)
    if distance > village.fence_radius_m:
        raise _refused(f"位置不在{village.unit.name}的考勤围栏以内，须到村后重新定位、打卡，再行确认。")
    return distance


def require_own(work: UnitOfWork, posting: Posting, account: str) -> None:
    """Throw `outside_fence` for an account of DingTalk that is bound to another person."""
    known = account_owner(work, AccountProgram.DINGTALK, account)
    if known is not None and known.person_id != posting.person_id:
        raise _refused("该钉钉 UserId 已绑定其他人员，请核对后再填。")


def _refused(sentence: str) -> BpmnError:
    # Another punch has a photo of its own.
    return BpmnError("outside_fence", sentence, {"arrival_problem": sentence, "photo": None})
