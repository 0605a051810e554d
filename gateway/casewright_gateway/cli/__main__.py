"""`python -m casewright_gateway.cli`: the command without its script."""

import sys

from casewright_gateway.cli import main

sys.exit(main())
