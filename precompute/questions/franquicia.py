"""franquicia(Franquicia): the films of a franchise and what they earned."""

from functions.keys import Clave, clave
from functions.shapes import Franquicia, Ganancia
from precompute.questions.answers import Answers, votes_by_key
from precompute.questions.spellings import keyed, spellings
from precompute.tables import MetadataTables

_SUFFIX = "-collection"
_FILM = ["title", "release_year", "film_id", "revenue"]


def answers(tables: MetadataTables) -> Answers:
    """One answer per collection, its films oldest first; also found without the word Collection."""
    films = tables.films[[*_FILM, "collection", "release_date", "budget", "vote_count"]]
    members = keyed(films[films["collection"].notna()], "collection")
    members = members.sort_values(["release_date", "film_id"], kind="stable")
    spelling = spellings(members, "collection")
    with_both = members[(members["revenue"] > 0) & (members["budget"] > 0)]
    profits = (with_both["revenue"] - with_both["budget"]).groupby(with_both["key"]).sum().to_dict()
    earnings: dict[str, list[Ganancia]] = {}
    for key, title, year, film_id, revenue in members[["key", *_FILM]].itertuples(index=False):
        earnings.setdefault(key, []).append(Ganancia(pelicula=title, anio=year, id=film_id, ganancia=revenue))
    by_key: dict[Clave, Franquicia] = {}
    for key, earned in sorted(earnings.items()):
        total = sum(film["ganancia"] for film in earned)
        by_key[Clave(key)] = Franquicia(
            franquicia=spelling[key][0],
            cantidad=len(earned),
            ganancia_total=total,
            ganancia_promedio=round(total / len(earned), 2),
            beneficio_total=int(profits.get(key, 0)),
            peliculas=earned,
        )
    names = {key: answer["franquicia"] for key, answer in by_key.items()}
    return Answers(
        by_key, names, votes_by_key(members), {clave(key.removesuffix(_SUFFIX)): key for key in by_key if key.endswith(_SUFFIX)}
    )
