"""The words of a form: components of form-js, their attributes and rules, and the properties that Gatepost reads."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import Kind, drawn, words

_SHOWN = "webapp/test_form_display.py"
_PAGE = "webapp/test_forms.py"
_RULES = "casework/test_answer_rules.py"
_ROWS = "casework/test_answer_rows.py"

FORM: Final = (
    *words(
        Kind.FORM,
        f"""
        id | the form's name; that of its file
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        components | what the form asks and shows, in order
            {_PAGE}::test_each_component_becomes_the_field_a_person_expects
        type | only `default`
            procedure/test_forms.py::test_a_form_of_another_type_is_refused
        """,
    ),
    *drawn(Kind.FORM, "schemaVersion executionPlatform executionPlatformVersion exporter versionTag"),
)

COMPONENTS: Final = words(
    Kind.COMPONENT,
    f"""
    textfield textarea number checkbox radio select checklist datetime | a question
        {_PAGE}::test_each_component_becomes_the_field_a_person_expects
    taglist | several of the choices
        {_SHOWN}::test_a_tag_list_is_answered_with_boxes
    filepicker | files, each a context of id, name, type and size in a list
        webapp/test_attachments.py::test_files_are_chosen_handed_in_and_opened
    dynamiclist | rows of questions, each a context in a list
        {_ROWS}::test_rows_come_out_typed_each_by_its_own_fields
    group | questions under one heading, hidden together
        {_RULES}::test_what_is_in_a_hidden_group_is_asked_of_nobody_and_answered_by_nothing
    table | a list that the case holds, for reading
        {_SHOWN}::test_a_table_shows_the_first_rows_and_the_others_on_request
    text | Markdown without images and tags
        {_SHOWN}::test_markdown_is_shown_with_links_lists_and_tables
    html | plain tags without images, frames, scripts and styles
        {_SHOWN}::test_html_is_reduced_to_what_a_form_may_show
    separator spacer | a line, some space
        {_SHOWN}::test_space_lines_and_outlines_are_drawn
    button | names the page's own button where there is no outcome
        {_SHOWN}::test_a_button_of_the_form_names_the_pages_own
    """,
)
_BUTTON = ("button",)
_WITHOUT_KEY = ("group", "table", "text", "html", "separator", "spacer", "button")
_QUESTIONS = (
    "textfield",
    "textarea",
    "number",
    "checkbox",
    "radio",
    "select",
    "checklist",
    "taglist",
    "datetime",
    "filepicker",
)

COMPONENT_ATTRIBUTES: Final = (
    *words(
        Kind.COMPONENT_ATTRIBUTE,
        f"""
        type | which component
            {_PAGE}::test_each_component_becomes_the_field_a_person_expects
        key | the variable that the answer goes to
            {_PAGE}::test_groups_hold_their_questions
        description | help under the label
            {_PAGE}::test_english_labels_stand_beside_the_form
        properties | the properties below
            {_PAGE}::test_a_rule_over_several_answers_says_what_it_wants
        validate | the rules below
            casework/test_answers.py::test_what_does_not_fit_is_refused_with_a_sentence
        conditional | when it is hidden
            {_PAGE}::test_a_hidden_question_is_neither_asked_nor_kept
        layout | where it stands beside others
            {_SHOWN}::test_components_of_one_row_stand_side_by_side
        readonly | `true` or FEEL: shows the variable, in English `<key>_en` where there is one; answers nothing
            {_RULES}::test_an_answer_is_read_only_where_the_expression_says_so
        disabled | the same as `readonly`
            {_SHOWN}::test_a_choice_that_is_only_shown_is_shown_in_words
        defaultValue | what the field begins with; may be FEEL
            {_PAGE}::test_defaults_may_be_written_in_feel
        appearance | what stands around the field
            {_SHOWN}::test_adorners_stand_around_their_field
        values | the choices
            {_PAGE}::test_each_component_becomes_the_field_a_person_expects
        valuesKey | the variable that holds the choices
            procedure/test_reader.py::test_a_form_carries_its_fields_rules_and_options
        valuesExpression | FEEL that gives the choices
            {_PAGE}::test_options_come_from_the_variables
        decimalDigits | the most decimal places
            casework/test_answers.py::test_what_does_not_fit_is_refused_with_a_sentence
        increment | the answer is a multiple of it
            {_RULES}::test_a_number_comes_in_steps
        serializeToString | the number is kept as text
            {_RULES}::test_a_number_may_be_kept_as_text
        subtype | date, time or datetime
            {_PAGE}::test_each_component_becomes_the_field_a_person_expects
        dateLabel timeLabel | what the question is called
            {_SHOWN}::test_a_moment_is_called_what_its_label_says
        use24h | only `true`: an office writes 24 hours
            procedure/test_forms.py::test_what_a_form_would_not_carry_out_is_refused_by_name
        timeSerializingFormat | with offset, in UTC or without zone
            {_RULES}::test_a_moment_is_kept_in_the_form_asked_for
        timeInterval | steps of so many minutes
            {_RULES}::test_a_time_comes_in_steps_of_minutes
        disallowPassedDates | no day before today
            {_RULES}::test_a_day_that_has_passed_on_the_offices_clock_is_refused
        components | the questions inside
            {_PAGE}::test_groups_hold_their_questions
        showOutline | a line around it
            {_SHOWN}::test_space_lines_and_outlines_are_drawn
        accept | the types that it takes, such as `.pdf,image/*`
            webapp/test_attachments.py::test_a_question_takes_the_types_and_as_many_as_it_says
        multiple | `true`: several files
            webapp/test_attachments.py::test_a_question_takes_the_types_and_as_many_as_it_says
        path | the variable that holds the rows
            webapp/test_answer_lists.py::test_rows_are_added_and_removed_without_losing_a_word
        isRepeating disableCollapse | only `true`
            procedure/test_forms.py::test_a_dynamic_list_that_could_not_be_answered_is_refused
        allowAddRemove | `false`: the rows are those of the variable
            {_ROWS}::test_fixed_rows_are_those_of_the_variable_and_keep_what_is_only_shown
        defaultRepetitions | rows that an empty list begins with
            webapp/test_answer_lists.py::test_a_list_begins_with_as_many_rows_as_it_says
        dataSource rowCount columns | the list, rows shown at once, its columns
            {_SHOWN}::test_a_table_shows_the_first_rows_and_the_others_on_request
        columnsExpression | FEEL that gives the columns
            {_SHOWN}::test_the_columns_of_a_table_may_be_an_expression
        text | Markdown with `{{{{expression}}}}`
            {_SHOWN}::test_values_in_texts_are_filled_in_and_never_become_marks
        content | HTML with `{{{{expression}}}}`
            {_SHOWN}::test_values_in_texts_are_filled_in_and_never_become_marks
        height | pixels
            {_SHOWN}::test_space_lines_and_outlines_are_drawn
        action | only `submit`
            procedure/test_forms.py::test_what_a_form_would_not_carry_out_is_refused_by_name
        label | what it is called, with `{{{{expression}}}}`
            {_SHOWN}::test_values_in_texts_are_filled_in_and_never_become_marks
        """,
    ),
    *words(
        Kind.COMPONENT_ATTRIBUTE,
        f"id | its name in the labels\n{_SHOWN}::test_what_has_no_key_is_labelled_by_its_id",
        _WITHOUT_KEY,
    ),
    *drawn(Kind.COMPONENT_ATTRIBUTE, "id", (*_QUESTIONS, "dynamiclist")),
)

RULES: Final = words(
    Kind.RULE,
    f"""
    required | `true` or FEEL
        {_RULES}::test_an_answer_is_required_where_the_expression_says_so
    min max | a number or FEEL
        {_RULES}::test_limits_may_be_expressions_over_variables_and_answers
    minLength maxLength | characters, or FEEL
        {_RULES}::test_lengths_may_be_expressions
    pattern | a regular expression as browsers read it
        {_RULES}::test_a_pattern_means_what_a_browser_means
    validationType | only `custom`
        procedure/test_forms.py::test_what_a_form_would_not_carry_out_is_refused_by_name
    """,
)

PARTS: Final = words(
    Kind.PART,
    f"""
    conditional.hide | FEEL; true hides it and takes no answer
        casework/test_answers.py::test_a_hidden_field_is_neither_required_nor_kept
    layout.row layout.columns | which stand side by side, and how wide of 16
        {_SHOWN}::test_components_of_one_row_stand_side_by_side
    appearance.prefixAdorner appearance.suffixAdorner | before and after the field
        {_SHOWN}::test_adorners_stand_around_their_field
    values.value values.label | what is kept, what people read
        {_PAGE}::test_english_labels_stand_beside_the_form
    columns.key columns.label | what of the row, under which heading
        {_SHOWN}::test_a_table_shows_the_first_rows_and_the_others_on_request
    """,
)

FORM_PROPERTIES: Final = words(
    Kind.FORM_PROPERTY,
    f"""
    check check_message check_message_en | FEEL over the answers and `value`, and what is said where it does not hold
        {_PAGE}::test_a_rule_over_several_answers_says_what_it_wants
    offered | FEEL list of those of the options that are offered now; no other is shown or taken
        {_PAGE}::test_an_option_is_offered_only_where_the_form_says_so
    visible_to | posts that may read the answer
        webapp/test_case_page.py::test_answers_for_some_posts_stay_hidden_from_others
    lookup | a search beside the field
        webapp/test_lookups.py::test_a_unit_finds_its_own_staff_only
    capture | a phone opens its camera (`environment` or `user`)
        webapp/test_attachments.py::test_a_phone_may_open_its_camera
    locate | a phone fills in where it is
        webapp/test_lookups.py::test_a_phone_may_fill_in_where_it_is
    min_rows max_rows | how many rows a list may have
        {_ROWS}::test_a_list_has_a_least_and_a_most_number_of_rows
    confirm confirm_message confirm_message_en | outcomes (on the button: `submit`) that are asked about once more
        webapp/test_letter_preview.py::test_the_letter_stands_in_the_question_and_goes_out_once_it_is_answered
    """,
)
