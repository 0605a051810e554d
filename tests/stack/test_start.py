"""Being written: see the brief (start)."""
