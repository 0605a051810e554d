"""What the platform itself declares: plugins on the public hooks, overridable like any other."""
