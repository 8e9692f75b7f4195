"""`python -m backrisk`: the command line."""

import sys

from backrisk.cli import main

if __name__ == "__main__":
    sys.exit(main())
