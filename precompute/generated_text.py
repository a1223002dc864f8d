"""Text that a command writes into the documentation."""

from pathlib import Path


def write_between_markers(path: Path, name: str, text: str) -> None:
    """Replace the text between <!-- name --> and <!-- /name --> in a file.

    Raises ValueError if the file lacks the markers.
    """
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"{path} has no {begin} … {end}; add the two lines where the table should stand")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")
