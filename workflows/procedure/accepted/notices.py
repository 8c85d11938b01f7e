"""The words of notices: every key of a notice's file."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import Kind, words

_SENT = "casework/test_notice_files.py"

NOTICE: Final = words(
    Kind.NOTICE,
    f"""
    kind | what sort of notice it is: the page names it, and people choose by it how they are told
        {_SENT}::test_a_notice_goes_to_its_posts_with_every_value_in_its_place
    to | posts that it may go to; the step that sends it says which of them, and in which unit
        {_SENT}::test_a_notice_goes_to_no_post_that_its_file_does_not_name
    to_persons | `true`: it may go to people by name
        {_SENT}::test_a_notice_goes_to_people_by_name_where_its_file_says_so
    text text.zh text.en | what it says, in both languages, with places as in letters
        {_SENT}::test_a_notice_goes_to_its_posts_with_every_value_in_its_place
    """,
)
