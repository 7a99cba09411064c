"""The command `rnnlib`, where it is not on the path: `python -m rnnlib`."""

import sys

from rnnlib.grading.cli import main

if __name__ == "__main__":
    sys.exit(main())
