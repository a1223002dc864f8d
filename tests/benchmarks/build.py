"""How long a build takes beside the least it could: `make bench-build SOURCE=…`.

The floor is what no build of this input can avoid, done plainly: pandas reads the two CSVs, and a loop
writes the same files with the same bytes. Both run in this order within one call, each in fresh processes,
several rounds; medians and their ratio are printed. Peak memory is the sum over a build's processes of
their proportional share, sampled in one more build.

For some minutes after many files were deleted, ext4 makes new ones slowly: measure on a disk at rest.
"""

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent.parent
FLOOR = """
import os, sys, time, pandas
from pathlib import Path
source, tree, out = map(Path, sys.argv[1:])
files = [(path.relative_to(tree), path.read_bytes()) for path in sorted(tree.rglob("*")) if path.is_file()]
start = time.perf_counter()
for name in ("movies_metadata.csv", "credits.csv"):
    pandas.read_csv(source / name, low_memory=False)
read = time.perf_counter()
for folder in {path.parent for path, _ in files}:
    os.makedirs(out / folder, exist_ok=True)
for path, content in files:
    with open(f"{out}/{path}", "wb") as file:
        file.write(content)
print(read - start, time.perf_counter() - read)
"""
_SAMPLING = 0.05  # seconds between looks at memory


def started(source: Path, folder: Path, options: Sequence[str]) -> "subprocess.Popen[str]":
    """A build of the source into `folder`."""
    command = [sys.executable, "-m", "build", "--source", str(source), "--public", str(folder / "public")]
    return subprocess.Popen(  # noqa: S603 # our own command
        [*command, "--tables", str(folder / "tables"), *options], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def timed_build(source: Path, folder: Path, options: Sequence[str]) -> tuple[float, dict[str, float]]:
    """Wall seconds, and the seconds of each stage that the run itself reports."""
    start = time.perf_counter()
    build = started(source, folder, options)
    output, _ = build.communicate()
    seconds = time.perf_counter() - start
    if build.returncode:
        raise SystemExit(f"the build failed: {output}")
    stages = dict(re.findall(r"([a-z ]+) ([0-9.]+)", output.partition("seconds")[2].partition("\n")[0]))
    return seconds, {stage.strip(): float(elapsed) for stage, elapsed in stages.items()}


def peak_memory(source: Path, folder: Path, options: Sequence[str]) -> float:
    """The most memory in MB that a build's processes take together, in a run of its own: looking takes time from it."""
    build, peak = started(source, folder, options), 0.0
    while build.poll() is None:
        peak = max(peak, sum(proportional_share(process) for process in descendants(build.pid)))
        time.sleep(_SAMPLING)
    return peak


def timed_floor(source: Path, tree: Path, folder: Path) -> tuple[float, float]:
    """Seconds of reading both CSVs, and of writing the files of `tree` below `folder`."""
    command = [sys.executable, "-c", FLOOR, str(source), str(tree), str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 # the code above
    read, written = map(float, run.stdout.split())
    return read, written


def descendants(pid: int) -> list[int]:
    """A process and all that it started, as far as they are still there."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(process for child in children for process in descendants(int(child)))]


def proportional_share(pid: int) -> float:
    """A process's memory in MB, pages that it shares counted in parts."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss: +(\d+)", rollup, flags=re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="a folder with the raw CSV files")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-site", action="store_true", help="answers only")
    arguments = parser.parse_args()
    options = ["--no-site"] if arguments.no_site else []
    firsts, again, floors, stages = [], [], [], []
    with tempfile.TemporaryDirectory() as work:
        for number in range(arguments.rounds):
            folder = Path(work) / str(number)
            seconds, by_stage = timed_build(arguments.source, folder, options)
            firsts.append(seconds)
            stages.append(by_stage)
            again.append(timed_build(arguments.source, folder, options)[0])
            # The folders stay until the end: a file system that has just deleted 100,000 files makes new ones slowly.
            floors.append(timed_floor(arguments.source, folder / "public", folder / "floor"))
        peak = peak_memory(arguments.source, Path(work) / "memory", options)
    first, rebuild = statistics.median(firsts), statistics.median(again)
    floor = statistics.median(map(sum, floors))
    table = Table("stage", "seconds", title=f"{arguments.source.name}, median of {arguments.rounds}")
    for stage in stages[0]:
        table.add_row(stage, f"{statistics.median(each[stage] for each in stages):.1f}")
    table.add_section()
    table.add_row("first build", f"{first:.1f}")
    table.add_row("unchanged rebuild", f"{rebuild:.1f}")
    table.add_row("floor: read both CSVs", f"{statistics.median(read for read, _ in floors):.1f}")
    table.add_row("floor: write the same files", f"{statistics.median(written for _, written in floors):.1f}")
    table.add_section()
    table.add_row("first build / floor", f"{first / floor:.2f}")
    table.add_row("rebuild / first build", f"{rebuild / first:.2f}")
    table.add_row("peak memory, MB", f"{peak:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
