"""Hold what the chapters of a published tree say against its downloads: `python -m tests.benchmarks.statements --public public`.

`--show 30 --seed 1` also prints thirty statements taken at random, to read beside the downloads.
"""

import argparse
import sys
from pathlib import Path
from random import Random

from rich.console import Console

from tests.support.recomputed_facts import recomputed_facts
from tests.support.statements import differences, statements


def main() -> int:
    """Print each difference and how many texts were compared; the exit code says whether there was any."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.statements", description=__doc__)
    parser.add_argument("--public", type=Path, default=Path("public"), help="the tree to read (public)")
    parser.add_argument("--show", type=int, default=0, help="how many statements to print, taken at random")
    parser.add_argument("--seed", type=int, default=1, help="of what is taken")
    console = Console(highlight=False, soft_wrap=True)
    arguments = parser.parse_args()
    found, compared = differences(arguments.public)
    if arguments.show:
        every = [each for each in statements(arguments.public, recomputed_facts(arguments.public)) if "{" in each.template]
        for statement in Random(arguments.seed).sample(every, min(arguments.show, len(every))):  # noqa: S311 # no secret
            console.print(f"{statement.page} {statement.place}: {statement.expected()}", markup=False)
    for difference in found:
        console.print(difference, markup=False)
    console.print(f"{compared} texts compared, {len(found)} differences", markup=False)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
