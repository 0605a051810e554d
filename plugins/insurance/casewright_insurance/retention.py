"""How long closed claims are kept. A practice, no law: states differ, and minors have longer."""

RETAINED = 7
"""Years after a claim was closed."""

RETENTION = "a practice of this plugin: seven years after the claim is closed; ask what the law of the place says"
