"""From a template to a running case without a file or a command: scenarios tried on the page, and four eyes that publish."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.casework.world import World
from tests.webapp.browser import Browser
from tests.webapp.designers import add_designers
from tests.webapp.office import build_office
from workflows.casework.catalogue import publish
from workflows.casework.models import Notice, ProcedureVersion, Task
from workflows.casework.transaction import transaction
from workflows.casework.verbs.complete import complete
from workflows.casework.verbs.start import start_case
from workflows.casework.words import NoticeKind
from workflows.people.words import ChangeState
from workflows.procedure import bundle, read_files, unbundle
from workflows.proof.models import HistoryEntry
from workflows.proof.verify import verify
from workflows.proof.words import HistoryKind
from workflows.store import Store
from workflows.studio.beginnings import files_of_template
from workflows.studio.models import VersionRequest

BrowserOf = Callable[[str], Browser]
WHY = "车辆管理办法施行，借用须经综合组审批。"


@pytest.fixture
def world(store: Store) -> World:
    """The office with its designers."""
    return add_designers(build_office(store))


def begun(browser: Browser) -> str:
    """The address of a draft begun from the template of approvals."""
    browser.get("/studio/new")
    return browser.press("按模板新建", template="approval", name="公车借用", process_id="car_loan").path


def asked(browser: Browser, draft: str) -> str:
    """The address of the request for a draft whose scenarios all pass."""
    browser.get(draft)
    page = browser.press("全部测试")
    while page.all("//button[contains(., '测试其余')]"):
        page = browser.press(page.all("//button[contains(., '测试其余')]")[0].text_content().strip())
    assert "通过 2/2" in page.words
    return browser.press("提请发布", reason=WHY).path


def kinds(world: World) -> list[str]:
    """What the system's own chain tells of versions, in order."""
    told = (HistoryKind.VERSION_PREPARED, HistoryKind.VERSION_DECIDED, HistoryKind.VERSION_REFUSED)
    wanted = select(HistoryEntry).where(HistoryEntry.kind.in_([*told, HistoryKind.PROCEDURE_PUBLISHED]))
    with world.store.read() as work:
        assert verify(work).is_intact
        return [entry.kind for entry in work.session.scalars(wanted.order_by(HistoryEntry.sequence))]


def edit(browser: Browser, draft: str, name: str, old: str, new: str) -> None:
    """Change a word in a file of a draft, as typed on its page."""
    text = browser.get(f"{draft}/file?name={name}").value("text") or ""
    assert old in text
    browser.press("保存", text=text.replace(old, new))


def test_from_a_template_to_a_running_case(world: World, browser_of: BrowserOf) -> None:
    first, second = browser_of("wenr"), browser_of("pan")
    draft = begun(first)
    page = first.get(draft)
    assert "还有场景未" in first.press("提请发布", 422, reason=WHY).words
    request = asked(first, draft)
    page = first.get(draft)
    assert "已覆盖：元素 8/8，连线 8/8，规则 0/0" in page.words
    marks = page.all("//*[@data-diagram]")[0].get("data-marks")
    assert '"granted"' in marks
    assert '"returned_flow"' in marks
    assert not first.get(request).all("//button[contains(., '同意并发布')]")
    sent = {"csrf_token": first.token(), "decision": "agree", "seen": "", "answer": ""}
    assert "提出发布的人不得自行同意" in first.post(request, dict(sent), 403).words

    page = second.get("/studio")
    assert WHY in page.words
    called = [link.text for link in page.all(f"//a[@href='{request}' or @href='{draft}']")]
    assert called == ["公车借用", "公车借用"], "as it was named at the beginning, not by its id"
    page = second.get(request)
    assert "待审定的版本: 公车借用 car_loan" in page.words
    assert page.all("//*[@data-diagram]")
    assert "此前没有发布过，全部为新增" in page.words
    assert "新增 car_loan.bpmn" in page.words
    told = page.words.partition("文字说明")[2]
    for said in ("审批 人工任务", "按钮： 同意 / 退回补充 / 不同意", "凡有人任该岗位的单位"):
        assert said in told, said
    assert "通过" in page.words
    page = second.press("同意并发布")
    assert "第 1 版" in page.words
    assert "潘绘川审定" in page.words
    page = second.get(request)
    assert "申请发布的内容" in page.words
    assert "审批 人工任务" in page.words, "what was read stays to be read"
    with world.store.read() as work:
        version = work.session.scalars(select(ProcedureVersion).where(ProcedureVersion.process_id == "car_loan")).one()
        files = files_of_template("approval", "car_loan", "公车借用")
        assert unbundle(version.bundle) == files
        assert version.bundle == bundle(read_files("car_loan", files))
        row = work.session.scalars(select(VersionRequest)).one()
        assert (row.state, row.version_id, row.digest) == (ChangeState.DECIDED, version.id, version.digest)
        notices = select(Notice).where(Notice.kind == NoticeKind.PROCEDURE)
        told = {notice.post_key or "person" for notice in work.session.scalars(notices)}
        assert told == {"designer", "city_director", "general_group", "administrator", "person"}
    assert kinds(world) == ["procedure_published", "version_prepared", "procedure_published", "version_decided"]
    first.get(draft, 404)
    assert "温若篆 · 潘绘川审定" in first.get("/studio").words
    with transaction(world.store) as work:
        answers = {"subject": "更换驻村用车", "grounds": "现用车辆已达报废年限。"}
        case_id = start_case(work, "car_loan", actor=world.actor("hu"), answers=answers).id
    with transaction(world.store) as work:
        task_id = work.session.scalars(select(Task.id).where(Task.case_id == case_id)).one()
        complete(work, task_id, world.actor("wen"), {"outcome": "grant", "remark": "同意更换。"})
    assert "已办结 · 已同意" in browser_of("wen").get(f"/cases/{case_id}").words, "its readers see how it ended"
    told = browser_of("hu").get(f"/cases/{case_id}").words
    assert "已同意" not in told.partition("您收到的通知")[0]
    assert "同意" in told.partition("您收到的通知")[2].partition("事项")[0], "who started it, what they were told"


def test_only_what_was_seen_is_published_and_a_return_has_a_reason(world: World, browser_of: BrowserOf) -> None:
    first, second = browser_of("wenr"), browser_of("dai")
    draft = begun(first)
    edit(first, draft, "scenarios/refused.yaml", "events: [refused]", "events: [granted]")
    first.get(draft)
    page = first.press("全部测试")
    assert "案件结束于 refused，而非 granted" in page.words
    # Step by step: who did what, where it then stood, what had changed; and where it failed, what was wrong.
    walk = f"{draft}/walk?file=scenarios/refused.yaml"
    page = first.get(f"{walk}&step=0")
    assert "第 1 步，共 3 步 人事科 BUREAU：启动案件。" in page.words
    assert "当前位置 审批 approve" in page.words
    assert 'grounds "' in page.words.partition("变化的变量")[2]
    page = first.get(page.all("//a[@id='walk-next']")[0].get("href"))
    assert "办理“审批”" in page.words
    assert '变化的变量 outcome "refuse"' in page.words
    assert "无：案件已结束" in page.words
    marks = page.all("//*[@data-marks-now]")[0].get("data-marks-now")
    assert json.loads(marks)["active"] == []
    assert "refused" in json.loads(marks)["done"]
    assert not first.get(f"{walk}&step=99").all("//a[@id='walk-next']")
    assert "核对结束状态。 案件结束于 refused" in first.get(f"{walk}&step=2").words
    browser_of("wen").get(walk, 403)
    first.get(draft)
    assert "还有场景未" in first.press("提请发布", 422, reason=WHY).words
    edit(first, draft, "scenarios/refused.yaml", "events: [granted]", "events: [refused]")
    assert "在当前文件上测试后才能分步查看" in first.get(walk).words
    request = asked(first, draft)
    second.get(request)
    edit(first, draft, "examples.yaml", "更换驻村用车", "更换驻村车辆")
    assert "草稿已与您看到的不同" in second.press("同意并发布", 422).words
    assert not second.get(request).all("//button[contains(., '同意并发布')]")
    assert "已退回或撤回" in second.press("退回", answer="示例答案与场景不一致，请核对后重新提出。").words
    second.post(request, {"csrf_token": second.token(), "decision": "agree", "seen": ""}, 422)
    typo = {"csrf_token": second.token(), "decision": "retrun", "answer": "请补充说明修改的原因。"}
    second.post(request, typo, 422)
    with world.store.read() as work:
        wanted = select(Notice).where(Notice.person_id == world.persons["wenr"])
        assert [notice.text for notice in work.session.scalars(wanted)] == [
            "流程“公车借用”的新版本被退回，理由：示例答案与场景不一致，请核对后重新提出。"
        ]
    request = asked(first, draft)
    second.get(request)
    with transaction(world.store) as work:
        publish(work, read_files("car_loan", files_of_template("approval", "car_loan", "公务用车借用")))
    assert "其间已发布另一版本" in second.press("同意并发布", 422).words
    first.get(request)
    first.press("撤回", answer="其间已发布另一版本，重新核对。")
    request = asked(first, draft)
    page = second.get(request)
    assert "与第 1 版比较" in page.words
    assert "修改 examples.yaml" in page.words
    second.press("同意并发布")
    published = [kind for kind in kinds(world) if kind == HistoryKind.PROCEDURE_PUBLISHED]
    assert len(published) == 3
    lines = browser_of("wenr").get("/studio").all("//tbody/tr")
    assert any("第 2 版" in line.text_content() for line in lines)


def test_a_draft_with_errors_or_without_changes_is_not_published(world: World, browser_of: BrowserOf) -> None:
    browser = browser_of("wenr")
    draft = begun(browser)
    browser.get(draft)
    browser.press("全部测试")
    edit(browser, draft, "forms/ask.form", '"subject"', '"subject",')
    browser.get(draft)
    assert "草稿有错误" in browser.press("提请发布", 422, reason=WHY).words
    browser.get(f"{draft}/file?name=forms/ask.form")
    browser.press("撤销上次保存")
    with transaction(world.store) as work:
        publish(work, read_files("car_loan", files_of_template("approval", "car_loan", "公车借用")))
    browser.get(draft)
    page = browser.press("全部测试")
    while page.all("//button[contains(., '测试其余')]"):
        page = browser.press(page.all("//button[contains(., '测试其余')]")[0].text_content().strip())
    assert "没有可发布的内容" in browser.press("提请发布", 422, reason=WHY).words
    assert "理由" in browser.press("提请发布", 422, reason="").words
