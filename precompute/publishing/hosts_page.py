"""docs/hosts.md: which hosts take a tree, and what trees take that were laid out for one. `make hosts` measures them."""

import json
from pathlib import Path
from typing import Annotated

import typer

from functions.paths import API
from precompute.atomic_files import files_below
from precompute.generated_text import write_between_markers
from precompute.publishing.hosts import FIT, HOSTS, MEASURES, Size, measure, passed, shown


def table(size: Size) -> str:
    """The hosts and their limits as a Markdown table, with what this tree passes."""
    lines = [
        f"The tree: {size.files:,} files, {shown('bytes', size.bytes)}; at most {size.in_folder:,} files in a folder; longest "
        f"name {size.name_bytes} bytes; longest path {size.path_bytes} bytes; largest file `{size.largest_path}`, "
        f"{shown('largest', size.largest)}.",
        "",
        "| host | published limits | this tree |",
        "|---|---|---|",
    ]
    for host in HOSTS:
        limits = [f"{MEASURES[m]} {shown(m, limit)}" for m in MEASURES if (limit := getattr(host, m)) is not None]
        over = "; ".join(passed(size, host))
        lines.append(f"| [{host.name}]({host.source}) | {', '.join(limits) or 'none'} | {f'**{over}**' if over else 'fits'} |")
    return "\n".join(lines)


def fitted_table(trees: Path) -> str:
    """What a tree takes that was laid out for a host, by host, as a Markdown table. trees: a folder with one for each of FIT."""
    lines = ["| `--fit` | files | bytes | largest file | left out |", "|---|---:|---:|---:|---|"]
    for key in FIT:
        size = measure(files_below(trees / key))
        omitted = json.loads((trees / key / API / "index.json").read_bytes())["omitidos"]
        left_out = ", ".join(f"`{path.rpartition('/')[2]}` ({shown('largest', large)})" for path, large in omitted.items())
        cells = [f"`{key}`", f"{size.files:,}", shown("bytes", size.bytes), shown("largest", size.largest), left_out or "nothing"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def main(
    trees: Annotated[Path, typer.Option(help="A folder with a tree for each host, and one for any, called `any`.")],
    into: Annotated[Path, typer.Option(help="The file that has the markers for both tables.")] = Path("docs/hosts.md"),
) -> None:
    """Write what trees take, and which hosts take them, into the documentation."""
    write_between_markers(into, "hosts", table(measure(files_below(trees / "any"))))
    write_between_markers(into, "fit", fitted_table(trees))


if __name__ == "__main__":
    typer.run(main)
