"""Reads compiled to SQL.

strawberry owns the schema, the validation and the general executor. In front of it, an operation that was validated
once is compiled to one statement per root field, in which the database builds the JSON. What cannot be compiled, and
whatever goes wrong on the way, is left to strawberry as a whole: slower, equal in its answer.
"""
