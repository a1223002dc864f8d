"""`make bench`: lookups a second beside a bare FastAPI route and nginx, memory, and cold start.

One core serves and the other asks; the servers take turns, round by round, under the same client,
so that a noisy machine treats them alike. The names are random ones of the whole catalogue, as
people type them; nginx gets the paths of the same answers' files.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import quote

from functions.keys import Clave, clave
from functions.packed_copy import packed_copy
from functions.paths import answer_path, index_path
from functions.questions import QUESTIONS
from functions.store import Store, public_tree
from tests.benchmarks import cold_start as bench_cold_start
from tests.benchmarks import servers as bench_servers

Name = tuple[str, Clave, str]


def main() -> None:
    """Measure, and print the table of the README."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--public", type=Path, default=public_tree())
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--seconds", type=int, default=4)
    given = options.parse_args()
    names = catalogue(given.public)
    if not names:
        raise SystemExit(f"{given.public} holds no answers; `make run` or `python -m build` publishes them")
    say(f"{len(names):,} names in {given.public}")
    if shutil.which("wrk"):
        chosen = random.Random(7).sample(names, min(20_000, len(names)))  # noqa: S311 - a sample, not a secret
        with tempfile.TemporaryDirectory() as folder:
            lookups(given.public, chosen, Path(folder), given.rounds, given.seconds)
            memory(given.public, chosen, Path(folder))
    else:
        say("wrk is not installed (apt-get install wrk): lookups and memory are not measured")
    suggestions(given.public, names)
    bench_cold_start.report(given.public, chosen_path(names[0]), say)


def catalogue(public: Path) -> list[Name]:
    """(question, key, name) of every answer in the tree."""
    found: list[Name] = []
    for question in QUESTIONS:
        index = public / index_path(question.name)
        if index.exists():
            found += [(question.name, key, name) for key, name in json.loads(index.read_bytes())["claves"].items()]
    return found


def chosen_path(name: Name) -> str:
    """The path of a lookup, with the name as people type it."""
    return f"/{name[0]}/{quote(name[2], safe='')}"


def lookups(public: Path, names: list[Name], folder: Path, rounds: int, seconds: int) -> None:
    """Requests a second of each server, as a table."""
    files = [answer_path(question, key) for question, key, _ in names]
    size = sum((public / path).stat().st_size for path in files) // len(files)
    typed = [chosen_path(name) for name in names]
    with ExitStack() as stack:
        packed_copy(public, folder / "packed")
        servers = {
            "Filmoteca, lookups by name": (stack.enter_context(bench_servers.ours(public)), typed),
            "Filmoteca, answers in packs": (stack.enter_context(bench_servers.ours(folder / "packed")), typed),
            "FastAPI, a constant route": (stack.enter_context(bench_servers.bare_fastapi(folder, size)), ["/constante"]),
        }
        if shutil.which("nginx"):
            paths = [f"/{quote(path)}" for path in files]
            servers["nginx, the same files"] = (stack.enter_context(bench_servers.nginx(folder, public)), paths)
        else:
            say("nginx is not installed (apt-get install nginx-light): its row is missing")
        rates: dict[str, list[float]] = {name: [] for name in servers}
        costs: dict[str, list[float]] = {name: [] for name in servers}
        # The first round only warms the file cache.
        for round_ in range(rounds + 1):
            for name, (server, asked) in servers.items():
                before = bench_servers.processor_seconds(server)
                rate, count, refused = bench_servers.requests_per_second(server, asked, folder, seconds)
                if refused:
                    raise SystemExit(f"{name}: {refused} requests were refused")
                if round_:
                    rates[name].append(rate)
                    costs[name].append((bench_servers.processor_seconds(server) - before) / count * 1e6)
    ours = next(iter(servers))
    say("\n| server, one core | requests/s | slowest–fastest round | Filmoteca is | processor time a request |")
    say("|---|---:|---:|---:|---:|")
    for name, measured in rates.items():
        ratio = median(mine / theirs for mine, theirs in zip(rates[ours], measured, strict=True))
        spread = f"{min(measured):,.0f}–{max(measured):,.0f}"
        say(f"| {name} | {median(measured):,.0f} | {spread} | {ratio:.2f}x | {median(costs[name]):.0f} µs |")


def memory(public: Path, names: list[Name], folder: Path) -> None:
    """The server's memory after 100,000 lookups, one in a hundred of them a typing error."""
    typed = [chosen_path(name) for name in names]
    typed += [f"{path[:-1]}zq" for path in typed[::100]]
    with bench_servers.ours(public) as server:
        before, asked, unknown = bench_servers.resident_mb(server), 0, 0
        while asked < 100_000:
            _, count, refused = bench_servers.requests_per_second(server, typed, folder, 5)
            asked, unknown = asked + count, unknown + refused
        after = bench_servers.resident_mb(server)
    say(f"\nMemory: {before:.0f} MB at rest, {after:.0f} MB after {asked:,} lookups ({unknown:,} of unknown names).")


def suggestions(public: Path, names: list[Name], count: int = 400) -> None:
    """How long the nearest names take for typing errors in the question with most names."""
    chance = random.Random(7)  # noqa: S311 - a sample, not a secret
    largest = Counter(question for question, _, _ in names).most_common(1)[0][0]
    known = Store(public).known_names(largest)
    taken = []
    for _, key, _ in chance.sample([name for name in names if name[0] == largest], count):
        at = chance.randrange(len(key))
        mistyped = clave(f"{key[:at]}{chance.choice('aeiouxyz')}{key[at + 1 :]}")
        started = time.perf_counter()
        known.nearest(mistyped)
        taken.append((time.perf_counter() - started) * 1000)
    slowest = sorted(taken)[-count // 100]
    say(f"\nSuggestions among {len(known.keys):,} names: {median(taken):.1f} ms (median), {slowest:.1f} ms (99 of 100).")


def say(line: str) -> None:
    """One line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
