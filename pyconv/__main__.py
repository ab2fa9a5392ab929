"""The command `python -m pyconv`."""

import sys

from pyconv.pictures.command import main

# Whoever lists the modules of the package imports this one too.
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
