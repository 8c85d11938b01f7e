"""The plays of the table: each yields the name of a moment when the case has reached it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from tests.disclosure import steps
from tests.disclosure.appeal_plays import on_paper
from tests.disclosure.batch_plays import BATCH_PLAYS, FOLDERS, folders
from tests.disclosure.month_plays import BESIDE, MONTH_FOLDERS, MONTH_PLAYS
from tests.disclosure.playing import FILE, LONG_TEXT, TEXT, Play
from tests.disclosure.posting_plays import POSTING_FOLDERS, POSTING_PLAYS
from tests.disclosure.unneeded_plays import UNNEEDED_PLAYS
from tests.recall.office import CENTRE, procedures
from workflows.procedure.model import Procedure

COPIES = ["county_office", "township_committee"]


def _until_served(play: Play) -> Iterator[str]:
    steps.lead(play, "W99")
    yield "lead_refused"
    play.do("correct_lead", "registrar", people_text="W01")
    yield "lead_registered"
    steps.accept(play)
    yield "accepted"
    steps.verify(play, "verify_office", "investigator", 37, 371)
    yield "half_verified"
    steps.verify(play, "verify_poverty", "poverty_investigator", 43, 433)
    yield "verified"
    steps.report(play)
    yield "half_signed"
    play.do("sign_report", "poverty_investigator", outcome="sign")
    yield "reported"
    steps.decide(play, "order", slots_wanted=1)
    yield "decided"
    posting = [str(play.office.postings["recalled"])]
    texts = {"order_facts": TEXT, "order_basis": TEXT, "contact": TEXT}
    play.do("prepare_order", "registrar", slot_people=posting, copy_to=COPIES, **texts)
    play.do("sign_order", "director", outcome="sign")
    yield "order_sent"
    play.do("acknowledge", "unit_hr", received_by=TEXT, is_received=True)
    yield "served"


def _until_appeal(play: Play) -> Iterator[str]:
    texts = ("interview_place", "interview_interviewee", "interview_attendees", "interview_points")
    deputy = {"is_deputy": True, "leader_absence": TEXT, "interview_held_at": "2026-03-02T08:45:00+08:00"}
    play.do("interview", "registrar", **deputy, **dict.fromkeys(texts, TEXT))
    yield "interviewed"
    play.do("sign_interview", "unit_leader", is_record_confirmed=True, interview_remarks=TEXT)
    steps.make_up(play)
    done = dict.fromkeys(("is_explained", "is_handover_started", "is_account_closed"), True)
    play.do("unit_recall", "unit_secretary", left_on="2026-03-02", **done)
    play.do("file_appeal", "recalled", outcome="appeal", appeal_text=TEXT, appeal_files=[FILE])
    yield "recalled"
    play.do("review_appeal", "organisation", outcome="uphold", appeal_reason=TEXT)
    yield "appeal_settled"


def _until_reviewed(play: Play) -> Iterator[str]:
    steps.nominate(play, "W11")
    yield "nominated"
    play.do("qualify_manually", "acceptor", outcome="pass", qualification_note=TEXT)
    yield "qualified"
    steps.party_group(play, "proposed", candidate_id=str(play.office.persons["candidate"]))
    yield "proposed"
    steps.call(play, "phone_check 1", 4, "peer")
    steps.call(play, "phone_check 2", 5, "superior")
    yield "called"
    steps.review(play, "review_a 1", 11, "return")
    yield "first_review"
    steps.review(play, "review_b 1", 12, "return")
    yield "both_reviews"
    play.do("supplement", "unit_hr", supplement_text=TEXT, supplement_ref=TEXT)
    yield "supplemented"
    steps.review(play, "review_a 2", 19, "agree")
    yield "second_round_half"
    steps.review(play, "review_b 2", 14, "agree")
    yield "far_apart"
    play.do("settle_review", "group_leader", outcome="agree", review_reason=TEXT)
    yield "settled"


def _until_arrived(play: Play) -> Iterator[str]:
    play.do("county_opinion", "county", county_view="support", village_needs=TEXT)
    yield "opinion_given"
    play.do("match", "group_leader", outcome="match", match_score=83, match_reason=TEXT)
    yield "matched"
    term = {"term_from": "2026-03-03", "term_to": "2028-03-31", "handover_contact": TEXT}
    play.do("sign_dispatch", "director", outcome="sign", **term)
    yield "dispatched"
    play.do(
        "confirm_arrival",
        "village_secretary",
        outcome="arrived",
        arrived_at="2026-03-02T09:00:00+08:00",
        latitude=CENTRE[0] + 0.001,
        longitude=CENTRE[1] + 0.001,
        photo=[FILE],
        dingtalk_account=TEXT,
    )
    yield "village_said"
    play.do("confirm_second", "township", second_outcome="absent", second_remark=TEXT)
    play.do("settle_arrival", "county", outcome="arrived", settle_reason=TEXT)
    yield "arrived"
    play.do("hand_over", "recalled", **steps.handover_items())
    play.do("take_over", "candidate", outcome="accept")
    play.do("witness", "team_leader", outcome="sign")
    yield "handed_over"


def _until_closed(play: Play) -> Iterator[str]:
    yield from steps.answer_above(play)
    play.do(
        "close_case",
        "acceptor",
        is_filed=True,
        closing_summary=TEXT,
    )
    yield "closed"


def recall(play: Play) -> Iterator[str]:
    """A recall at fault with every stage: correction, appeal, two rounds of review, accountability of both leaders."""
    yield from _until_served(play)
    yield from _until_appeal(play)
    yield from _until_reviewed(play)
    yield from _until_arrived(play)
    yield from _until_closed(play)


def differing(play: Play) -> Iterator[str]:
    """Two members; the offices differ; the director has it verified once more, orders for one of the two, and refers."""
    play.accused = ["recalled", "second_recalled"]
    steps.lead(play, "W01\nW02")
    steps.accept(play)
    steps.verify(play, "verify_office 1", "investigator", 37, 371)
    yield "half_verified"
    steps.verify(play, "verify_poverty 1", "poverty_investigator", 43, 433)
    yield "verified"
    steps.report(play, "joint_report 1")
    play.do("sign_report 1", "poverty_investigator", outcome="disagree", disagreement=TEXT)
    yield "disagreed"
    play.do("decide 1", "director", outcome="reverify", reverify_points=TEXT)
    yield "sent_back"
    steps.verify(play, "verify_office 2", "investigator", 47, 471)
    yield "half_verified_again"
    steps.verify(play, "verify_poverty 2", "poverty_investigator", 53, 533)
    yield "verified_again"
    numbers = {"attendance_gap": -8, "months_short": 4, "leave_days_year": 19}
    steps.report(play, "joint_report 2", **numbers)
    play.do("sign_report 2", "poverty_investigator", outcome="sign")
    yield "reported"
    recalled = [str(play.office.postings["recalled"])]
    referral = {"is_referred": True, "referred_to": "county"}
    steps.decide(play, "order", "decide 2", ordered_people=recalled, slots_wanted=1, deviation_reason=TEXT, **referral)
    yield "decided"


def warned(play: Play) -> Iterator[str]:
    """A warning, against what the table said, and the unit's rectification."""
    steps.until_reported(play)
    yield "reported"
    steps.decide(play, "warn", deviation_reason=TEXT)
    yield "warned"
    play.do("rectify_warning", "unit_leader", rectification_measures=TEXT, rectification_proof=TEXT)
    yield "put_right"
    play.do("inspect_warning", "organisation", outcome="passed", inspection_opinion=TEXT)
    yield "closed"


def no_fault(play: Play) -> Iterator[str]:
    """An adjustment for illness, nobody sent instead."""
    steps.lead(play, "W01", trigger="T7", source="unit")
    yield "lead_registered"
    proof = {"grounds": ["G9"], "leave_days_year": 23, "proof": TEXT}
    play.do("accept_lead", "acceptor", outcome="accept", recall_type="no_fault", **proof)
    yield "accepted"
    steps.decide(play, "no_fault", slots_wanted=0)
    yield "decided"
    texts = ("order_facts", "order_basis", "no_refill_reason", "contact")
    play.do("prepare_order", "registrar", copy_to=COPIES, **dict.fromkeys(texts, TEXT))
    play.do("sign_order", "director", outcome="sign")
    yield "order_sent"
    play.do("acknowledge", "unit_hr", received_by=TEXT, is_received=True)
    yield "served"
    done = dict.fromkeys(("is_explained", "is_handover_started", "is_account_closed"), True)
    play.do("unit_recall", "unit_secretary", left_on="2026-03-02", **done)
    yield "recalled"
    play.do("close_case", "acceptor", is_filed=True, closing_summary=TEXT)
    yield "closed"


def merged(play: Play) -> Iterator[str]:
    """A lead merged into another case of the same person."""
    with play.quietly():
        steps.lead(play, "W01")
    steps.lead(play, "W01")
    yield "lead_registered"
    play.options[(other := "驻线〔2026〕1号")] = "驻线〔2026〕1号 · 陈小明"
    play.do("accept_lead", "acceptor", outcome="merge", merged_into=other, reason_code="duplicate", reason=TEXT)
    yield "closed"


def overdue(play: Play) -> Iterator[str]:
    """Served on 2 March and let lie for nine days; then somebody is sent, who does not arrive."""
    steps.until_reported(play)
    steps.decide(play, "order", slots_wanted=1)
    posting = [str(play.office.postings["recalled"])]
    texts = {"order_facts": TEXT, "order_basis": TEXT, "contact": TEXT}
    for number, answers in ((1, {"outcome": "return", "order_return_reason": TEXT}), (2, {"outcome": "sign"})):
        play.do(f"prepare_order {number}", "registrar", slot_people=posting, copy_to=COPIES, **texts)
        play.do(f"sign_order {number}", "director", **answers)
    play.do("acknowledge", "unit_hr", received_by=TEXT, is_received=True)
    yield "served"
    play.office.wait_until("2026-03-10 09:00")
    yield "urged"
    play.office.wait_until("2026-03-11 09:00")
    play.do("answer", "unit_secretary", supervision_measures=TEXT, supervision_by="2026-03-12")
    yield "supervised"
    steps.nominate(play, "W11")
    play.do("qualify_manually", "acceptor", outcome="pass", qualification_note=TEXT)
    steps.party_group(play, "proposed", candidate_id=str(play.office.persons["candidate"]))
    steps.call(play, "phone_check 1", 4, "peer")
    steps.call(play, "phone_check 2", 5, "superior")
    steps.review(play, "review_a 1", 16, "agree")
    steps.review(play, "review_b 1", 17, "agree")
    play.do("county_opinion", "county", county_view="support", village_needs=TEXT)
    play.do("match", "group_leader", outcome="match", match_score=83, match_reason=TEXT)
    term = {"term_from": "2026-03-12", "term_to": "2028-03-31", "handover_contact": TEXT}
    play.do("sign_dispatch", "director", outcome="sign", **term)
    yield "dispatched"
    place = {"latitude": CENTRE[0] + 0.001, "longitude": CENTRE[1] + 0.001}
    play.do("report_in", "candidate", photo=[FILE], dingtalk_account=TEXT, **place)
    play.office.wait_until("2026-03-15 09:00")
    play.do("confirm_arrival 1", "village_secretary", outcome="no_show", absence_reason=TEXT)
    play.do("settle_arrival 1", "county", outcome="no_show", settle_reason=TEXT)
    play.do("confirm_no_show 1", "director", outcome="anew", anew_reason=TEXT)
    play.do("confirm_arrival 2", "village_secretary", outcome="no_show", absence_reason=TEXT)
    play.do("settle_arrival 2", "county", outcome="no_show", settle_reason=TEXT)
    play.do("confirm_no_show 2", "director", outcome="no_show")
    yield "not_arrived"
    play.office.wait_until("2026-03-16 00:00")
    opinion = {"measure_reason": TEXT, "accountability_opinion": TEXT}
    play.do("decide_accountability", "superior", is_authority_confirmed=True, outcome="none", **opinion)
    yield "spared"


def selection(play: Play) -> Iterator[str]:
    """A slot opened by hand, from a wrong village code to giving it up."""
    slot = {"unit_code": "WATER", "role": "member", "slot_reason": TEXT}
    play.start("selection", "slot_opened", "registrar", village_code="无此村", **slot)
    yield "slot_refused"
    play.do("correct_slot", "registrar", village_code="V1", **slot)
    yield "slot_opened"
    steps.nominate(play, "W11", step="nominate 1", add_another=True)
    yield "nominated"
    play.do("qualify_manually 1", "acceptor", outcome="pass", qualification_note=TEXT)
    unbound = {"has_village_relative": False, "is_home_village": False, "special_circumstance": "none"}
    own = {"is_self_nominated": True, "attitude_reason": None, "resource_reason": None, "rural_reason": None}
    steps.nominate(play, "W12", step="nominate 2", work_years=21, **unbound, **own)
    said = {"motive": LONG_TEXT, "village_plan": LONG_TEXT, "family_circumstances": TEXT, "health_declaration": TEXT}
    play.do("self_nominate", "second_candidate", outcome="submit", has_consented=True, has_care_motive=False, **said)
    yield "qualified"
    persons = play.office.persons
    reserve = str(persons["second_candidate"])
    chosen = {"candidate_id": str(persons["candidate"]), "reserve_id": reserve}
    steps.party_group(play, "proposed", step="party_group 1", **chosen)
    yield "proposed"
    steps.call(play, "phone_check 1", 4, "peer")
    steps.call(play, "phone_check 2", 5, "superior")
    steps.review(play, "review_a 1", 16, "agree")
    yield "first_review"
    steps.review(play, "review_b 1", 17, "agree")
    yield "opinion_due"
    play.do("county_opinion", "county", county_view="reserved", village_needs=TEXT)
    play.do("match", "group_leader", outcome="match", match_score=83, match_reason=TEXT)
    yield "matched"
    play.do("sign_dispatch", "director", outcome="return", return_reason=TEXT, unit_reason=TEXT)
    yield "sent_back"
    steps.party_group(play, "none", step="party_group 2", meeting_reason=TEXT, votes_for=20, votes_against=6)
    yield "none_found"
    play.do("decide_slot", "director", outcome="no_refill", slot_decision_reason=TEXT)
    yield "given_up"


def returned(play: Play) -> Iterator[str]:
    """A slot for which one candidate after the other comes back, at every step at which one may."""
    persons = play.office.persons
    unbound = {"has_village_relative": False, "is_home_village": False, "special_circumstance": "none"}
    slot = {"unit_code": "WATER", "role": "member", "slot_reason": TEXT}
    play.start("selection", "slot_opened", "registrar", village_code="V1", **slot)
    steps.nominate(play, "W11", step="nominate 1")
    play.do("qualify_manually", "acceptor", outcome="fail", qualification_note=TEXT, unit_reason=TEXT)
    yield "unqualified"
    steps.nominate(play, "W12", step="nominate 2", **unbound)
    steps.party_group(play, "proposed", step="party_group 1", candidate_id=str(persons["second_candidate"]))
    steps.both_calls(play, 1, "negative")
    yield "called_off"
    steps.nominate(play, "W13", step="nominate 3", **unbound)
    steps.party_group(play, "proposed", step="party_group 2", candidate_id=str(persons["third"]))
    steps.both_calls(play, 3)
    steps.review(play, "review_a 1", 11, "reject")
    yield "half_reviewed"
    steps.review(play, "review_b 1", 16, "agree")
    play.do("settle_review", "group_leader", outcome="reject", review_reason=TEXT, unit_reason=TEXT)
    yield "ruled_out"
    steps.nominate(play, "W14", step="nominate 4", **unbound)
    steps.party_group(play, "none", step="party_group 3", meeting_reason=TEXT, votes_for=20, votes_against=6)
    play.do("decide_slot", "director", outcome="reopen", slot_decision_reason=TEXT, unit_reason=TEXT)
    yield "reopened"
    steps.nominate(play, "W15", step="nominate 5", **unbound)
    steps.party_group(play, "proposed", step="party_group 4", candidate_id=str(persons["fourth"]))
    steps.both_calls(play, 5)
    steps.review(play, "review_a 2", 15, "agree")
    steps.review(play, "review_b 2", 18, "agree")
    play.do("county_opinion", "county", county_view="support", village_needs=TEXT)
    play.do("match", "group_leader", outcome="hold", match_score=41, match_reason=TEXT, unit_reason=TEXT)
    yield "not_matched"


def procedures_of(name: str) -> tuple[Procedure, ...]:
    """What a play is about: the recall and what it calls, or what a play of batches, orders and months names."""
    named = {**FOLDERS, **POSTING_FOLDERS, **MONTH_FOLDERS}
    if name in ("unneeded", "revoked", "reopened", "reported"):  # asked for beside a recall
        return (*folders(named[name]), *procedures())
    return folders(named[name]) if name in named else procedures()


def published_for(name: str) -> tuple[Procedure, ...]:
    """What is published for a play: what it is about, and what must have happened before."""
    return (*procedures_of(name), *folders(BESIDE.get(name, ())))


PLAYS: Mapping[str, Callable[[Play], Iterator[str]]] = {
    **BATCH_PLAYS,
    **POSTING_PLAYS,
    **MONTH_PLAYS,
    "recall": recall,
    "differing": differing,
    "warned": warned,
    "no_fault": no_fault,
    "merged": merged,
    "on_paper": on_paper,
    "overdue": overdue,
    "selection": selection,
    "returned": returned,
    **UNNEEDED_PLAYS,
}
