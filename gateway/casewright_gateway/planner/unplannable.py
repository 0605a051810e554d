"""What the planner leaves to strawberry."""


class Unplannable(Exception):
    """This operation, or this answer of it, is left to strawberry; the reason is for operators."""
