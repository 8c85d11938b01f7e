"""What a post may be, and what of it may change: asked when a change is entered, and again when somebody decides on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Final, NoReturn

from sqlalchemy import func, or_, select

from workflows.calendar.zone import local_date
from workflows.casework import catalogue
from workflows.casework.errors import InvalidRequest, NotFound
from workflows.casework.publishing import check_all
from workflows.people import Post, PostHolding
from workflows.people.posts import LONGEST_BODY, RECORDS, RESERVED, shipped_posts
from workflows.people.words import PostScope, TeamRole, UnitKind
from workflows.procedure.model import Severity
from workflows.sentence import Sentence
from workflows.store import UnitOfWork
from workflows.unseen import unseen_in

FLAGS: Final = ("is_office", "cancels", "directs", "relatives", "watches", "settings")
LISTS: Final = ("records", "leads", "roles", "starts")
_LAST: Final = MappingProxyType(
    {
        "cancels": Sentence("cancels cases", "有权撤销案件"),
        "directs": Sentence("orders recusals and appoints to steps", "有权责令回避、指定办理人"),
        "relatives": Sentence("keeps the declared relatives", "负责核实亲属申报"),
    }
)
"""Rights that some post must have, and what its holders do by them."""
FIELDS: Final = (
    "name",
    "name_en",
    "unit_kind",
    "scope",
    "records",
    *FLAGS,
    "leader_key",
    "leads",
    "roles",
    "body",
    "starts",
    "withdrawn",
)
LONGEST: Final = MappingProxyType({"name": 80, "name_en": 120, "body": LONGEST_BODY})
_KEY = re.compile(r"[a-z][a-z0-9_]{1,58}")


def values_of(post: Post) -> dict[str, Any]:
    """What a change may change, as the post has it."""
    plain = {name: getattr(post, name) for name in FIELDS if name not in (*LISTS, "withdrawn")}
    lists = {name: sorted(getattr(post, name)) for name in LISTS}
    return {
        **plain,
        **lists,
        "unit_kind": str(post.unit_kind),
        "scope": str(post.scope),
        "withdrawn": post.withdrawn_on is not None,
    }


def checked(work: UnitOfWork, key: str, wanted: Mapping[str, Any], *, is_new: bool) -> dict[str, Any]:
    """What would change. Raises NotFound, and InvalidRequest with the first thing that is not possible."""
    post = work.session.get(Post, key)
    if is_new and (post is not None or not _KEY.fullmatch(key)):
        _refuse(
            "The key is taken, or is not 2 to 59 small letters, digits and _ that begin with a letter.",
            "岗位标识已被使用，或不符合要求：2 至 59 个小写字母、数字和下划线，以字母开头。",
        )
    if is_new and key in RESERVED:
        meant = RESERVED[key]
        _refuse(
            f"In diagrams and forms {key} means {meant.en}; give the post another key.",
            f"流程和表单中 {key} 指{meant.zh}，请另选岗位标识。",
        )
    if not is_new and post is None:
        raise NotFound("There is no such post.", "没有这个岗位。")
    if set(wanted) != set(FIELDS):
        _refuse("The change does not say every field of a post.", "变更未写明岗位的全部项目。")
    others = {other.key: other for other in work.session.scalars(select(Post).where(Post.key != key))}
    _check_words(wanted, others)
    _check_leading(key, wanted, others)
    if post is not None:
        _check_standing(work, post, wanted, others)
    elif wanted["withdrawn"]:
        _refuse("A new post cannot be withdrawn.", "新岗位不能同时撤销。")
    # What the post may start already stays, also where this office has not published the procedure.
    _check_starts(work, set(wanted["starts"]) - set(post.starts if post is not None else ()))
    before = values_of(post) if post is not None else {}
    changed = {name: value for name, value in wanted.items() if name not in before or before[name] != value}
    if not changed:
        _refuse("Nothing is changed.", "没有任何变更。")
    return changed


def _check_words(wanted: Mapping[str, Any], others: Mapping[str, Post]) -> None:
    for name, longest in LONGEST.items():
        if unseen := unseen_in(str(wanted[name])):
            _refuse(
                f"The name holds a character that nobody sees ({unseen}). Type it again.",
                f"名称中有看不见的字符（{unseen}）。请重新输入。",
            )
        text = wanted[name]
        if name == "body":
            if not isinstance(text, str) or len(text) > longest:
                _refuse(f"The name in copies has at most {longest} characters.", f"抄送名称不超过 {longest} 个字符。")
            continue
        if not isinstance(text, str) or not text.strip() or len(text) > longest:
            _refuse(
                f"Give the name in both languages, at most {longest} characters.",
                f"请填写中英文名称，不超过 {longest} 个字符。",
            )
    if any(other.withdrawn_on is None and wanted["name"] == other.name for other in others.values()):
        _refuse(
            "Another post has this name; nobody could tell the two apart.", "已有同名岗位，无法区分；请换一个名称。"
        )
    if wanted["unit_kind"] not in ("", *UnitKind) or wanted["scope"] not in set(PostScope):
        _refuse("Choose the kind of unit and the scope from the list.", "请从列表中选择单位类别和范围。")
    if not set(wanted["records"]) <= set(RECORDS) or not set(wanted["leads"]) <= set(UnitKind):
        _refuse("Choose records and kinds of unit from the list.", "请从列表中选择档案和单位类别。")
    if not set(wanted["roles"]) <= set(TeamRole) or (wanted["roles"] and wanted["unit_kind"] != UnitKind.VILLAGE):
        _refuse("A post that goes with roles in a team stands in a village.", "与队内角色对应的岗位须设在村。")


def _check_leading(key: str, wanted: Mapping[str, Any], others: Mapping[str, Post]) -> None:
    leader = wanted["leader_key"]
    if leader is not None and (leader not in others or others[leader].withdrawn_on is not None):
        _refuse("The leader is no post in use, or the post itself.", "上级岗位不存在、已撤销，或就是该岗位本身。")
    above, seen = leader, {key}
    while above is not None:
        if above in seen:
            _refuse(
                "The post would lead itself, some levels up; choose another leader.",
                "上级关系形成循环，请另选上级岗位。",
            )
        seen.add(above)
        above = others[above].leader_key if above in others else None
    for other in others.values():
        if set(wanted["leads"]) & set(other.leads):
            _refuse(f"{other.name_en} leads units of this kind already.", f"该类单位已由“{other.name}”负责。")
        if set(wanted["roles"]) & set(other.roles):
            _refuse(f"{other.name_en} goes with this role already.", f"该队内角色已对应岗位“{other.name}”。")


def _check_standing(work: UnitOfWork, post: Post, wanted: Mapping[str, Any], others: Mapping[str, Post]) -> None:
    """What must stay: a shipped post its kind of unit, an administering one without files, somebody who decides."""
    is_shipped = post.key in shipped_posts()
    if is_shipped and (wanted["unit_kind"] != str(post.unit_kind) or wanted["withdrawn"]):
        _refuse(
            "A shipped post keeps its kind of unit and is not withdrawn: the program and shipped diagrams name it.",
            "系统自带岗位由程序和自带流程使用，不能改变单位类别，也不能撤销。",
        )
    if post.administers and (wanted["records"] or any(wanted[flag] for flag in FLAGS)):
        _refuse("An administering post opens no files and no records.", "管理岗位不得查阅案件和档案。")
    in_use = [other for other in others.values() if other.withdrawn_on is None]
    if (
        post.settings
        and not _decides_for_all(wanted)
        and not any(o.settings and o.scope == PostScope.ALL for o in in_use)
    ):
        _refuse(
            "It is the last post that decides for all units; give that right to another post first.",
            "这是最后一个有权审定全部单位设置的岗位，请先授予其他岗位。",
        )
    for flag, does in _LAST.items():
        keeps = wanted[flag] and not wanted["withdrawn"]
        if getattr(post, flag) and not keeps and not any(getattr(other, flag) for other in in_use):
            _refuse(
                f"It is the last post that {does.en}; give that right to another post first.",
                f"这是最后一个{does.zh}的岗位，请先授予其他岗位。",
            )
    if not set(post.roles) <= set(wanted["roles"]) and (count := _holders(work, post)):
        # Their postings end with the post that goes with the role: it must still be that one then.
        _refuse(
            f"{count} people hold the post by their role in a team; it keeps the role while they do.",
            f"尚有 {count} 人因队内角色任该岗位，其间不能取消对应关系。",
        )
    if wanted["withdrawn"] and post.withdrawn_on is None:
        _check_withdrawing(work, post, in_use)


def _decides_for_all(wanted: Mapping[str, Any]) -> bool:
    return wanted["settings"] and wanted["scope"] == PostScope.ALL and not wanted["withdrawn"]


def _check_withdrawing(work: UnitOfWork, post: Post, in_use: Collection[Post]) -> None:
    if count := _holders(work, post):
        _refuse(
            f"{count} people hold the post; let their time in it end first.",
            f"尚有 {count} 人任该岗位，请先免去其任职。",
        )
    if any(other.leader_key == post.key for other in in_use):
        _refuse(
            "It is the leader of other posts; give them another one first.",
            "该岗位是其他岗位的上级，请先为其另设上级。",
        )
    naming = procedures_naming(work, post.key)
    if naming:
        _refuse(
            f"Procedures name the post: {', '.join(naming)}. Publish versions without it first.",
            f"下列流程用到该岗位：{'、'.join(naming)}。请先发布不用该岗位的版本。",
        )


def _holders(work: UnitOfWork, post: Post) -> int:
    until = or_(PostHolding.to_on.is_(None), PostHolding.to_on > local_date(work.now))
    return work.session.scalar(select(func.count()).where(PostHolding.post_key == post.key, until)) or 0


def procedures_naming(work: UnitOfWork, post_key: str) -> list[str]:
    """The procedures whose newest version would not be published without this post, by process id."""
    newest = {
        version.process_id: catalogue.procedure_of(work, version.id)
        for version in catalogue.latest_versions(work)
        if catalogue.is_readable(work, version.id)
    }
    posts = set(work.session.scalars(select(Post.key)))
    found = []
    for process_id, procedure in newest.items():
        with_it, without = (
            {
                problem
                for problem in check_all({process_id: procedure}, known, beside=newest)
                if problem.severity is Severity.ERROR
            }
            for known in (posts, posts - {post_key})
        )
        if without - with_it:
            found.append(process_id)
    return found


def _check_starts(work: UnitOfWork, starts: Collection[str]) -> None:
    by_hand = {
        version.process_id
        for version in catalogue.latest_versions(work)
        if catalogue.is_readable(work, version.id)
        and catalogue.start_lane(catalogue.procedure_of(work, version.id)) is not None
    }
    odd = sorted(set(starts) - by_hand)
    if odd:
        _refuse(f"No procedure that people start by hand is called {odd[0]}.", f"没有可由人发起的流程 {odd[0]}。")


def _refuse(english: str, chinese: str) -> NoReturn:
    raise InvalidRequest(english, chinese)
