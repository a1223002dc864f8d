"""Film cards: all that is known of a film, in the shard that its id names."""

import json
from pathlib import Path

from functions.paths import API
from precompute.publishing.film_cards import film_cards
from precompute.tables import Tables
from tests.support.few_films import film, tables


def test_a_film_is_in_the_shard_of_its_id(public: Path, sample: Tables) -> None:
    """Every film is, once; a shard's number is the id modulo their count, a power of two."""
    count = json.loads((public / API / "fichas/index.json").read_bytes())["cantidad"]
    assert count & (count - 1) == 0
    found = []
    for number in range(count):
        shard = json.loads((public / API / f"fichas/{number}.json").read_bytes())
        assert all(int(film_id) % count == number for film_id in shard)
        found += [int(film_id) for film_id in shard]
    assert sorted(found) == sorted(sample.films["film_id"].tolist())


def test_a_card_says_what_is_known(public: Path) -> None:
    """The facts of a film, each with the names that lead on from it; nothing that is unknown."""
    count = json.loads((public / API / "fichas/index.json").read_bytes())["cantidad"]
    card = json.loads((public / API / f"fichas/{862 % count}.json").read_bytes())["862"]
    assert (card["titulo"], card["clave"], card["anio"], card["duracion"]) == ("Toy Story", "toy-story", 1995, 81)
    assert card["direccion"] == ["John Lasseter"]
    assert card["paises"] == [["US", "United States of America"]]
    assert card["franquicia"] == "Toy Story Collection"
    assert "Tom Hanks" in card["reparto"]
    assert "original" not in card  # it is the title


def test_what_is_unknown_is_left_out() -> None:
    """No nulls, no empty lists."""
    shards = dict(film_cards(tables([film("Heat", 1995, runtime=0), film("Ran", 1985)])))
    for path, content in shards.items():
        for card in json.loads(content).values() if "index" not in path else ():
            assert None not in card.values()
            assert [] not in card.values()
