"""The periods of employment, from the first day to the last and of what is asked for between, each with its source.

A source is a law, a code, or a practice of this plugin. What was read in secondary pages is to be checked before
anybody relies on it.
"""

from casewright import business_days, calendar_days

FORM_I9_DAYS = 3
"""Working days for section 2 of Form I-9 after the first day of work: 8 CFR 274a.2(b)(1)(ii)(B), in secondary pages."""

FORM_I9_YEARS_AFTER_HIRE = 3
"""Form I-9 is kept so long after the hire, or after the end where that is later: 8 CFR 274a.2(b)(2)(i)(A), in secondary
pages."""

FORM_I9_YEARS_AFTER_END = 1
"""The same, after the end."""

COMPANION_DAYS = 5
"""Working days after the day of a meeting that a companion cannot come to, for the new one: Acas Code of Practice 1, of
2015, on the right to be accompanied. The Code has no other day counts."""

ORDER_EQUIPMENT_DAYS = -10
"""Working days, before the first day: a practice of this plugin."""

GRANT_ACCESS_DAYS = -3
"""Working days, before the first day: access that is not used yet is a risk. A practice of this plugin."""

MENTORED_MONTHS = 6
"""How long a mentor looks after somebody: a practice of this plugin."""

PROBATION_DAYS = 90
"""Calendar days from the first day to the decision: a practice of this plugin."""

FMLA_ELIGIBILITY = business_days(5)
"""From the day the need for leave was told to the notice whether the employee is eligible: 29 CFR 825.300(b)(1), in
secondary pages."""

FMLA_CERTIFICATION = calendar_days(15)
"""For the employee, from the day a certification was asked for: 29 CFR 825.305(b), in secondary pages."""

FMLA_DESIGNATION = business_days(5)
"""From the day enough is known to the notice whether the leave counts as such: 29 CFR 825.300(d)(1), in secondary
pages."""

NEW_HIRE_REPORT = calendar_days(20)
"""From the first day to the report to the state; many states ask for it sooner: 42 U.S.C. 653a(b)(2), in secondary
pages."""

COBRA_NOTICE = calendar_days(44)
"""From the last day to the notice of the choice, 30 days of the employer and 14 of the administrator of the plan: 29
U.S.C. 1166, in secondary pages."""

COBRA_ELECTION = calendar_days(60)
"""For the choice itself, from the loss of cover, or from the notice where that is later: 29 U.S.C. 1165(a)(1), in
secondary pages."""

CHARGE_AT_EEOC = calendar_days(180)
"""From the act to the last day for a charge: 42 U.S.C. 2000e-5(e)(1), in secondary pages."""

CHARGE_WITH_STATE_AGENCY = calendar_days(300)
"""The same where an agency of the state forbids the same act."""

DATA_ACCESS_MONTHS = 1
"""From a request for one's own data to its answer: UK GDPR, article 12(3), in secondary pages."""

DATA_ACCESS_MORE_MONTHS = 2
"""In addition, for requests that are complex or many, with a reason told within the first month: the same article."""
