"""Telling other systems about events: signatures, targets that may be reached, retries, the sending itself."""
