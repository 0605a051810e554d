"""Appointments: who is there, and who was. Pure."""

from enum import StrEnum


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    SCHEDULED = "scheduled"
    HELD = "held"
    """It is over, and who was there is on record."""
    CANCELLED = "cancelled"


class AttendanceState(StrEnum):
    """Whether somebody was there."""

    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"
