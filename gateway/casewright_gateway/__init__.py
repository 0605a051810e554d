"""The API of casewright: one GraphQL schema in front of a platform, and the command line that runs both."""
