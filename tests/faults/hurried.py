"""The command line with a short lease, so that a test sees in seconds what otherwise takes half a minute."""

import sys
from datetime import timedelta

from casewright.operations import outbox
from casewright_gateway.cli import main

if __name__ == "__main__":
    outbox._LEASE = timedelta(seconds=4)
    sys.exit(main())
