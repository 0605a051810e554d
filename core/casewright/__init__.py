"""The public plugin API of casewright."""
