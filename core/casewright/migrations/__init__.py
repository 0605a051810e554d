"""Migrations of the core tables, applied by `casewright migrate`."""
