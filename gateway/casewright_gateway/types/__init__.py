"""The generic GraphQL types: what every case has."""

from casewright_gateway.types import enums as enums
