"""python -m site_assets.runtime: assemble the runtime, saying how far it is."""

from __future__ import annotations

import sys

from site_assets.runtime import AssemblyError, assemble


def main() -> int:
    """Assemble, and return the exit status."""
    try:
        runtime = assemble(report=lambda line: print(line, flush=True))
    except AssemblyError as error:
        print(f"The runtime was not assembled.\n{error}", file=sys.stderr)
        return 1
    print(runtime.directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
