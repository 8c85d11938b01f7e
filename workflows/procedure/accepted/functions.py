"""The functions that a case and the office add to FEEL; those of the language and of the calendar stand in the manual's text."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import Kind, words

FUNCTIONS: Final = words(
    Kind.FUNCTION,
    """
    deadline | when the running deadline of this name is due
        casework/test_clocks.py::test_an_open_task_whose_due_time_reads_the_clock_moves_with_it
    starter | who started the case by hand: `person`, `name`, `post`, `unit`, `group`
        who/test_who.py::test_a_leave_request_is_carried_through_its_pages
    done_by | who did this step the last time, told likewise
        who/test_who.py::test_a_leave_request_is_carried_through_its_pages
    previous | what was decided in this step the last time: `outcome`, `at`, `times` and `by`, which is who
        who/test_who.py::test_a_leave_request_is_carried_through_its_pages
    leader_of | the post that leads somebody, or the unit with this code; with a second argument so many levels up
        who/test_who.py::test_leaders_by_post_and_by_unit
    post_for | the post that is responsible for a unit: in it, or in the nearest unit above it where such a post stands
        who/test_who.py::test_leaders_by_post_and_by_unit
    superior_of | the unit that manages the cadres of this one, whatever the tree says; with a second argument so many levels up
        who/test_superiors.py::test_a_running_case_keeps_its_superior_and_a_new_one_takes_the_new
    party_of | the unit whose party committee or group answers for this one: itself, unless another is recorded
        who/test_superiors.py::test_a_unit_without_a_party_group_answers_by_that_of_another
    holders_of | who holds a post today, `post@UNIT` or a post of no unit: a list of persons as `starter().person` names them
        leave/test_without_leader.py::test_a_request_goes_to_the_township_where_nobody_else_leads_the_team
    departments_of | the departments of a unit, which stand directly below it and hold no posts: `code`, `name`, `name_en`
        selection/test_batch.py::test_departments_nominate_where_the_unit_has_them
    never_arrived | of the postings with these ids, the names of those that ended because nobody came to the village
        recall/test_no_fault.py::test_whoever_never_arrived_is_not_recalled_once_more
    own_leave | approved leave of whoever starts the case, by year: `starts`, `until`, `days`, `year`, `kind`, `effect`, `is_back`
        leave/test_leave_records.py::test_what_overlaps_is_refused_before_there_is_a_case_and_days_of_the_year_are_shown
    starting_post | the post in which somebody starts the case, or started it: a start form asks each what they can know
        recall/test_reports.py::test_each_reports_what_they_know_and_hears_what_became_of_it
    person_named | who has this staff number, as a field with a lookup gives it: `person`, `name`, `unit`
        who/test_who.py::test_a_leave_request_is_carried_through_its_pages
    setting | a number of the office
        casework/test_kept_settings.py::test_a_running_case_keeps_what_held_at_its_start_and_a_new_one_takes_the_new
    catalogue | the scheme that a setting names: `key`, `name`, `name_en` and its `lines` (catalogues.yaml)
        office/test_schemes.py::test_a_running_case_keeps_its_criteria_and_a_new_one_is_asked_by_the_scheme_of_the_office
    """,
)
