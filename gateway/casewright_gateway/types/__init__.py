"""The generic GraphQL types: what every case has."""
