"""`casewright token`: one token on standard output, signed with the local key."""

import argparse
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from casewright.access.actor import Actor
from casewright.errors import Invalid, Refused
from casewright.settings import Settings
from casewright_gateway.identity import believes_itself
from casewright_gateway.issuer import LocalIssuer


def add_commands(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("token", help="print a token signed with the local key")
    command.add_argument("--subject", required=True, help="who it is for")
    command.add_argument("--role", nargs="+", default=[], action="extend", help="roles")
    command.add_argument("--team", nargs="+", default=[], action="extend", help="teams")
    command.add_argument("--tenant", default="demo")
    command.add_argument("--limit", nargs="+", default=[], action="extend", metavar="NAME=AMOUNT")
    command.add_argument("--hours", type=float, default=12, help="how long it is good")
    command.set_defaults(run=_token)


def _token(options: argparse.Namespace) -> int:
    actor = Actor(
        tenant=options.tenant,
        subject=options.subject,
        roles=frozenset(options.role),
        teams=frozenset(options.team),
        limits=dict(_limit(text) for text in options.limit),
    )
    settings = Settings()
    if not believes_itself(settings):
        raise Refused("this server does not believe its own tokens; its OpenID provider issues them", rule="identity")
    print(LocalIssuer.load(settings).mint(actor, lifetime=timedelta(hours=options.hours)))
    return 0


def _limit(text: str) -> tuple[str, Decimal]:
    name, _, amount = text.partition("=")
    try:
        return name, Decimal(amount)
    except InvalidOperation as error:
        raise Invalid(f"a limit looks like order.approve=5000, not {text!r}", field="limit") from error
