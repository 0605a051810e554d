"""What events tell of: the part of its case that each is about, and what it says of other parts beside. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from casewright.casetype import CaseType

_EVENTS: Mapping[str, str] = {
    "": "confidentiality_set delivery_replayed disposal_declined disposal_proposed exported migrated model_chosen"
    " opened person_excluded reopened resumed suspended timed_move_refused transitioned updated",
    "alert": "alert_answered",
    "appointment": "appointment_cancelled appointment_held appointment_moved appointment_scheduled",
    "approval": "approval_agreed approval_declined approval_endorsed approval_escalated approval_expired"
    " approval_requested approval_withdrawn",
    "assessment": "assessed",
    "assignment": "assigned claimed released routed",
    "case_link": "absorbed linked merged split split_off unlinked",
    "case_party": "consent_recorded consent_revoked names_searched party_added party_erased party_merged"
    " party_role_ended party_updated waiting_ended waiting_started",
    "clock": "clock_passed",
    "contact": "contact_due contact_issue_solved contact_overdue contact_programme_ended contact_recorded",
    "cost_entry": "cost_added",
    "document": "document_added document_read document_shared upload_abandoned upload_refused upload_requested"
    " upload_sent",
    "education": "education_given",
    "emergency_access": "glass_broken glass_reviewed",
    "feedback": "feedback_given",
    "legal_hold": "hold_placed hold_released",
    "lesson": "lesson_added",
    "need": "need_closed need_found needs_ranked",
    "note": "note_added",
    "outcome": "outcome_recorded",
    "plan": "goal_assessed plan_accepted plan_amended plan_declined plan_drafted plan_intervention_rated plan_proposed"
    " plan_revised",
    "risk": "risk_assessed risk_escalated risk_overridden risk_override_ended risk_review_due",
    "screening": "screened",
    "service": "service_accepted service_cancelled service_completed service_in_progress service_overdue"
    " service_rejected service_requested",
    "tag": "tagged",
    "task": "task_added task_assigned task_cancelled task_claimed task_completed task_item_checked task_released"
    " task_rescheduled task_templates_applied",
    "transition_record": "transition_item_checked transition_party_informed transition_recorded",
}
"""The names of all events, by the part of the case that they are about; without a part: the case itself."""

_ANYTHING = "*"
_KEYS: Mapping[str, str] = {
    "": "access actual added alert amount answer answer_due_at appointment assessment assignee assignee_before"
    " band baseline because before case channel choice clock comment consent contact content corrected cost"
    " currency decided_by delivery description dimension direction disposal domain due_at due_before education"
    " effectiveness ends_at event expires_at feedback finding follow_up follow_up_due_at follows"
    " from_frequency from_level given_at goal hard hold how id in_force incurred_on instrument issue issues"
    " item items justified kept_out kind lesson level level_before location made_at mark material measure"
    " mentions method missing model model_before name need note number order outcome outcome_before plan"
    " planned_id points possible_duplicates priority programme progress rank rating reached readiness reason"
    " reasons recipient record remark removed report result resume_on role role_id rule scope score sequence service"
    " sha256 share shared_at side since size solution source starts_at starts_at_before state status"
    " status_before subject subject_before subscriber summary target team team_before text title to_frequency"
    " to_level topic transition understanding unit until value variant verdict version version_before"
    " wanted_on what within worked",
    _ANYTHING: "arguments error hits message searched",
    "alert": "alarms",
    "approval": "approval approval_reason asked_by lapsed",
    "assessment": "assessment_id",
    "case_link": "duplicate_of into other",
    "case_party": "attendances attendees for participants parties party party_id provider_id receiver_id",
    "document": "document document_id",
    "legal_hold": "held_by released_from",
    "phase_visit": "from from_stage stages to to_stage",
    "plan": "intervention intervention_id",
    "task": "task tasks",
}
"""What events tell, by the part of the case that it tells of beside: none without one, perhaps any with `*`."""

_BY_FIELD = frozenset({"changes", "fields"})
_BY_PART = "moved"
"""What is left out of these goes by the field or the part inside."""


def _by_name(table: Mapping[str, str]) -> Mapping[str, str]:
    return {name: part for part, names in table.items() for name in names.split()}


PART_OF_EVENT = _by_name(_EVENTS)
PART_OF_KEY = {**_by_name(_KEYS), **dict.fromkeys((*_BY_FIELD, _BY_PART), "")}


def shown(name: str, data: Mapping[str, Any], case_type: CaseType[Any], hidden: frozenset[str]) -> dict[str, Any]:
    """What an event tells to whom these groups and parts are hidden; what the tables do not know is hidden as well."""
    if not hidden:
        return dict(data)
    if PART_OF_EVENT.get(name, _ANYTHING) in hidden | {_ANYTHING}:
        return {}
    secret = {field for field, declared in case_type.fields.fields.items() if declared.marking.group in hidden}
    told = {key: value for key, value in data.items() if PART_OF_KEY.get(key, _ANYTHING) not in hidden | {_ANYTHING}}
    for key in told.keys() & _BY_FIELD:
        told[key] = _without(told[key], secret)
    if _BY_PART in told:
        told[_BY_PART] = _without(told[_BY_PART], hidden)
    return told


def _without(told: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name not in names}
