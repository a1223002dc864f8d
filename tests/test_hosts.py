"""What a tree takes, against the limits of static hosts."""

import json
from pathlib import Path

import pytest

from precompute.atomic_files import files_below
from precompute.publishing.hosts import FIT, HOSTS, Host, Size, measure, passed, report
from precompute.publishing.hosts_page import fitted_table, table
from tests.support.project import run_build


def test_a_tree_is_measured(tmp_path: Path) -> None:
    """Files, bytes, the fullest folder, the largest file, the longest name and path; hidden files do not count."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/größe.json").write_bytes(b"12345")
    (tmp_path / "a/b/x.json").write_bytes(b"1")
    (tmp_path / "index.html").write_bytes(b"123")
    (tmp_path / ".gitignore").write_bytes(b"*")
    found = files_below(tmp_path)
    assert measure(found) == Size(3, 9, 2, 5, "a/b/größe.json", len("größe.json".encode()), len("a/b/größe.json".encode()))


@pytest.mark.parametrize(
    ("size", "over"),
    [
        (Size(files=10, bytes=100, in_folder=10, largest=100, path_bytes=10), []),
        (Size(files=11), ["files 11 over 10"]),
        (Size(bytes=3_000_000), ["in all 3 MB over 100 bytes"]),
        (Size(in_folder=12), ["files in a folder 12 over 10"]),
        (Size(largest=101, path_bytes=1025), ["largest file 101 bytes over 100 bytes", "longest path 1,025 bytes over 10 bytes"]),
    ],
)
def test_a_limit_is_passed_by_one_more(size: Size, over: list[str]) -> None:
    """A tree at the limit fits; what is beyond is said in words."""
    assert passed(size, Host("h", "https://example.com", "h", 10, 100, 10, 100, 10)) == over


def test_the_report_warns_of_the_hosts_that_are_too_small() -> None:
    """The line names the hosts that fit; each that does not has a warning with the numbers."""
    said = report(Size(87_114, 177_300_000, 42_051, 82_000_000, "api/v1/descargas/filmoteca.sqlite", 125, 151))
    assert said.splitlines()[0] == (
        "87,114 files, 177.3 MB, longest name 125 bytes, largest file 82 MB; fits Render, GitHub Pages, Netlify, Amazon S3"
    )
    assert [line.strip() for line in said.splitlines()[1:]] == [
        "warning: too large for Cloudflare Pages, free: files 87,114 over 20,000; largest file 82 MB over 26.2 MB",
        "warning: too large for Cloudflare Pages, paid: largest file 82 MB over 26.2 MB",
    ]


def test_the_table_names_every_host_and_its_source() -> None:
    """One row a host, its limits linked to where it publishes them."""
    rows = table(Size(1, 1, 1, 1, "a", 1, 1)).splitlines()
    for host in HOSTS:
        [row] = [row for row in rows if row.startswith(f"| [{host.name}]({host.source}) |")]
        assert row.endswith("| fits |")


def test_a_build_ends_with_what_its_tree_takes(tmp_path: Path) -> None:
    """The last line of a run says files, bytes and hosts; the sample fits all of them."""
    run = run_build("--public", tmp_path / "p", "--tables", tmp_path / "t", "--no-site", FILMOTECA_SOURCE="build/sample")
    [line] = [line for line in run.stdout.splitlines() if line.startswith("hosts ")]
    assert line.endswith(f"fits {', '.join(host.name for host in HOSTS)}")


def test_the_table_of_fitted_trees_says_what_each_takes_and_lacks(tmp_path: Path) -> None:
    """A row for each host of --fit, read from its tree and from what its root index says is left out."""
    for key in FIT:
        index = tmp_path / key / "api/v1/index.json"
        index.parent.mkdir(parents=True)
        omitted = {"descargas/filmoteca.sqlite": 133_300_000} if key == "github-pages" else {}
        index.write_text(json.dumps({"omitidos": omitted}))
    assert fitted_table(tmp_path).splitlines()[2:4] == [
        "| `render` | 1 | 16 bytes | 16 bytes | nothing |",
        "| `github-pages` | 1 | 55 bytes | 55 bytes | `filmoteca.sqlite` (133.3 MB) |",
    ]
