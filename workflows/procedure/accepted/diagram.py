"""The words of a diagram: BPMN elements and their attributes."""

from __future__ import annotations

from typing import Final

from workflows.procedure.accepted.entry import FIXED_TEST, Kind, drawn, words
from workflows.procedure.vocabulary import FIXED_VALUES

ELEMENTS: Final = (
    *words(
        Kind.ELEMENT,
        """
        process | the procedure; its id is the folder's name
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        laneSet lane childLaneSet flowNodeRef | who does the tasks inside; the innermost lane counts
            procedure/test_reader.py::test_a_lane_carries_post_unit_and_side_and_the_innermost_lane_counts
        userTask | waits until somebody who may has answered its form
            casework/test_complete.py::test_a_case_goes_from_start_to_end
        manualTask | waits until somebody who may has marked it done
            engine/test_flow.py::test_a_case_goes_from_task_to_task_and_ends
        task | is passed through at once
            engine/test_flow.py::test_automatic_tasks_run_in_one_step
        serviceTask sendTask | calls a registered operation
            engine/test_flow.py::test_what_an_operation_raises_names_its_element
        receiveTask | waits for a message
            engine/test_messages_and_signals.py::test_a_receive_task_may_carry_boundary_events
        scriptTask | evaluates FEEL into a variable
            engine/test_variables_as_in_camunda.py::test_output_mappings_of_a_script_are_made_in_order
        businessRuleTask | applies a decision table of the folder
            recall/test_recall_case.py::test_a_recall_goes_from_lead_to_closing_and_leaves_true_records
        callActivity | runs another procedure inside the case
            engine/test_variables_as_in_camunda.py::test_a_called_process_has_a_copy_and_hands_back_all_of_it
        subProcess | runs its inside with variables of its own
            engine/test_scopes.py::test_results_inside_a_sub_process_go_to_the_case_unless_the_sub_process_has_the_variable
        exclusiveGateway | takes the one flow whose condition holds
            engine/test_flow.py::test_an_exclusive_gateway_takes_the_flow_whose_condition_holds
        parallelGateway | takes every flow; waits for every flow
            engine/test_flow.py::test_a_parallel_join_waits_for_every_branch
        inclusiveGateway | takes the flows whose conditions hold; waits for those taken
            engine/test_joins.py::test_an_inclusive_join_waits_for_the_branches_that_were_taken
        eventBasedGateway | the first event behind it wins
            engine/test_messages_and_signals.py::test_the_first_event_behind_an_event_gateway_wins
        startEvent | begins the case or sub-process
            casework/test_catalogue.py::test_only_holders_of_the_start_lane_may_start
        intermediateCatchEvent | waits for its event
            engine/test_messages_and_signals.py::test_delivering_goes_on_with_the_messages_variables
        intermediateThrowEvent | throws its event and goes on
            engine/test_messages_and_signals.py::test_a_thrown_message_goes_to_the_outbox_with_its_mapped_variables
        boundaryEvent | reacts while the activity is open
            engine/test_timers.py::test_an_interrupting_timer_takes_the_task_away
        endEvent | ends its branch
            engine/test_flow.py::test_a_case_goes_from_task_to_task_and_ends
        sequenceFlow incoming outgoing | the way from one element to the next
            engine/test_flow.py::test_the_journal_tells_every_flow_taken
        conditionExpression | FEEL that decides whether the flow is taken
            engine/test_flow.py::test_an_exclusive_gateway_takes_the_flow_whose_condition_holds
        timerEventDefinition | fires at a moment
            engine/test_timers.py::test_a_duration_counts_from_the_arrival
        timeDate | the moment
            engine/test_timers.py::test_a_date_is_absolute_and_local_without_an_offset
        timeDuration | the time from arrival
            engine/test_timers.py::test_a_duration_counts_from_the_arrival
        timeCycle | how often and how far apart
            engine/test_timers.py::test_a_cycle_fires_as_often_as_it_says
        messageEventDefinition message | a message, by name and key
            engine/test_messages_and_signals.py::test_a_subscription_shows_name_and_key
        signalEventDefinition signal | a signal to all who wait
            engine/test_messages_and_signals.py::test_a_signal_reaches_every_waiting_event_of_the_case_and_leaves_it
        errorEventDefinition error | an error to the nearest catcher
            engine/test_bodies_and_errors.py::test_an_error_end_event_leaves_through_sub_process_and_call
        escalationEventDefinition escalation | an escalation to the nearest catcher
            engine/test_bodies_and_errors.py::test_an_escalation_reaches_the_boundary_of_its_sub_process
        terminateEventDefinition | ends everything in its scope
            engine/test_bodies_and_errors.py::test_a_terminate_end_ends_its_scope_only
        multiInstanceLoopCharacteristics | once for each item
            engine/test_multi_instance.py::test_every_item_becomes_a_task_that_sees_its_item
        completionCondition | FEEL that ends the loop early
            engine/test_multi_instance.py::test_a_condition_that_holds_cancels_what_is_open
        extensionElements | holds the zeebe elements
            procedure/test_reader.py::test_the_other_tasks_carry_their_own_extensions
        definitions collaboration participant | the file; of several pools the one with the process is read
            procedure/test_reader.py::test_a_pool_and_its_drawing_are_tolerated
        """,
    ),
    *words(
        Kind.ELEMENT,
        "documentation | shown above the form of the task; of a decision, said where none of its rules applies\n"
        "webapp/test_accepted_words.py::test_the_documentation_of_a_task_stands_above_its_form",
    ),
    *drawn(
        Kind.ELEMENT,
        "messageFlow participantMultiplicity textAnnotation association group category dataObject dataObjectReference "
        "dataStore dataStoreReference dataInputAssociation dataOutputAssociation property",
    ),
)

ATTRIBUTES: Final = (
    *words(
        Kind.ATTRIBUTE,
        """
        sourceRef targetRef | the ends of the flow
            engine/test_flow.py::test_the_journal_tells_every_flow_taken
        """,
        ("sequenceFlow",),
    ),
    *drawn(Kind.ATTRIBUTE, "sourceRef targetRef messageRef id name", ("messageFlow",)),
    *words(
        Kind.ATTRIBUTE,
        """
        default | the flow taken where no condition holds
            engine/test_joins.py::test_an_inclusive_join_waits_for_the_branches_that_were_taken
        """,
        ("exclusiveGateway", "inclusiveGateway"),
    ),
    *words(
        Kind.ATTRIBUTE,
        """
        messageRef | which message
            procedure/test_reader.py::test_messages_signals_errors_and_escalations_are_read_through_their_references
        """,
        ("messageEventDefinition", "receiveTask"),
    ),
    *words(
        Kind.ATTRIBUTE,
        """
        signalRef errorRef escalationRef | which signal, error or escalation
            procedure/test_reader.py::test_messages_signals_errors_and_escalations_are_read_through_their_references
        errorCode | the code that a catcher names
            engine/test_bodies_and_errors.py::test_a_named_catcher_goes_before_a_catch_all
        escalationCode | the code that a catcher names
            engine/test_bodies_and_errors.py::test_an_escalation_reaches_the_boundary_of_its_sub_process
        attachedToRef | the activity that the event sits on
            procedure/test_reader.py::test_a_boundary_timer_carries_its_text_and_whether_it_interrupts
        cancelActivity | `false`: the activity goes on
            engine/test_timers.py::test_a_timer_that_does_not_interrupt_fires_once_and_leaves_the_task
        isInterrupting | `false`: what is around goes on
            engine/test_bodies_and_errors.py::test_a_timer_event_sub_process_beside_the_case
        triggeredByEvent | `true`: an event sub-process
            procedure/test_reader.py::test_elements_of_a_sub_process_lie_in_its_lane_and_an_event_sub_process_is_its_own_type
        isSequential | `true`: one item after another
            engine/test_multi_instance.py::test_one_after_another
        isExecutable | must be `true`
            procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages
        language | only FEEL
            procedure/test_checks_of_meaning.py::test_a_condition_in_another_language_is_refused
        processRef | the process of a pool
            procedure/test_reader.py::test_a_pool_and_its_drawing_are_tolerated
        """,
    ),
    *(
        word
        for name, value in FIXED_VALUES.items()
        for word in words(Kind.ATTRIBUTE, f"{name} | only `{value}`\n{FIXED_TEST}")
    ),
    *drawn(Kind.ATTRIBUTE, "gatewayDirection exporter exporterVersion targetNamespace expressionLanguage typeLanguage"),
)
_NAMELESS = (
    "definitions",
    "collaboration",
    "participant",
    "laneSet",
    "childLaneSet",
    "error",
    "escalation",
)
_EVENT_NAMES = ("message", "signal")
NAMES: Final = (
    *words(
        Kind.ATTRIBUTE,
        "name | the name of the message or signal; FEEL where it starts with `=`\n"
        "engine/test_messages_and_signals.py::test_a_subscription_shows_name_and_key",
        _EVENT_NAMES,
    ),
    *drawn(Kind.ATTRIBUTE, "name", _NAMELESS),
    *words(
        Kind.ATTRIBUTE,
        "name | what people read: inbox, record, diagram, lists\n"
        "webapp/test_case_page.py::test_the_steps_are_listed_beside_the_diagram",
        (
            *(
                "process",
                "lane",
                "sequenceFlow",
                "userTask",
                "manualTask",
                "task",
                "serviceTask",
                "sendTask",
                "receiveTask",
            ),
            *("scriptTask", "businessRuleTask", "callActivity", "subProcess", "exclusiveGateway", "inclusiveGateway"),
            *("parallelGateway", "eventBasedGateway", "startEvent", "intermediateCatchEvent", "intermediateThrowEvent"),
            *("boundaryEvent", "endEvent"),
        ),
    ),
    *words(
        Kind.ATTRIBUTE,
        "id | how the file, scenarios, labels and the record name it; unique\n"
        "procedure/test_broken.py::test_a_broken_procedure_is_reported_in_both_languages",
        (
            *(
                "process",
                "lane",
                "sequenceFlow",
                "userTask",
                "manualTask",
                "task",
                "serviceTask",
                "sendTask",
                "receiveTask",
            ),
            *("scriptTask", "businessRuleTask", "callActivity", "subProcess", "exclusiveGateway", "inclusiveGateway"),
            *("parallelGateway", "eventBasedGateway", "startEvent", "intermediateCatchEvent", "intermediateThrowEvent"),
            *("boundaryEvent", "endEvent", "message", "signal", "error", "escalation"),
        ),
    ),
    *drawn(
        Kind.ATTRIBUTE,
        "id",
        (
            *("definitions", "collaboration", "participant", "laneSet", "childLaneSet", "timerEventDefinition"),
            *("messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition"),
            *("terminateEventDefinition", "multiInstanceLoopCharacteristics", "conditionExpression", "documentation"),
            *("completionCondition", "timeDate", "timeDuration", "timeCycle"),
        ),
    ),
)
