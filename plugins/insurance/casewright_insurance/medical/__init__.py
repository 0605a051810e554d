"""Bills of hospitals, practices and pharmacies for insured people: the health payer's variant of a claim."""
