"""The words of letters: every key of a letter's file."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import Kind, words

_WRITTEN = "documents/test_writing.py"
_ISSUED = "casework/test_letters_of_a_diagram.py"

LETTER: Final = words(
    Kind.LETTER,
    f"""
    title title.zh title.en | what the letter is called, in both languages; people who may not read it read this
        {_WRITTEN}::test_title_and_number_stand_at_the_head
    series | 机关代字: the name of the series in the number 驻召〔2026〕1号, which runs by series and year
        documents/test_letters.py::test_numbers_run_by_series_and_year
    secrecy | 密级: 内部, or 绝密, 机密, 秘密 with ★ and the period; stands above the title
        {_WRITTEN}::test_the_mark_of_secrecy_stands_above_the_title
    issuer | 发文机关, one line: signs above the date
        {_WRITTEN}::test_the_issuer_signs_above_the_day_of_issue_and_whoever_signs_for_it_below
    recipient | 主送机关: a line of its own, the colon is added
        {_WRITTEN}::test_whom_it_is_addressed_to_stands_on_a_line_with_a_colon
    upward | `true`: 上行文, to a body above: 签发人 stands beside the number in the DOCX
        documents/test_docx.py::test_a_letter_to_a_body_above_names_who_signed_beside_its_number
    to | posts of the unit that it goes to, which read it from service on; without it a paper of the office's own
        {_ISSUED}::test_a_letter_of_a_diagram_goes_from_issue_to_service_with_the_right_readers
    receipt | `true`: served when somebody signs for it; without it by being sent
        {_ISSUED}::test_a_letter_without_a_receipt_is_served_by_being_sent
    paragraphs | 正文
        {_WRITTEN}::test_paragraphs_follow_one_another_with_values_in_their_places
    annexes | 附件说明: numbered where there are several
        {_WRITTEN}::test_annexes_are_named_below_the_text_and_numbered_where_there_are_several
    copies | 抄送: posts at and above the places it is about, or FEEL that gives them; they read it from service on
        {_WRITTEN}::test_copies_are_posts_or_an_expression_that_gives_them
    copies_line | `false`: the copies are not printed
        {_WRITTEN}::test_copies_are_printed_above_the_note_and_may_be_left_out
    note | 附注, such as whom to ask
        {_WRITTEN}::test_copies_are_printed_above_the_note_and_may_be_left_out
    signer | 署名: lines below the issuer, or in its place where there is none
        {_WRITTEN}::test_the_issuer_signs_above_the_day_of_issue_and_whoever_signs_for_it_below
    date | 成文日期: FEEL, where it is not the day of issue
        {_WRITTEN}::test_the_date_may_be_another_than_that_of_issue
    masks | what is masked in the version for everybody else
        {_WRITTEN}::test_the_masked_version_has_paragraphs_of_its_own_and_no_names
    masks.people masks.units masks.villages masks.numbers | FEEL: a name or a list of names, masked as what they are
        {_WRITTEN}::test_what_a_letter_names_is_masked_as_what_it_is
    masks.words | FEEL: words that hold such a name and are kept whole
        {_WRITTEN}::test_words_that_hold_a_name_are_kept_whole
    masked | the paragraphs of that version, where they are others
        {_WRITTEN}::test_the_masked_version_has_paragraphs_of_its_own_and_no_names
    void_at | end events: once its case ended at one of them, its page and the lists say that it is void (作废)
        leave/test_withdrawing.py::test_a_leave_that_does_not_begin_is_closed_by_the_member_and_its_slip_is_void
    """,
)
