"""How a form shows what form-js names beside its questions: texts, tables, columns, adorners, limits, choices only shown."""

from __future__ import annotations

from typing import Any

from flask import Flask, render_template_string
from lxml import html

from tests.webapp.test_forms import Build, build, request_context  # noqa: F401  fixtures
from webapp import create_app
from webapp.answers.forms import AnswerForm
from webapp.settings import Settings
from workflows.store import Store

CHOICES = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}]


def drawn(form: AnswerForm) -> html.HtmlElement:
    """The form as the page draws it."""
    app: Flask = create_app(Store.from_url("sqlite://"), Settings("a secret of the tests, long enough"))
    with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
        text = render_template_string('{% include "answers/_items.html" %}', form=form, lookups={})
    return html.fragment_fromstring(text, create_parent="div")


def words(node: html.HtmlElement) -> str:
    """The text of a node with single spaces."""
    return " ".join(" ".join(node.itertext()).split())


def ask(kind: str, **settings: Any) -> dict[str, Any]:
    """A component `x` of this type."""
    return {"type": kind, "key": "x", "label": "问", **settings}


def test_markdown_is_shown_with_links_lists_and_tables(build: Build) -> None:  # noqa: F811
    text = "# 说明\n**请**先看[办法](https://example.org/rule)：\n\n- 一\n- 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |"
    page = drawn(build({"type": "text", "text": text}))
    assert [words(node) for node in page.xpath(".//p[@class='heading'] | .//strong | .//li | .//th | .//td")] == [
        "说明", "请", "一", "二", "甲", "乙", "1", "2",
    ]  # fmt: skip
    link = page.xpath(".//a")[0]
    assert dict(link.attrib) == {
        "href": "https://example.org/rule",
        "rel": "noopener noreferrer",
        "target": "_blank",
    }


def test_values_in_texts_are_filled_in_and_never_become_marks(build: Build) -> None:  # noqa: F811
    name = "**王**<script>[x](http://evil)"
    form = build(
        {"type": "text", "text": "被反映人：{{name}}，{{ count + 1 }} 次{{nothing}}"},
        {"type": "html", "content": "<p>被反映人：<strong>{{name}}</strong></p>"},
        ask("textfield", description="关于{{name}}", label="{{name}}的情况"),
        variables={"name": name, "count": 2},
    )
    page = drawn(form)
    assert words(page.xpath(".//div[@class='form-text-block']")[0]) == f"被反映人：{name}，3 次"
    assert words(page.xpath(".//div[@class='form-text-block']/p/strong")[0]) == name
    assert not page.xpath(".//script | .//a")
    assert words(page.xpath(".//label")[0]).startswith(f"{name}的情况")
    assert words(page.xpath(".//*[@id='help-answer-x']")[0]) == f"关于{name}"


def test_a_whole_text_may_be_an_expression(build: Build) -> None:  # noqa: F811
    form = build(ask("textfield", label='="问" + string(n)'), variables={"n": 3})
    assert form.fields["x"].label.text == "问3"


def test_html_is_reduced_to_what_a_form_may_show(build: Build) -> None:  # noqa: F811
    content = (
        '<p onclick="x()">可<b>见</b></p><iframe src="//e"></iframe><img src="//e"><a href="javascript:x()">链</a>'
    )
    block = drawn(build({"type": "html", "content": content})).xpath(".//div[@class='form-text-block']")[0]
    assert [node.tag for node in block.iterdescendants()] == ["p", "b", "a"]
    assert "onclick" not in html.tostring(block).decode()
    assert block.xpath(".//a")[0].get("href") is None


def test_a_table_shows_the_first_rows_and_the_others_on_request(build: Build) -> None:  # noqa: F811
    table = {
        "type": "table",
        "id": "members",
        "label": "队员",
        "dataSource": "=people",
        "rowCount": 2,
        "columns": [{"key": "name", "label": "姓名"}, {"key": "days", "label": "天数"}],
    }
    people = [{"name": "张", "days": 20}, {"name": "李"}, {"name": "王", "days": 22}]
    page = drawn(build(table, variables={"people": people}))
    first, more = page.xpath(".//table")
    assert words(first) == "队员 姓名 天数 张 20 李"
    assert words(page.xpath(".//summary")[0]) == "还有 1 行"
    assert words(more) == "姓名 天数 王 22"
    assert "尚无内容" in words(drawn(build(table, variables={"people": None})))


def test_the_columns_of_a_table_may_be_an_expression(build: Build) -> None:  # noqa: F811
    table = {"type": "table", "dataSource": "=rows", "columnsExpression": "=heads"}
    values = {"rows": [{"a": 1}], "heads": [{"key": "a", "label": "甲"}]}
    assert words(drawn(build(table, variables=values)).xpath(".//table")[0]) == "甲 1"


def test_components_of_one_row_stand_side_by_side(build: Build) -> None:  # noqa: F811
    fields = [
        {"type": "textfield", "key": key, "label": key, "layout": {"row": row, "columns": columns}}
        for key, row, columns in (("a", "r1", 4), ("b", "r1", None), ("c", "r2", None))
    ]
    page = drawn(build(*fields))
    row = page.xpath(".//div[@class='columns']")
    assert len(row) == 1
    assert [node.get("name") for node in row[0].xpath(".//input")] == ["a", "b"]
    assert row[0].xpath("./div[@class='span-4']//input[@name='a']")


def test_adorners_stand_around_their_field(build: Build) -> None:  # noqa: F811
    adorned = ask("number", appearance={"prefixAdorner": "约", "suffixAdorner": "元"})
    group = drawn(build(adorned)).xpath(".//div[@class='input-group']")[0]
    assert [words(node) for node in group.xpath("./span")] == ["约", "元"]
    assert group.xpath("./span[1]/following-sibling::input")


def test_a_choice_that_is_only_shown_is_shown_in_words(build: Build) -> None:  # noqa: F811
    for kind, value in (("select", "b"), ("radio", "b"), ("checklist", ["b"]), ("taglist", ["b"])):
        form = build(ask(kind, values=CHOICES, readonly=True), variables={"x": value}, sent={"x": "a"})
        page = drawn(form)
        assert not page.xpath(".//select | .//input[@type='radio'] | .//input[@type='checkbox']"), kind
        assert page.xpath(".//output")[0].text == "乙", kind
        assert form.validate()
        assert form.cleaned == {}
    ticked = drawn(build(ask("checkbox", disabled=True), variables={"x": True}))
    assert ticked.xpath(".//output")[0].text == "是"


def test_what_is_only_shown_is_whole_and_in_words(build: Build) -> None:  # noqa: F811
    long = "住村 0 夜，少于应住 7 夜；" * 20
    assert drawn(build(ask("textfield", readonly=True), variables={"x": long})).xpath(".//output")[0].text == long
    assert drawn(build(ask("number", readonly=True), variables={"x": 15.0})).xpath(".//output")[0].text == "15"
    assert drawn(build(ask("number", readonly=True), variables={"x": 15.5})).xpath(".//output")[0].text == "15.5"
    dated = {"type": "datetime", "subtype": "date", "key": "x", "dateLabel": "何日", "readonly": True}
    assert drawn(build(dated, variables={"x": "2026-03-20"})).xpath(".//output")[0].text == "2026年3月20日"


def test_what_is_only_shown_is_english_on_english_pages_where_it_was_said_in_english(build: Build) -> None:  # noqa: F811
    said = {"x": "没有这个工号，请核对。", "x_en": "Nobody has this staff number."}
    for locale, variables, shown in (
        ("en", said, said["x_en"]),
        ("zh_CN", said, said["x"]),
        ("en", {"x": said["x"]}, said["x"]),
        ("en", {**said, "x_en": None}, said["x"]),
    ):
        for read_only in (True, "=1 = 1"):
            form = build(ask("textarea", readonly=read_only), variables=variables, locale=locale)
            assert drawn(form).xpath(".//output")[0].text == shown, (locale, variables, read_only)
    mended = build(ask("textarea", readonly=True), variables={**said, "x": None}, locale="en")
    assert said["x_en"] not in words(drawn(mended)), "what was refused before"
    asked = build(ask("textarea"), variables={"x_en": "not asked"}, locale="en", initial={"x": "问"})
    assert "not asked" not in words(drawn(asked))


def test_what_an_expression_makes_read_only_or_required_is_shown_so(build: Build) -> None:  # noqa: F811
    field = ask("textfield", readonly="=locked", validate={"required": "=urgent"})
    assert drawn(build(field, variables={"locked": True, "x": "旧"})).xpath(".//output[.='旧']")
    assert "选填" in words(drawn(build(field, variables={"urgent": False})))
    assert "选填" not in words(drawn(build(field, variables={"urgent": True})))


def test_limits_and_steps_are_told_to_the_browser(build: Build) -> None:  # noqa: F811
    form = build(
        ask("number", validate={"min": "=n", "max": 9}, increment=0.5),
        {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "何时", "timeInterval": 15}
        | {"disallowPassedDates": True},
        variables={"n": 2},
    )
    page = drawn(form)
    number = page.xpath(".//input[@name='x']")[0]
    assert (number.get("min"), number.get("max"), number.get("step")) == ("2", "9", "0.5")
    moment = page.xpath(".//input[@name='at']")[0]
    assert (moment.get("min"), moment.get("step")) == ("2026-03-02T00:00", "900")


def test_a_tag_list_is_answered_with_boxes(build: Build) -> None:  # noqa: F811
    page = drawn(build(ask("taglist", values=CHOICES, defaultValue=["a"])))
    assert [box.get("value") for box in page.xpath(".//input[@type='checkbox']")] == ["a", "b"]
    assert [box.get("value") for box in page.xpath(".//input[@checked]")] == ["a"]


def test_space_lines_and_outlines_are_drawn(build: Build) -> None:  # noqa: F811
    inner = [ask("textfield")]
    page = drawn(
        build(
            {"type": "spacer", "height": 60},
            {"type": "separator"},
            {"type": "group", "label": "组", "showOutline": True, "components": inner},
        )
    )
    assert page.xpath(".//svg")[0].get("height") == "60"
    assert page.xpath(".//hr")
    assert page.xpath(".//fieldset[contains(@class, 'is-outlined')]/legend[text()='组']")


def test_a_button_of_the_form_names_the_pages_own(build: Build) -> None:  # noqa: F811
    assert [
        o.label for o in build(ask("textfield"), {"type": "button", "label": "登记", "action": "submit"}).outcomes
    ] == ["登记"]


def test_a_moment_is_called_what_its_label_says(build: Build) -> None:  # noqa: F811
    form = build(
        {"type": "datetime", "subtype": "datetime", "key": "at", "dateLabel": "何时", "timeLabel": "几点"},
        {"type": "datetime", "subtype": "time", "key": "hour", "dateLabel": "何日", "timeLabel": "几点"},
        {"type": "datetime", "subtype": "date", "key": "day", "label": "哪天", "dateLabel": "何日"},
    )
    assert [form.fields[key].label.text for key in ("at", "hour", "day")] == ["何时", "几点", "哪天"]


def test_what_has_no_key_is_labelled_by_its_id(build: Build) -> None:  # noqa: F811
    components = [
        {"type": "text", "id": "hint", "text": "提示"},
        {"type": "group", "id": "part", "label": "组", "components": [ask("textfield")]},
        {"type": "table", "id": "list", "label": "表", "dataSource": "=rows", "columns": [{"key": "a", "label": "甲"}]},
    ]
    labels = '{"form:t:hint:text": "A hint", "form:t:part": "A group", "form:t:list": "A table", "form:t:list:column:a": "A"}'
    page = drawn(build(*components, variables={"rows": []}, labels=labels, locale="en"))
    assert words(page.xpath(".//div[@class='form-text-block']")[0]) == "A hint"
    assert words(page.xpath(".//fieldset/legend")[0]) == "A group"
    assert words(page.xpath(".//table")[0]) == "A table A"
