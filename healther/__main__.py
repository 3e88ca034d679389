"""`python -m healther` is the same as `healther`."""

import sys

from healther.cli import main

if __name__ == "__main__":
    sys.exit(main())
