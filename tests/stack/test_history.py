"""Being written: see the brief (history)."""
