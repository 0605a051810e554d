"""The history as an event log for process mining: OCEL 2.0 as JSON, and XES (IEEE 1849-2016).

A log is a route and a command, no field of the schema: it is a file that tools fetch, of any size, so it is written
while it is read, page by page, and no more of it is held than one page of cases.
"""
