"""Where the published tree keeps what lists for several films are summed from, as paths below its root."""

from functions.paths import API

FOLDER = f"{API}/vecinas"
# Filters and shards: the films, best known first, column by column.
INDEX = f"{FOLDER}/index.json"


def shard_path(number: int | str) -> str:
    """The path of a shard of neighbours. A film's is its id modulo the number of shards, a power of two."""
    return f"{FOLDER}/{number}.json"


def titles_path(number: int | str) -> str:
    """The path of a file of titles: as many as the index says to a file, in the order of its films."""
    return f"{FOLDER}/titulos-{number}.json"
