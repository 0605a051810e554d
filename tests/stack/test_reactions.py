"""Being written: see the brief (reactions)."""
