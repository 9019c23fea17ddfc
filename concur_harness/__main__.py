"""Where every process of `concur-harness` begins: the command, `python -m concur_harness`, and those that we start."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command line, in a process that nothing of the caller's reaches."""
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if home not in sys.path:
        # Installed where only PYTHONPATH led: behind everything else, so that nothing in it replaces a module.
        sys.path.append(home)
    from concur_harness.isolation import begin_anew_where_needed

    begin_anew_where_needed(as_module=__name__ == "__main__")
    from concur_harness.cli import main as commands

    commands(prog_name="concur-harness")


if __name__ == "__main__":
    main()
