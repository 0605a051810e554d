"""The channel of an anonymous report: whoever reported writes and reads, and stays unknown.

They sign in with a name that a hotline made up for them, are a party with the role `reporter` under that name, and see
the messages, the stage and nothing that was found out.
"""

from dataclasses import replace

from casewright import Case, Refused
from casewright_hr.complaint import complaint
from casewright_hr.grievance import Complaint, MessageFrom, ReportMessage
from casewright_hr.values import Text

WHILE_OPEN = " | ".join(complaint.stages)


@complaint.transition(WHILE_OPEN, role="er_officer")
def write_to_reporter(case: Case[Complaint], *, message: Text) -> Complaint:
    """Ask or tell whoever reported."""
    return _written(case, MessageFrom.OFFICER, message)


@complaint.transition(WHILE_OPEN, role="reporter")
def write_to_officer(case: Case[Complaint], *, message: Text) -> Complaint:
    """Answer, or add something."""
    return _written(case, MessageFrom.REPORTER, message)


def _written(case: Case[Complaint], by: MessageFrom, text: str) -> Complaint:
    if not case.fields.anonymous:
        raise Refused("this complaint is not anonymous; speak with each other", rule="channel.anonymous")
    message = ReportMessage(written_by=by, at=case.now, text=text)
    return replace(case.fields, messages=(*case.fields.messages, message))
