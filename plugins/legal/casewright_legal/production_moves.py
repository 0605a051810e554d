"""Putting documents on the log, claiming or waiving their privilege, and handing them to the other side."""

from dataclasses import replace

from casewright import Approval, Case
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter
from casewright_legal.production import BatesPrefix, LoggedDocument, Page, Privilege, logged, produced, withheld
from casewright_legal.values import ShortText

IN_DISPUTE = "strategy | pleadings | discovery | trial | negotiation | appeal"


@matter.transition(IN_DISPUTE, role=LAWYERS)
def log_document(
    case: Case[Matter],
    *,
    document: ShortText,
    description: ShortText,
    prefix: BatesPrefix,
    first: Page,
    last: Page,
    privilege: Privilege | None = None,
) -> Matter:
    """Give a document its Bates numbers, and say whether it is withheld as privileged."""
    entry = LoggedDocument(
        document=document, description=description, prefix=prefix, first=first, last=last, privilege=privilege
    )
    return replace(case.fields, document_log=logged(case.fields.document_log, entry))


@matter.transition(IN_DISPUTE, role=LAWYERS)
def claim_privilege(case: Case[Matter], *, document: ShortText, privilege: Privilege) -> Matter:
    """Withhold a document, also one that was produced by mistake."""
    return replace(case.fields, document_log=withheld(case.fields.document_log, document, privilege))


@matter.transition(IN_DISPUTE, role=LAWYERS, approval=Approval(role="client_partner"))
def waive_privilege(case: Case[Matter], *, document: ShortText) -> Matter:
    """Withhold a document no more. A client partner always agrees, and never the one who asks."""
    return replace(case.fields, document_log=withheld(case.fields.document_log, document, None))


@matter.transition(IN_DISPUTE, role=LAWYERS)
def produce_document(case: Case[Matter], *, document: ShortText, to: ShortText) -> Matter:
    """Record that the other side got a document; never one that is withheld."""
    return replace(case.fields, document_log=produced(case.fields.document_log, document, to, today(case.now)))
