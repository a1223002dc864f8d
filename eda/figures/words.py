"""Words: of titles, over all and by language, genre and decade, and of overviews; and the keywords of TMDB."""

from functools import partial

import pandas as pd

from eda.drawing.charts import bars, cloud
from eda.drawing.figure import Data, Figure
from eda.figures.measures import decade, share, top_row
from eda.figures.word_clouds import BOX, word_counts, word_layout
from eda.texts.language import Name

_HEIGHTS = (360, 640)
_MOSTLY = 0.8  # the share of a language's titles that have Latin letters, if it is written in them


def _cloud(name: str, films: pd.DataFrame, subject: Name | None = None, column: str = "title") -> Figure:
    """A cloud of the words of some films' titles or overviews, beside the bars of its twelve most frequent."""
    texts = films[column]
    # Overviews are in English, whatever the film's language.
    languages = films["original_language"].fillna("en") if column == "title" else ["en"] * len(films)
    counts = word_counts((text, language) for text, language in zip(texts, languages, strict=True) if isinstance(text, str))
    table = word_layout(counts)
    facts: dict[str, object] = {"films": int(texts.notna().sum()), "words": len(counts), "subject": subject or ""}
    if len(table) > 2:
        facts |= {
            "first": table["word"][0],
            "first_films": int(table["count"][0]),
            "second": table["word"][1],
            "third": table["word"][2],
            "first_share": share(int(table["count"][0]), int(texts.notna().sum())),
        }
    drawn_words = table if len(table) > 2 else table.head(0)
    return Figure(name, drawn_words, int(texts.notna().sum()), partial(cloud, box=BOX), facts, _HEIGHTS)


def titles(data: Data) -> Figure:
    """The words of all titles."""
    return _cloud("words_titles", data.tables.films)


def overviews(data: Data) -> Figure:
    """The words of all overviews."""
    return _cloud("words_overviews", data.tables.films, column="overview")


def by_language(data: Data) -> list[Figure]:
    """The words of the original titles of Spanish, and of the three languages with most films besides it and English.

    Only of languages whose titles are in Latin script, which is all that the typeface covers.
    """
    films = _with_original_titles(data)
    latin = films["title"].str.contains("[A-Za-z]").groupby(films["original_language"]).mean()
    ranked = films["original_language"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    chosen = ["es", *[str(code) for code in ranked if code not in ("en", "es", "xx") and latin[code] > _MOSTLY][:3]]
    return [
        _cloud(f"words_language_{index}", films[films["original_language"] == code], Name("language", code))
        for index, code in enumerate(chosen, 1)
    ]


def _with_original_titles(data: Data) -> pd.DataFrame:
    """The films with their original title as `title`, if the source has it."""
    titles = data.tables.film_titles
    original = titles[titles["kind"] == "original"].drop_duplicates("film_id").set_index("film_id")["title"]
    films = data.tables.films
    return films.assign(title=films["film_id"].map(original).astype(films["title"].dtype).fillna(films["title"]))


def by_genre(data: Data) -> list[Figure]:
    """The words of the titles of four genres far from each other, of those with most films."""
    genres = data.tables.film_genres
    ranked = [
        str(genre) for genre in genres["genre"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    ]
    preferred = [genre for genre in ("Romance", "Horror", "Science Fiction", "Documentary") if genre in ranked]
    chosen = (preferred + [genre for genre in ranked if genre not in preferred])[:4]
    films = data.tables.films
    return [
        _cloud(
            f"words_genre_{index}",
            films[films["film_id"].isin(genres[genres["genre"] == genre]["film_id"])],
            Name("genre", genre),
        )
        for index, genre in enumerate([*chosen, *[""] * (4 - len(chosen))], 1)
    ]


def by_decade(data: Data) -> list[Figure]:
    """The words of the titles of four decades, from the earliest with enough films to the last."""
    films = data.tables.films.assign(decade=decade(data.tables.films["release_year"]))
    counts = films["decade"].value_counts().sort_index()
    enough = [int(index) for index in counts[counts >= min(300, max(3, int(counts.max() // 10)))].index]
    steps = [round(index * (len(enough) - 1) / 3) for index in range(4)] if enough else []  # of a few films, none
    chosen = list(dict.fromkeys(enough[step] for step in steps))
    return [
        _cloud(f"words_decade_{index}", films[films["decade"] == start], Name("decade", start))
        for index, start in enumerate([*chosen, *[0] * (4 - len(chosen))], 1)
    ]


def keywords(data: Data) -> Figure:
    """The keywords that most films carry."""
    counts = data.tables.film_keywords.drop_duplicates(["film_id", "keyword"])["keyword"].value_counts()
    ranked = sorted(((int(count), str(word)) for word, count in counts.items()), key=lambda pair: (-pair[0], pair[1]))[:15]
    table = pd.DataFrame([(word, count) for count, word in ranked], columns=["label", "value"])
    films = data.tables.film_keywords["film_id"].nunique()
    facts: dict[str, object] = {"films": films, "keywords": len(counts), "once": share(int((counts == 1).sum()), len(counts))}
    if ranked:
        facts |= {"first": ranked[0][1], "first_films": ranked[0][0], "first_share": share(ranked[0][0], films)}
    return Figure("keywords", table, films, partial(bars), facts, (440, 420))


def title_length(data: Data) -> Figure:
    """How many words a title has."""
    from eda.drawing.charts import columns  # noqa: PLC0415

    lengths = data.tables.films["title"].map(lambda title: len(title.split())).clip(upper=10)
    counts = lengths.value_counts().reindex(range(1, 11), fill_value=0)
    table = pd.DataFrame({"label": [*map(str, range(1, 10)), "10+"], "value": counts.to_numpy()})
    facts = {
        "films": len(lengths),
        "median": lengths.median(),
        "one": share(int(counts.iloc[0]), len(lengths)),
        "mode": top_row(table, "value")["label"],
    }
    return Figure("title_length", table, len(lengths), partial(columns), facts, (300, 280))
