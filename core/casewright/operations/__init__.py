"""Every write: one transaction, one event, compare-and-set. Nothing outside this package writes."""
