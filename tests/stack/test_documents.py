"""Being written: see the brief (documents)."""
