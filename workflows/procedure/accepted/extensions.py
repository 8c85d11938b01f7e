"""The words of Camunda 8's extension elements, and the properties that Gatepost reads from `zeebe:properties`."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import FIXED_TEST, Kind, words

EXTENSIONS: Final = words(
    Kind.EXTENSION,
    """
    properties property | the properties below
        procedure/test_reader.py::test_a_user_task_carries_assignment_form_schedule_priority_and_properties
    versionTag | the designer's own version, printed when it is published
        commands/test_publish.py::test_publishing_prints_the_designers_version
    ioMapping input | a variable that only the activity sees
        engine/test_scopes.py::test_input_mappings_make_local_variables_that_end_with_the_task
    output | a variable that the activity leaves behind
        engine/test_variables_as_in_camunda.py::test_a_later_output_mapping_of_a_task_sees_what_an_earlier_one_made
    userTask | marks a task of the vocabulary's own kind, the only kind there is here
        procedure/test_reader.py::test_a_user_task_carries_assignment_form_schedule_priority_and_properties
    assignmentDefinition | who may do the task, in place of its lane
        casework/test_accepted_words.py::test_a_task_is_for_those_whom_its_assignment_names
    formDefinition | the form of the task, or of the start
        casework/test_catalogue.py::test_a_running_case_keeps_its_diagram_and_forms
    taskSchedule | when the task is due
        casework/test_clocks.py::test_the_due_time_of_a_task_counts_from_its_opening_whatever_else_moves_in_the_case
    priorityDefinition | which of two tasks with one due time stands first
        casework/test_accepted_words.py::test_the_task_of_higher_priority_stands_first
    taskDefinition | the operation
        engine/test_flow.py::test_what_an_operation_raises_names_its_element
    taskHeaders header | constants for the operation
        casework/test_accepted_words.py::test_headers_reach_the_operation
    script | the expression and where its value goes
        engine/test_flow.py::test_automatic_tasks_run_in_one_step
    calledDecision | the decision and where its result goes
        recall/test_recall_case.py::test_a_recall_goes_from_lead_to_closing_and_leaves_true_records
    calledElement | the procedure that is called
        engine/test_bodies_and_errors.py::test_a_called_process_that_is_missing_is_an_error
    subscription | how a message finds its case
        engine/test_messages_and_signals.py::test_a_key_that_is_null_is_an_error
    loopCharacteristics | the items of a multi-instance activity
        engine/test_multi_instance.py::test_every_item_becomes_a_task_that_sees_its_item
    """,
)

EXTENSION_ATTRIBUTES: Final = (
    *words(
        Kind.EXTENSION_ATTRIBUTE,
        """
        assignee | the one person who does it (user name; FEEL)
            casework/test_accepted_words.py::test_a_task_is_for_those_whom_its_assignment_names
        candidateUsers | persons who may do it
            casework/test_accepted_words.py::test_a_task_is_for_those_whom_its_assignment_names
        candidateGroups | posts that may do it, `post` or `post@unit`
            casework/test_accepted_words.py::test_a_task_is_for_those_whom_its_assignment_names
        formId | the form's file
            casework/test_catalogue.py::test_a_running_case_keeps_its_diagram_and_forms
        dueDate | when the task is due
            casework/test_clocks.py::test_an_open_task_whose_due_time_reads_the_clock_moves_with_it
        priority | 0 to 100, 50 without it
            casework/test_accepted_words.py::test_the_task_of_higher_priority_stands_first
        type | the registered operation
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        expression | FEEL
            engine/test_flow.py::test_automatic_tasks_run_in_one_step
        resultVariable | where the value goes
            engine/test_scopes.py::test_results_inside_a_sub_process_go_to_the_case_unless_the_sub_process_has_the_variable
        decisionId | the decision
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        processId | the procedure called
            engine/test_bodies_and_errors.py::test_a_called_process_that_is_missing_is_an_error
        propagateAllParentVariables | `false`: only the inputs go in
            engine/test_variables_as_in_camunda.py::test_a_called_process_that_is_shut_off_gets_its_inputs_alone
        propagateAllChildVariables | `false`: only the outputs come back
            engine/test_variables_as_in_camunda.py::test_a_called_process_hands_back_nothing_where_nothing_is_asked
        correlationKey | FEEL; the key of the message must equal it
            casework/test_messages.py::test_a_message_reaches_the_one_case_with_its_key
        inputCollection | FEEL list of the items
            engine/test_multi_instance.py::test_what_is_no_list_is_an_error
        inputElement | the variable that holds the item
            engine/test_multi_instance.py::test_every_item_becomes_a_task_that_sees_its_item
        outputCollection outputElement | what the items hand back, in their order
            engine/test_multi_instance.py::test_outputs_stand_in_the_order_of_the_items_and_only_when_all_are_done
        source target | FEEL, and the variable that its value goes to
            engine/test_scopes.py::test_output_mappings_pick_what_leaves_the_task
        key | the name of the constant
            casework/test_accepted_words.py::test_headers_reach_the_operation
        name | the name of the property
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        """,
    ),
    *words(
        Kind.EXTENSION_ATTRIBUTE,
        "value | the text of the tag\ncommands/test_publish.py::test_publishing_prints_the_designers_version",
        ("versionTag",),
    ),
    *words(
        Kind.EXTENSION_ATTRIBUTE,
        "value | the text of the property\n"
        "procedure/test_reader.py::test_a_user_task_carries_assignment_form_schedule_priority_and_properties",
        ("property",),
    ),
    *words(
        Kind.EXTENSION_ATTRIBUTE,
        "value | the constant\ncasework/test_accepted_words.py::test_headers_reach_the_operation",
        ("header",),
    ),
    *words(
        Kind.EXTENSION_ATTRIBUTE,
        f"bindingType | only `latest`: the version published when the case started\n{FIXED_TEST}",
    ),
)

PROPERTIES: Final = (
    *words(
        Kind.PROPERTY,
        """
        title | the case's title
            casework/test_complete.py::test_a_case_goes_from_start_to_end
        title_public | the title for people outside the file
            casework/test_disclosure.py::test_only_readers_find_a_case_by_its_full_title
        title_outside | the title for units, places and members, and whoever stands aside
            casework/test_outside_title.py::test_people_outside_the_offices_know_a_case_by_no_number_of_its_beginning
        business_key | the number by which people know the case
            casework/test_inbox.py::test_search_finds_by_title_step_and_key_and_takes_signs_literally
        unit | the unit that the case is about
            casework/test_inbox.py::test_another_unit_sees_nothing_of_the_case
        readers | posts that read the whole file
            casework/test_disclosure.py::test_readers_read_the_whole_file_and_strangers_learn_nothing
        owner | the post that reads and corrects values after an incident
            casework/test_incident_values.py::test_nobody_else_reads_or_corrects_them
        cancel_by | who may break the case off
            casework/test_incident_values.py::test_who_the_process_names_may_cancel_and_nobody_else
        cancel_notice | the notice of the folder by which people are told that a case was broken off
            leave/test_withdrawing.py::test_whoever_is_concerned_is_told_that_a_leave_was_cancelled
        cancel_tells | whom it goes to, as FEEL or as names separated by commas
            leave/test_withdrawing.py::test_whoever_is_concerned_is_told_that_a_leave_was_cancelled
        starter_follows | `true`: whoever started the case sees at which post it stands, until it ends
            leave/test_withdrawing.py::test_the_member_sees_where_the_request_stands
        recuse_by | posts that may order somebody to stand aside; without it those that direct (posts.yaml)
            casework/test_accepted_words.py::test_the_process_says_who_may_order_somebody_to_stand_aside
        appoint_by | posts that may appoint somebody to a step that nobody is left for; without it those that direct (posts.yaml)
            casework/test_appoint.py::test_the_process_says_who_may_appoint
        recuse | units and persons whose people must not act
            casework/test_duties.py::test_whoever_must_not_act_is_refused_and_only_the_attempt_is_kept
        """,
        ("process",),
    ),
    *words(
        Kind.PROPERTY,
        """
        post | the post, where it is not the lane's id
            procedure/test_reader.py::test_a_lane_carries_post_unit_and_side_and_the_innermost_lane_counts
        unit | the unit whose post it is
            casework/test_complete.py::test_only_the_unit_of_the_case_may_supplement
        side | `unit` or `office`: whose time runs
            casework/test_clocks.py::test_a_return_leaves_the_clock_running_and_splits_unit_from_office_time
        """,
        ("lane",),
    ),
    *words(
        Kind.PROPERTY,
        """
        separate_from | who did one of these must not do this one
            casework/test_complete.py::test_the_same_person_cannot_do_both_reviews
        recuse | units and persons whose people must not do it
            casework/test_complete.py::test_somebody_of_the_unit_is_recused
        shows | elements whose answers stand beside the form
            casework/test_disclosure.py::test_a_task_shows_what_it_names_while_it_is_open
        sealed_until | until then these answers are their writer's alone
            casework/test_disclosure.py::test_a_seal_holds_until_its_element_and_a_second_round_is_blind_again
        sheet | the task goes over the rows of this sheet; its form is that of one row
            sheets/test_sheets.py::test_rows_are_saved_one_by_one_and_the_task_ends_when_all_are_settled
        sheet_group | FEEL text: only the rows of this group are the task's
            sheets/test_sheets.py::test_each_task_has_the_rows_of_its_group
        sheet_again | FEEL list of keys or names: a later round asks these rows and those that changed, the others stay settled
            sheets/test_rounds.py::test_a_second_round_asks_what_is_named_and_what_changed
        batch | `true`: open tasks of this step may be completed together, with one set of answers
            webapp/test_together.py::test_tasks_of_a_step_are_completed_together_each_for_itself
        own_word | `true`: asks its assignee for their own word, although the process is about them
            casework/test_own_word.py::test_whom_a_process_is_about_gives_their_own_word_and_reads_nothing_more
        """,
        ("userTask",),
    ),
    *words(
        Kind.PROPERTY,
        """
        catch_up | at a start by the clock, the due times that went by while nothing ran: `each` or `latest`
            casework/test_clock_starts.py::test_missed_due_times_start_each_or_the_latest_only
        """,
        ("startEvent",),
    ),
    *words(
        Kind.PROPERTY,
        """
        raised_by | posts, or `starter`, that may raise this message event from the case's page or the board
            casework/test_raising.py::test_whom_the_diagram_names_raises_an_event_and_the_case_goes_on
        """,
        ("boundaryEvent", "intermediateCatchEvent"),
    ),
    *words(
        Kind.PROPERTY,
        """
        on_extension | `true`: extending the clock of its activity raises this message event
            casework/test_raising.py::test_an_extension_raises_the_event_drawn_for_it_at_its_clock_alone
        """,
        ("boundaryEvent",),
    ),
    *words(
        Kind.PROPERTY,
        """
        deadline | FEEL moment by which it must be finished; a clock on the board
            casework/test_clocks.py::test_a_clock_starts_with_its_activity_and_stops_with_it
        deadline_name | the name of that clock
            casework/test_accepted_words.py::test_a_clock_is_found_by_its_name
        deadline_variable | the variable that an extension writes
            casework/test_clocks.py::test_an_extension_moves_due_time_and_reminder_together
        deadline_extension_by | the post that may extend
            casework/test_clocks.py::test_what_an_extension_refuses
        deadline_extension_max | the most that may be added in all
            casework/test_clocks.py::test_what_an_extension_refuses
        deadline_extension_count | how often, once without it
            casework/test_clocks.py::test_a_second_extension_is_refused
        """,
    ),
)
