"""HL7 FHIR R4: care plans read from other systems and written for them, and answers read for instruments.

`reading` and `writing` check every resource with `fhir.resources` (its R4B, whose resources here are those of R4).
"""
