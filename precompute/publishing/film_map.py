"""mapa.json: the best-known films on a plane, near those that are like them, for a page that draws them."""

from collections.abc import Iterator, Mapping

import numpy as np

from functions.paths import API
from precompute.publishing.schemas import checked
from precompute.recommender.arrays import Ints
from precompute.recommender.fields import best_known_first
from precompute.recommender.places import SIDE, map_places
from precompute.tables import Tables


def film_map(tables: Tables, alike: Ints, learned: Mapping[int, tuple[int, int]]) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of the map: its films best known first, column by column; no film where too few have a known place.

    alike, learned: as `map_places` takes them.
    """
    films = best_known_first(tables.films)
    places = map_places(films, alike, learned)
    films = films.iloc[places.rows]
    first_genre = tables.film_genres.dropna(subset="genre").drop_duplicates("film_id").set_index("film_id")["genre"]
    genre_of_film = first_genre.reindex(films["film_id"])
    counted = genre_of_film.value_counts()
    # The commonest first; ties in order of the names.
    genres = sorted(counted.index, key=lambda genre: (-counted[genre], genre))
    number = {genre: place for place, genre in enumerate(genres)}
    content = {
        "lado": SIDE,
        "aprendidas": places.learned,
        "generos": genres,
        "id": films["film_id"].tolist(),
        "x": places.x.tolist(),
        "y": places.y.tolist(),
        "titulo": films["title"].tolist(),
        "anio": films["release_year"].tolist(),
        "genero": np.array([number.get(genre, -1) for genre in genre_of_film], np.int64).tolist(),
    }
    yield f"{API}/mapa.json", checked("mapa", content)
