"""productoras_exitosas(Productora): how many films a production company made and what they earned."""

from functions.keys import Clave
from functions.shapes import ProductorasExitosas
from precompute.questions.answers import Answers, votes_by_key
from precompute.questions.spellings import keyed, spellings
from precompute.tables import MetadataTables


def answers(tables: MetadataTables) -> Answers:
    """One answer per company, whatever its spellings; a film counts once."""
    companies = keyed(tables.film_companies, "company")
    names = spellings(companies, "company")
    films = companies.drop_duplicates(["film_id", "key"]).merge(tables.films[["film_id", "revenue", "vote_count"]], on="film_id")
    totals = films.groupby("key")["revenue"].agg(["sum", "size"])
    by_key = {}
    for key, revenue, count in zip(totals.index.tolist(), totals["sum"].tolist(), totals["size"].tolist(), strict=True):
        name, variants = names[key]
        by_key[Clave(key)] = ProductorasExitosas(productora=name, revenue_total=revenue, cantidad=count, variantes=variants)
    return Answers(by_key, {key: answer["productora"] for key, answer in by_key.items()}, votes_by_key(films))
