"""`python -m parallelproof` is the same as the command `parallelproof`."""

import sys

from .cli.main import main

if __name__ == "__main__":
    sys.exit(main())
