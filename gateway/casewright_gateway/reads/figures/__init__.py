"""Figures over the cases an actor may see, each counted by the database: what is counted, and as of when."""
