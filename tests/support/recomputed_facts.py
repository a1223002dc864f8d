"""The numbers that the chapters name, computed a second time: from the published downloads alone, without eda/figures."""

import json
import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from unicodedata import name as character_name

import pandas as pd

from eda.texts.language import Name
from functions.keys import clave

Facts = dict[str, Any]
_STOPWORDS = Path(__file__).parents[2] / "eda/texts/stopwords.toml"


class Downloads:
    """The published tables and answers of one tree, and what several figures need of them."""

    def __init__(self, public: Path) -> None:
        self._folder = public / "api/v1/descargas"
        self._public = public
        self._tables: dict[str, pd.DataFrame] = {}
        self.films = self.table("films").assign(decade=lambda films: films["release_year"] - films["release_year"] % 10)
        self.total = len(self.films)
        self.both = self.films[(self.films["budget"] > 0) & (self.films["revenue"] > 0)]
        self.both = self.both.assign(ratio=self.both["revenue"] / self.both["budget"])
        self.paid = self.both[(self.both["budget"] >= 1000) & (self.both["revenue"] >= 1000)]
        self.rated = self.films[(self.films["vote_count"] >= 10) & self.films["vote_average"].notna()]

    def table(self, name: str) -> pd.DataFrame:
        """One table of the downloads."""
        if name not in self._tables:
            table = pd.read_parquet(self._folder / f"{name}.parquet")
            self._tables[name] = (
                table.assign(release_date=table["release_date"].astype(str)) if "release_date" in table else table
            )
        return self._tables[name]

    def evaluation(self) -> dict[str, Any]:
        """How the recommender was judged; empty if the tree does not say."""
        path = self._public / "api/v1/evaluacion.json"
        return dict(json.loads(path.read_bytes())) if path.is_file() else {}

    def recommendations(self) -> Iterable[list[dict[str, Any]]]:
        """What is recommended for each film."""
        path = self._folder / "recomendacion.ndjson"
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            answer = json.loads(line)
            for block in (answer, *answer["otras"]):
                yield block["detalle"]

    def with_genre(self, films: pd.DataFrame) -> pd.DataFrame:
        """Each film once for each of its genres."""
        return self.table("film_genres")[["film_id", "genre"]].drop_duplicates().merge(films, on="film_id")


def part(some: float, whole: float) -> float:
    """A share of 1; 0 of nothing."""
    return some / whole if whole else 0.0


def quantile(values: Iterable[float], share: float) -> float | None:
    """The quantile of some values, by linear interpolation; None of none."""
    ordered = sorted(float(value) for value in values)
    if not ordered:
        return None
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def median(values: Iterable[float]) -> float | None:
    """The middle value."""
    return quantile(values, 0.5)


def first_max(values: Mapping[Any, float]) -> Any:
    """The key of the highest value, the first of equals; None of none."""
    return max(values, key=lambda key: values[key]) if values else None


def first_min(values: Mapping[Any, float]) -> Any:
    """The key of the lowest value, the first of equals; None of none."""
    return min(values, key=lambda key: values[key]) if values else None


def highest_row(table: pd.DataFrame, column: str) -> Any:
    """The row of the highest value, the first of equals."""
    return table.sort_values(column, ascending=False, kind="stable").iloc[0]


def named(kind: str, value: Any) -> Name | None:
    """The name of something, unless there is none."""
    return None if value is None else Name(kind, value)


def medians(table: pd.DataFrame, label: str, value: str, least: int) -> dict[Any, float]:
    """The median of each label of so many rows, highest first."""
    found = {key: median(rows[value]) or 0.0 for key, rows in table.groupby(label) if len(rows) >= least}
    return dict(sorted(found.items(), key=lambda item: (-item[1], str(item[0]))))


def fences(values: Iterable[float], *, logarithmic: bool = True) -> tuple[float, float]:
    """Median ± 3.5 · 1.4826 median absolute deviations, of the logarithms if asked."""
    seen = [math.log10(value) if logarithmic else float(value) for value in values]
    middle = median(seen) or 0.0
    spread = 3.5 * 1.4826 * (median(abs(value - middle) for value in seen) or 0.0)
    low, high = middle - spread, middle + spread
    return (10**low, 10**high) if logarithmic else (low, high)


def power_law(x: Iterable[float], y: Iterable[float]) -> tuple[float, float, float] | None:
    """Slope, factor and R² of the line of least squares through the logarithms."""
    pairs = [(math.log10(a), math.log10(b)) for a, b in zip(x, y, strict=True)]
    if len({a for a, _ in pairs}) < 3:
        return None
    mean_x, mean_y = (sum(pair[index] for pair in pairs) / len(pairs) for index in (0, 1))
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in pairs)
    of_x, of_y = sum((a - mean_x) ** 2 for a, _ in pairs), sum((b - mean_y) ** 2 for _, b in pairs)
    slope = covariance / of_x
    return slope, 10 ** (mean_y - slope * mean_x), covariance**2 / (of_x * of_y)


def spearman(films: pd.DataFrame, x: str, y: str, least: int = 5) -> float | None:
    """The correlation of ranks of two columns over the rows where both are above zero."""
    pairs = films[(films[x] > 0) & (films[y] > 0)]
    if len(pairs) < least:
        return None
    ranks = pairs[[x, y]].astype("float64").rank()
    a, b = ranks[x] - ranks[x].mean(), ranks[y] - ranks[y].mean()
    spread = math.sqrt(float((a**2).sum()) * float((b**2).sum()))
    return float((a * b).sum()) / spread if spread else None


# Data quality


def _known(data: Downloads) -> pd.DataFrame:
    films = data.films
    known = {column: films[column].fillna(0) > 0 for column in ("runtime", "budget", "revenue", "vote_count")}
    known["language"] = films["original_language"].notna()
    for name in ("genres", "companies", "countries", "directors", "cast", "keywords"):
        known[name] = films["film_id"].isin(set(data.table(f"film_{name}")["film_id"]))
    return pd.DataFrame(known).astype(bool)


def quality(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on data quality."""
    known, films, total = _known(data), data.films, data.total
    both = known["budget"] & known["revenue"]
    sizes = films["decade"].value_counts().sort_index()
    least = min(20, int(sizes.max()))
    drawn = [decade for decade, count in sizes.items() if count >= least]
    by_decade = {
        name: {decade: known[name][films["decade"] == decade].mean() for decade in drawn} for name in ("budget", "runtime")
    }
    best = first_max(by_decade["budget"])
    famous, obscure = films["vote_count"] >= 1000, films["vote_count"] < 10
    per_film = known.sum(axis=1)
    rejects, repairs = data.table("rejects"), data.table("repairs")
    reasons = rejects["reason"].nunique() + len(
        {(file.removesuffix(".csv"), what) for file, what in zip(repairs["file"], repairs["repair"], strict=True)}
    )
    by_title: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for title, votes, date, film in zip(
        films["title"], films["vote_count"], films["release_date"], films["film_id"], strict=True
    ):
        by_title[clave(title)].append((votes, date, -film, title))
    shared = {max(rows)[3]: len(rows) for rows in by_title.values() if len(rows) > 1}
    counts = [len(rows) for rows in by_title.values() if len(rows) > 1]
    most = max(((count, title) for title, count in shared.items()), default=(None, None))
    return {
        "coverage": {
            "rows": total,
            "runtime": known["runtime"].mean(),
            "budget": known["budget"].mean(),
            "revenue": known["revenue"].mean(),
            "no_budget": int((films["budget"] == 0).sum()),
            "no_revenue": int((films["revenue"] == 0).sum()),
            "with_revenue": int((films["revenue"] > 0).sum()),
            "both": len(data.both),
            "both_share": len(data.both) / total,
        },
        "coverage_by_decade": {
            "rows": total,
            "best": Name("decade", best),
            "best_share": by_decade["budget"][best],
            "runtime_least": min(by_decade["runtime"].values()),
            "least": least,
        },
        "coverage_by_votes": {
            "rows": total,
            "top": part(int((both & famous).sum()), int(famous.sum())),
            "few": part(int((both & obscure).sum()), int(obscure.sum())),
            "famous": int(famous.sum()),
        },
        "completeness": {
            "rows": total,
            "fields": known.shape[1],
            "median": int(median(per_film) or 0),
            "all": int((per_film == known.shape[1]).sum()),
            "all_share": float((per_film == known.shape[1]).mean()),
        },
        "rejects": {
            "rows": total + len(rejects),
            "read": total + len(rejects),
            "films": total,
            "rejects": len(rejects),
            "repairs": len(repairs),
            "share": len(rejects) / (total + len(rejects)),
            "reasons": reasons,
            "drawn": min(reasons, 12),
        },
        "shared_titles": {
            "rows": total,
            "films": sum(counts),
            "titles": len(counts),
            "share": sum(counts) / total,
            "most": most[1],
            "most_films": most[0],
        },
    }


# Distributions


def _genre_ends(table: pd.DataFrame, value: str) -> Facts:
    found = medians(table, "genre", value, 5)
    ends = list(found.items())
    (top, highest), (bottom, lowest) = (ends[0], ends[-1]) if ends else ((None, None), (None, None))
    return {
        "rows": table["film_id"].nunique(),
        "least": 5,
        "top": named("genre", top),
        "top_median": highest,
        "bottom": named("genre", bottom),
        "bottom_median": lowest,
    }


def _amounts(films: pd.DataFrame, column: str) -> Facts:
    amounts = films[films[column] > 0]
    largest = highest_row(amounts, column) if len(amounts) else {"title": None, "release_year": None, column: None}
    return {
        "rows": len(amounts),
        "films": len(amounts),
        "share": len(amounts) / len(films),
        "median": median(amounts[column]),
        "q1": quantile(amounts[column], 0.25),
        "q3": quantile(amounts[column], 0.75),
        "mean": sum(amounts[column].tolist()) / len(amounts) if len(amounts) else None,
        "largest": largest["title"],
        "largest_year": largest["release_year"],
        "largest_value": largest[column],
    }


def distributions(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on distributions."""
    films, ratio = data.films, data.both["ratio"]
    timed = films[films["runtime"].fillna(0) > 0]
    minutes = timed["runtime"].astype(int).tolist()
    earned = sorted((amount for amount in films["revenue"].tolist() if amount > 0), reverse=True)
    running, half = 0, 0
    while earned and running < sum(earned) / 2:
        running, half = running + earned[half], half + 1
    tenth = max(1, len(earned) // 10)
    voted = sorted((votes for votes in films["vote_count"].tolist() if votes), reverse=True)
    ratings = data.rated["vote_average"].tolist()
    popular = films[films["popularity"].fillna(0) > 0]
    most = highest_row(popular, "popularity") if len(popular) else {"title": None, "popularity": None}
    return {
        "runtime": {
            "rows": len(minutes),
            "films": len(minutes),
            "median": median(minutes),
            "q1": quantile(minutes, 0.25),
            "q3": quantile(minutes, 0.75),
            "mode": min(minutes, key=lambda each, counts=Counter(minutes): (-counts[each], each)) if minutes else None,  # type: ignore[misc]
            "short": part(sum(each < 40 for each in minutes), len(minutes)),
            "long": sum(each >= 240 for each in minutes),
        },
        "runtime_by_genre": _genre_ends(data.with_genre(timed), "runtime"),
        "budget": _amounts(films, "budget"),
        "revenue": _amounts(films, "revenue"),
        "return": {
            "rows": len(ratio),
            "films": len(ratio),
            "median": median(ratio),
            "loses": part(int((ratio < 1).sum()), len(ratio)),
            "doubles": part(int((ratio >= 2).sum()), len(ratio)),
            "outside": int(((ratio < 0.01) | (ratio > 100)).sum()),
        },
        "concentration": {
            "rows": len(earned),
            "films": len(earned),
            "tenth_share": part(sum(earned[:tenth]), sum(earned)),
            "half": half,
            "half_share": part(half, len(earned)),
        },
        "votes": {
            "rows": len(voted),
            "films": len(voted),
            "median": median(voted),
            "none": len(films) - len(voted),
            "hundred": part(sum(votes >= 100 for votes in voted), len(voted)),
            "top_share": part(sum(voted[: max(1, len(voted) // 100)]), sum(voted)),
        },
        "rating": {
            "rows": len(ratings),
            "films": len(ratings),
            "median": median(ratings),
            "q1": quantile(ratings, 0.25),
            "q3": quantile(ratings, 0.75),
            "eight": part(sum(each >= 8 for each in ratings), len(ratings)),
            "left_out": len(films) - len(ratings),
        },
        "popularity": {
            "rows": len(popular),
            "films": len(popular),
            "median": median(popular["popularity"]),
            "max": most["popularity"],
            "most": most["title"],
            "below_one": part(int((popular["popularity"] < 1).sum()), len(popular)),
        },
    }


# Relations


def relations(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on relations."""
    films, paid = data.films, data.paid
    ten = films[films["vote_count"] >= 10]
    fit = power_law(paid["budget"], paid["revenue"])
    seen = films[(films["revenue"] >= 1000) & (films["vote_count"] > 0)]
    reach = power_law(seen["vote_count"], seen["revenue"])
    voted = films[(films["vote_count"] > 0) & films["vote_average"].notna()]
    few = voted[voted["vote_count"] < 10]["vote_average"]
    many = voted[voted["vote_count"] >= 1000]["vote_average"]
    timed = data.rated[data.rated["runtime"].fillna(0) > 0]
    lengths = {"< 40": (0, 40), "40–69": (40, 70), "70–84": (70, 85), "85–94": (85, 95), "95–109": (95, 110)}
    lengths |= {"110–129": (110, 130), "130–159": (130, 160), "160+": (160, 10**6)}
    by_length = {}
    for label, (low, high) in lengths.items():
        ratings = timed[(timed["runtime"] >= low) & (timed["runtime"] < high)]["vote_average"]
        if len(ratings) >= 3:
            by_length[label] = median(ratings) or 0.0
    budgets = {"< 100 k": (0, 1e5), "100 k–1 M": (1e5, 1e6), "1–5 M": (1e6, 5e6), "5–10 M": (5e6, 1e7)}
    budgets |= {"10–25 M": (1e7, 2.5e7), "25–50 M": (2.5e7, 5e7), "50–100 M": (5e7, 1e8), "100 M +": (1e8, 1e15)}
    by_budget = {}
    for label, (bottom, top) in budgets.items():
        ratio = paid[(paid["budget"] >= bottom) & (paid["budget"] < top)]["ratio"]
        if len(ratio) >= 3:
            by_budget[label] = (median(ratio), float((ratio < 1).mean()))
    small, large = (next(iter(by_budget)), list(by_budget)[-1]) if by_budget else (None, None)
    per_film = data.with_genre(films).groupby("film_id").size()
    best, worst = first_max(by_length), first_min(by_length)
    return {
        "correlations": {
            "rows": len(films),
            "budget_revenue": spearman(films, "budget", "revenue"),
            "votes_revenue": spearman(films, "vote_count", "revenue"),
            "rating_budget": spearman(ten, "vote_average", "budget"),
            "rating_budget_100": spearman(films[films["vote_count"] >= 100], "vote_average", "budget"),
            "rating_budget_1000": spearman(films[films["vote_count"] >= 1000], "vote_average", "budget"),
            "rating_runtime": spearman(ten, "vote_average", "runtime"),
            "rating_votes": spearman(ten, "vote_average", "vote_count"),
        },
        "budget_revenue": {
            "rows": len(paid),
            "films": len(paid),
            "slope": fit and fit[0],
            "r2": fit and fit[2],
            "ten": fit and fit[1] * 1e7 ** fit[0],
            "hundred": fit and fit[1] * 1e8 ** fit[0],
            "above": part(int((paid["revenue"] > paid["budget"]).sum()), len(paid)),
        },
        "budget_return": {
            "rows": len(paid),
            "least": 3,
            "small": small,
            "small_median": small and by_budget[small][0],
            "small_loses": small and by_budget[small][1],
            "large": large,
            "large_median": large and by_budget[large][0],
            "large_loses": large and by_budget[large][1],
        },
        "votes_revenue": {
            "rows": len(seen),
            "rank": spearman(seen, "vote_count", "revenue", least=3),
            "doubling": reach and 2 ** reach[0],
        },
        "votes_rating": {
            "rows": len(voted),
            "few_low": quantile(few, 0.1),
            "few_high": quantile(few, 0.9),
            "many_low": quantile(many, 0.1),
            "many_high": quantile(many, 0.9),
        },
        "runtime_rating": {
            "rows": len(timed),
            "least": 3,
            "best": best,
            "best_median": best and by_length[best],
            "worst": worst,
            "worst_median": worst and by_length[worst],
        },
        "rating_by_genre": _genre_ends(data.with_genre(data.rated), "vote_average"),
        "return_by_genre": _genre_ends(data.with_genre(paid), "ratio"),
        "genre_pairs": {
            "rows": len(per_film),
            "films": len(per_film),
            "none": len(films) - len(per_film),
            "one": part(int((per_film == 1).sum()), len(per_film)),
            "four": part(int((per_film >= 4).sum()), len(per_film)),
        },
    }


# Anomalies


def anomalies(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on anomalies."""
    films, both = data.films, data.both
    budgets = [amount for amount in films["budget"].tolist() if amount > 0]
    low, high = fences(budgets)
    return_low, return_high = fences(both["ratio"])
    minutes = films[films["runtime"].fillna(0) > 0]
    short, long = fences(minutes["runtime"], logarithmic=False)
    highest = highest_row(both, "ratio") if len(both) else {"ratio": None, "title": None, "budget": None}
    longest = highest_row(minutes, "runtime") if len(minutes) else {"title": None, "runtime": None}
    common = min(Counter(budgets).items(), key=lambda pair: (-pair[1], pair[0]), default=(None, None))
    voted = films[(films["vote_count"] > 0) & films["vote_average"].notna()]
    extreme = (voted["vote_average"] <= 2) | (voted["vote_average"] >= 9)
    single, many = voted["vote_count"] == 1, voted["vote_count"] >= 100
    days = Counter(int(date[8:10]) for date in films["release_date"])
    january = sum(date.endswith("-01-01") for date in films["release_date"])
    return {
        "budget_fences": {
            "rows": len(budgets),
            "low": low if budgets else None,
            "high": high if budgets else None,
            "below": sum(amount < low for amount in budgets),
            "above": sum(amount > high for amount in budgets),
            "tiny": sum(amount < 1000 for amount in budgets),
            "ones": budgets.count(1),
        },
        "return_fences": {
            "rows": len(both),
            "low": return_low if len(both) else None,
            "high": return_high if len(both) else None,
            "below": int((both["ratio"] < return_low).sum()),
            "above": int((both["ratio"] > return_high).sum()),
            "tiny": int(((both["ratio"] > return_high) & (both["budget"] < 1000)).sum()),
            "max": highest["ratio"],
            "max_title": highest["title"],
            "max_budget": highest["budget"],
        },
        "runtime_fences": {
            "rows": len(minutes),
            "low": short if len(minutes) else None,
            "high": long if len(minutes) else None,
            "below": int((minutes["runtime"] < short).sum()),
            "above": int((minutes["runtime"] > long).sum()),
            "day": int((minutes["runtime"] > 300).sum()),
            "zeros": int((films["runtime"] == 0).sum()),
            "longest": longest["title"],
            "longest_minutes": longest["runtime"],
        },
        "round_budgets": {
            "rows": len(budgets),
            "round": part(sum(amount % 100_000 == 0 for amount in budgets), len(budgets)),
            "first": common[0],
            "first_films": common[1],
        },
        "extreme_ratings": {
            "rows": len(voted),
            "single": part(int((extreme & single).sum()), int(single.sum())),
            "single_films": int(single.sum()),
            "many_extreme": int((extreme & many).sum()),
            "many_films": int(many.sum()),
        },
        "first_of_january": {
            "rows": len(films),
            "first": days[1] / len(films),
            "other": (len(films) - days[1]) / 30 / len(films),
            "january": january,
            "january_share": january / len(films),
        },
    }


# Time


def _by_decade(films: pd.DataFrame, column: str) -> Facts:
    least = min(10, max(2, len(films) // 100))
    found = {int(str(decade)): median(rows[column]) or 0.0 for decade, rows in films.groupby("decade") if len(rows) >= least}
    first, last, highest = min(found, default=None), max(found, default=None), first_max(found)
    return {
        "rows": len(films),
        "least": least,
        "first": named("decade", first),
        "first_median": found.get(first or 0),
        "last": named("decade", last),
        "last_median": found.get(last or 0),
        "highest": named("decade", highest),
        "highest_median": found.get(highest or 0),
    }


def time(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on time."""
    films = data.films
    per_year = dict(sorted(Counter(films["release_year"].tolist()).items()))
    peak = first_max(per_year)
    dated = films[~films["release_date"].str.endswith("-01-01")]
    dated = dated.assign(month=dated["release_date"].str.slice(5, 7).astype(int))
    per_month = {month: int((dated["month"] == month).sum()) for month in range(1, 13)}
    earned = dated[dated["revenue"] >= 1000]
    revenue = {month: median(earned[earned["month"] == month]["revenue"]) or 0.0 for month in range(1, 13)}
    sizes = films["decade"].value_counts().sort_index()
    sizes = sizes[sizes >= min(50, max(3, int(sizes.max()) // 20))]
    shown = films[films["decade"].isin(sizes.index)]
    decades = [int(decade) for decade in sizes.index]
    languages = Counter(shown["original_language"].dropna())
    language = min(languages, key=lambda code: (-languages[code], code), default=None)
    shares = {decade: float((shown[shown["decade"] == decade]["original_language"] == language).mean()) for decade in decades}
    highest = first_max(shares)
    genres = data.with_genre(shown)
    counts = Counter(genres["genre"])
    chosen = sorted(counts, key=lambda genre: (-counts[genre], genre))[:12]
    start, end = (decades[max(0, len(decades) - 6)], decades[-1]) if len(decades) > 1 else (None, None)
    genre_share: dict[tuple[Any, Any], float] = {
        (genre, decade): part(
            int(((genres["genre"] == genre) & (genres["decade"] == decade)).sum()),
            genres[genres["decade"] == decade]["film_id"].nunique(),
        )
        for genre in chosen
        for decade in (start, end)
        if decade is not None
    }
    change = {genre: genre_share[genre, end] - genre_share[genre, start] for genre in sorted(chosen)} if start else {}
    up, down = first_max(change), first_min(change)
    money = films[films["budget"] >= 1000]
    return {
        "films_per_year": {
            "rows": len(films),
            "first": min(per_year),
            "last": max(per_year),
            "peak": peak,
            "peak_films": per_year[peak],
            "half": int(median(films["release_year"]) or 0),
        },
        "months": {
            "rows": len(dated),
            "films": len(dated),
            "best": Name("month", first_max(per_month)),
            "best_share": part(max(per_month.values()), len(dated)),
            "worst": Name("month", first_min(per_month)),
            "worst_share": part(min(per_month.values()), len(dated)),
            "left_out": len(films) - len(dated),
        },
        "month_revenue": {
            "rows": len(earned),
            "films": len(earned),
            "best": Name("month", first_max(revenue)),
            "best_median": max(revenue.values()),
            "worst": Name("month", first_min(revenue)),
            "worst_median": min(revenue.values()),
        },
        "languages_by_decade": {
            "rows": len(shown),
            "languages": shown["original_language"].nunique(),
            "top": named("language", language),
            "peak": named("decade", highest),
            "peak_share": shares.get(highest),
            "last": named("decade", max(decades, default=None)),
            "last_share": shares.get(max(decades, default=0)),
        },
        "genres_by_decade": {
            "rows": genres["film_id"].nunique(),
            "drawn": len(chosen),
            "up": named("genre", up),
            "up_from": genre_share.get((up, start)),
            "up_to": genre_share.get((up, end)),
            "down": named("genre", down),
            "down_from": genre_share.get((down, start)),
            "down_to": genre_share.get((down, end)),
            "from": named("decade", start),
            "to": named("decade", end),
        },
        "runtime_by_decade": _by_decade(films[films["runtime"].fillna(0) >= 40], "runtime"),
        "rating_by_decade": _by_decade(data.rated, "vote_average"),
        "budget_by_decade": _by_decade(money, "budget"),
    }


# Leagues


def _groups(table: pd.DataFrame, column: str) -> tuple[dict[str, set[int]], dict[str, dict[str, set[int]]]]:
    """The films of each key, and of each spelling of each key."""
    films: dict[str, set[int]] = defaultdict(set)
    spellings: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    keys: dict[str, str] = {}
    for film, name in zip(table["film_id"].tolist(), table[column].tolist(), strict=True):
        key = keys.setdefault(name, clave(name))
        films[key].add(film)
        spellings[key][name].add(film)
    return films, spellings


def _shown(spellings: dict[str, set[int]]) -> str:
    return min(spellings, key=lambda name: (-len(spellings[name]), name))


def _ranked(values: Mapping[str, float]) -> list[str]:
    return sorted(values, key=lambda name: (-values[name], name))


def _places(data: Downloads) -> dict[str, Facts]:
    films = data.films
    languages = Counter(films["original_language"].dropna())
    spoken = _ranked(languages)
    countries, spellings = _groups(data.table("film_countries"), "country")
    iso: dict[str, Counter[str]] = defaultdict(Counter)
    for name, code in zip(data.table("film_countries")["country"], data.table("film_countries")["iso_3166_1"], strict=True):
        iso[clave(name)][code] += 1
    made_in = {f"{iso[key].most_common(1)[0][0]}|{_shown(spellings[key])}": len(found) for key, found in countries.items()}
    ranked = _ranked(made_in)
    located = data.table("film_countries")["film_id"].nunique()
    per_film = data.table("film_countries").groupby("film_id")["iso_3166_1"].nunique()
    several = films.set_index("film_id").loc[per_film.index].assign(several=per_film > 1)
    sizes = several["decade"].value_counts().sort_index()
    threshold = min(50, max(3, int(sizes.max()) // 20)) if len(sizes) else 0
    decades = [int(decade) for decade in sizes[sizes >= threshold].index]
    shares = {decade: float(several[several["decade"] == decade]["several"].mean()) for decade in decades}
    rated = data.rated[data.rated["original_language"].notna()]
    least, mean = (30 if len(rated) > 2000 else 3), (float(rated["vote_average"].mean()) if len(rated) else 0.0)
    drawn = (rated["vote_average"] * rated["vote_count"] + mean * 50) / (rated["vote_count"] + 50)
    by_language = rated.groupby("original_language")
    means = {str(code): float(drawn[rows.index].mean()) for code, rows in by_language if len(rows) >= least}
    best = _ranked(means)
    top_two = {
        "top": spoken[0] if len(spoken) > 1 else None,
        "second": spoken[1] if len(spoken) > 1 else None,
    }
    return {
        "languages": {
            "rows": sum(languages.values()),
            "films": sum(languages.values()),
            "languages": len(languages),
            "single": sum(count == 1 for count in languages.values()),
            "spanish": languages["es"],
            "top": named("language", top_two["top"]),
            "top_films": languages.get(top_two["top"] or ""),
            "top_share": part(languages.get(top_two["top"] or "", 0), sum(languages.values())),
            "second": named("language", top_two["second"]),
            "second_films": languages.get(top_two["second"] or ""),
        },
        "countries": {
            "rows": located,
            "films": located,
            "without": len(films) - located,
            "top": named("country", ranked[0] if len(ranked) > 1 else None),
            "top_films": made_in[ranked[0]] if len(ranked) > 1 else None,
            "top_share": part(made_in[ranked[0]], located) if len(ranked) > 1 else None,
            "second": named("country", ranked[1] if len(ranked) > 1 else None),
            "second_films": made_in[ranked[1]] if len(ranked) > 1 else None,
        },
        "coproductions": {
            "rows": len(per_film),
            "films": len(per_film),
            "share": part(int((per_film > 1).sum()), len(per_film)),
            "first": named("decade", min(decades, default=None)),
            "first_share": shares.get(min(decades, default=0)),
            "last": named("decade", max(decades, default=None)),
            "last_share": shares.get(max(decades, default=0)),
        },
        "language_rating": {
            "rows": len(rated),
            "films": len(rated),
            "least": least,
            "languages": len(means),
            "overall": float(drawn.mean()) if len(drawn) else 0.0,
            "top": named("language", best[0] if best else None),
            "top_mean": means[best[0]] if best else None,
            "bottom": named("language", best[-1] if best else None),
            "bottom_mean": means[best[-1]] if best else None,
        },
    }


def _franchises(data: Downloads) -> dict[str, Facts]:
    films = data.films
    of_collection = films[films["collection"].notna()]
    groups, spellings = _groups(of_collection, "collection")
    revenue = dict(zip(films["film_id"].tolist(), films["revenue"].tolist(), strict=True))
    totals = {key: sum(revenue[film] for film in found) for key, found in groups.items()}
    names = {key: _shown(spellings[key]).removesuffix(" Collection") for key in groups}
    known = {key: total for key, total in totals.items() if total}
    top = min(known, key=lambda key: (-known[key], names[key]), default=None)
    means = {key: round(known[key] / len(groups[key]), 2) for key in known if len(groups[key]) >= 3}
    best = min(means, key=lambda key: (-means[key], names[key]), default=None)
    return {
        "franchises": {
            "rows": len(of_collection),
            "films": len(of_collection),
            "franchises": len(groups),
            "known": len(known),
            "share": part(sum(known.values()), sum(revenue.values())),
            "top": top and names[top],
            "top_total": top and known[top],
            "top_films": top and len(groups[top]),
        },
        "franchise_mean": {
            "rows": sum(len(groups[key]) for key in means),
            "franchises": len(means),
            "least": 3,
            "top": best and names[best],
            "top_mean": best and means[best],
            "top_films": best and len(groups[best]),
        },
    }


def _companies(data: Downloads) -> dict[str, Facts]:
    groups, spellings = _groups(data.table("film_companies"), "company")
    revenue = dict(zip(data.films["film_id"].tolist(), data.films["revenue"].tolist(), strict=True))
    ratio = dict(zip(data.paid["film_id"].tolist(), data.paid["ratio"].tolist(), strict=True))
    names = {key: _shown(spellings[key]) for key in groups}
    totals = {key: sum(revenue[film] for film in found) for key, found in groups.items()}
    known = {key: total for key, total in totals.items() if total}
    top = min(known, key=lambda key: (-known[key], names[key]), default=None)
    least = 20 if len(data.paid) > 1000 else 2
    returns = {key: [ratio[film] for film in found if film in ratio] for key, found in groups.items()}
    middle = {key: median(found) or 0.0 for key, found in returns.items() if len(found) >= least}
    best = min(middle, key=lambda key: (-middle[key], names[key]), default=None)
    return {
        "companies": {
            "rows": data.table("film_companies")["film_id"].nunique(),
            "companies": len(groups),
            "known": len(known),
            "variants": sum(len(found) > 1 for found in spellings.values()),
            "top": top and names[top],
            "top_total": top and known[top],
            "top_films": top and len(groups[top]),
        },
        "company_return": {
            "rows": len({film for found in groups.values() for film in found if film in ratio}),
            "companies": len(middle),
            "least": least,
            "top": best and names[best],
            "top_median": best and middle[best],
        },
    }


def _directors(data: Downloads) -> dict[str, Facts]:
    table = data.table("film_directors")
    groups, spellings = _groups(table, "director")
    people: dict[str, set[Any]] = defaultdict(set)
    for name, person in zip(table["director"].tolist(), table["person_id"].tolist(), strict=True):
        people[clave(name)].add(person)
    names = {key: _shown(spellings[key]) for key in groups}
    money = {
        film: (budget, revenue) for film, budget, revenue in data.both[["film_id", "budget", "revenue"]].itertuples(index=False)
    }
    known = {key: [money[film] for film in found if film in money] for key, found in groups.items()}
    # The API gives four decimals; a total that they do not show is none.
    totals = {key: round(sum(revenue / budget for budget, revenue in found), 4) for key, found in known.items()}
    totals = {key: total for key, total in totals.items() if total}
    by_total = sorted(totals, key=lambda key: (-totals[key], names[key]))
    most = min(groups, key=lambda key: (-len(groups[key]), names[key]), default=None)
    large = len(data.films) > 2000
    least, spent = (5, 20_000_000) if large else (2, 0)
    aggregate = {
        key: round(sum(revenue for _, revenue in found) / sum(budget for budget, _ in found), 4)
        for key, found in known.items()
        if len(found) >= least and sum(budget for budget, _ in found) >= spent
    }
    best = min(aggregate, key=lambda key: (-aggregate[key], names[key]), default=None)
    return {
        "director_films": {
            "rows": table["film_id"].nunique(),
            "directors": len(groups),
            "one": part(sum(len(found) == 1 for found in groups.values()), len(groups)),
            "several_people": sum(len(found) > 1 for found in people.values()),
            "top": most and names[most],
            "top_films": most and len(groups[most]),
        },
        "director_total": {
            "rows": len(totals),
            "shown": min(15, len(totals)),
            "single": sum(len(known[key]) == 1 for key in by_total[:15]),
            "top": names[by_total[0]] if by_total else None,
            "top_total": totals[by_total[0]] if by_total else None,
        },
        "director_return": {
            "rows": len(aggregate),
            "directors": len(aggregate),
            "least": least,
            "spent": spent,
            "top": best and names[best],
            "top_return": best and aggregate[best],
            "top_films": best and len(known[best]),
            "top_all": best and len(groups[best]),
        },
    }


def leagues(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter of leagues."""
    return {**_places(data), **_franchises(data), **_companies(data), **_directors(data)}


# Words


class _Words:
    """The words of texts that say something, by the published list of stop words."""

    def __init__(self) -> None:
        self._lists = {name: set(words.split()) for name, words in tomllib.loads(_STOPWORDS.read_text(encoding="utf-8")).items()}

    def of(self, text: str, language: str) -> set[str]:
        own = "nordic" if language in ("da", "is", "nb", "nn", "no", "sv") else language if language in self._lists else "other"
        stopped = self._lists["en"] | self._lists["films"] | self._lists[own]
        found = set()
        for token in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text.casefold()):
            pieces = re.split("['’]", token)
            english = len(pieces) > 1 and pieces[-1] in ("s", "t", "re", "ll", "ve", "m", "d")
            word = pieces[-2] if english else pieces[-1]
            if len(word) > 1 and word not in stopped and all(character_name(each, "").startswith("LATIN") for each in word):
                found.add(word)
        return found

    def facts(self, texts: Iterable[tuple[Any, str]], subject: Name | str) -> Facts:
        """The most frequent words of some texts, each with its language."""
        counts: Counter[str] = Counter()
        total = 0
        for text, language in texts:
            if isinstance(text, str):
                total += 1
                counts.update(self.of(text, language))
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        first, second, third = (ranked[:3] + [None] * 3)[:3] if len(ranked) > 2 else (None, None, None)
        return {
            "rows": total,
            "films": total,
            "words": len(counts),
            "subject": subject,
            "first": first,
            "first_films": first and counts[first],
            "first_share": first and counts[first] / total,
            "second": second,
            "third": third,
        }


def words(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on words."""
    films, found = data.films, _Words()
    languages = films["original_language"].fillna("en")
    titles = data.table("film_titles")
    original = titles[titles["kind"] == "original"].drop_duplicates("film_id")
    own = dict(zip(original["film_id"].tolist(), original["title"].tolist(), strict=True))
    named_films = [
        (own.get(film, title), language)
        for film, title, language in films[["film_id", "title", "original_language"]].itertuples(index=False)
    ]
    by_language: dict[str, list[str]] = defaultdict(list)
    for title, language in named_films:
        if isinstance(language, str):
            by_language[language].append(title)
    ranked = sorted(by_language, key=lambda code: (-len(by_language[code]), code))
    latin = {code: sum(bool(re.search("[A-Za-z]", title)) for title in each) / len(each) for code, each in by_language.items()}
    chosen = ["es", *[code for code in ranked if code not in ("en", "es", "xx") and latin[code] > 0.8][:3]]
    facts = {
        "words_titles": found.facts(zip(films["title"], languages, strict=True), ""),
        "words_overviews": found.facts(((text, "en") for text in films["overview"]), ""),
    }
    for index, code in enumerate(chosen, 1):
        facts[f"words_language_{index}"] = found.facts(
            ((title, code) for title in by_language.get(code, [])), Name("language", code)
        )
    genres = data.table("film_genres")
    rows_of = Counter(genres["genre"])
    common = sorted(rows_of, key=lambda genre: (-rows_of[genre], genre))
    preferred = [genre for genre in ("Romance", "Horror", "Science Fiction", "Documentary") if genre in rows_of]
    preferred += [genre for genre in common if genre not in preferred]
    for index, genre in enumerate((preferred + [""] * 4)[:4], 1):
        of_genre = films["film_id"].isin(set(genres[genres["genre"] == genre]["film_id"]))
        facts[f"words_genre_{index}"] = found.facts(
            zip(films[of_genre]["title"], languages[of_genre], strict=True), Name("genre", genre)
        )
    sizes = films["decade"].value_counts().sort_index()
    enough = [int(decade) for decade in sizes[sizes >= min(300, max(3, int(sizes.max()) // 10))].index]
    steps = list(dict.fromkeys(enough[round(index * (len(enough) - 1) / 3)] for index in range(4))) if enough else []
    for index, decade in enumerate((steps + [0] * 4)[:4], 1):
        of_decade = films["decade"] == decade
        facts[f"words_decade_{index}"] = found.facts(
            zip(films[of_decade]["title"], languages[of_decade], strict=True), Name("decade", decade)
        )
    keywords = data.table("film_keywords")[["film_id", "keyword"]].drop_duplicates()
    per_keyword = Counter(keywords["keyword"])
    first = min(per_keyword, key=lambda word: (-per_keyword[word], word), default=None)
    with_keywords = keywords["film_id"].nunique()
    lengths = [len(title.split()) for title in films["title"]]
    capped = Counter(min(length, 10) for length in lengths)
    mode = min(capped, key=lambda length: (-capped[length], length))
    facts["keywords"] = {
        "rows": with_keywords,
        "films": with_keywords,
        "keywords": len(per_keyword),
        "once": part(sum(count == 1 for count in per_keyword.values()), len(per_keyword)),
        "first": first,
        "first_films": first and per_keyword[first],
        "first_share": part(per_keyword[first], with_keywords) if first else None,
    }
    facts["title_length"] = {
        "rows": len(lengths),
        "median": median(lengths),
        "one": capped[1] / len(lengths),
        "mode": "10+" if mode == 10 else str(mode),
    }
    return facts


# The recommender


def recommender(data: Downloads) -> dict[str, Facts]:
    """The numbers of the chapter on the recommender."""
    films, ratings = data.films, data.table("ratings")
    known = {
        name: set(data.table(f"film_{name}")["film_id"]) for name in ("directors", "genres", "keywords", "cast", "companies")
    }
    told = set(films[films["overview"].notna() | films["collection"].notna()]["film_id"])
    content = set().union(*known.values(), told)
    keywords = data.table("film_keywords")
    per_keyword = Counter(keywords[["film_id", "keyword"]].drop_duplicates()["keyword"])
    per_user, per_film = Counter(ratings["user_id"].tolist()), Counter(ratings["film_id"].tolist())
    numbers = [per_film[film] for film in films["film_id"].tolist()]
    nearest: list[float] = []
    times: Counter[int] = Counter()
    answered = 0
    for recommended in data.recommendations():
        answered += 1
        nearest += [film["similitud"] for film in recommended[:1]]
        times.update(film["id"] for film in recommended)
    reached = {film: times[film] for film in films["film_id"].tolist()}
    most = first_max(reached)
    hub = films[films["film_id"] == most].iloc[0]
    return {
        "features": {
            "rows": len(films),
            **{name: len(known[name]) / len(films) for name in ("directors", "genres", "keywords")},
            "nothing": sum(film not in content for film in films["film_id"].tolist()),
        },
        "shared_keywords": {
            "rows": len(keywords),
            "keywords": len(per_keyword),
            "once": part(sum(count == 1 for count in per_keyword.values()), len(per_keyword)),
            "per_film": median(Counter(keywords["film_id"].tolist()).values()),
        },
        "ratings_stars": {
            "rows": len(ratings),
            "ratings": len(ratings),
            "users": len(per_user),
            "films": len(per_film) or None,
            "four": part(int((ratings["rating"] >= 4).sum()), len(ratings)),
            "mean": sum(ratings["rating"].tolist()) / len(ratings) if len(ratings) else None,
        },
        "ratings_per_user": {
            "rows": len(ratings),
            "median": median(per_user.values()),
            "max": max(per_user.values(), default=0),
        },
        "ratings_per_film": {
            "rows": len(films),
            "none": part(numbers.count(0), len(films)),
            "few": sum(0 < number < 10 for number in numbers),
            "tens": sum(number >= 10 for number in numbers),
            "ten": part(sum(number >= 10 for number in numbers), len(films)),
        },
        "similarity": {
            "rows": len(nearest),
            "median": median(nearest),
            "q1": quantile(nearest, 0.25),
            "q3": quantile(nearest, 0.75),
        },
        "reach": {
            "rows": answered,
            "reached": part(sum(number > 0 for number in reached.values()), len(films)),
            "hubs": sum(number >= 50 for number in reached.values()),
            "max": reached[most],
            "most": hub["title"],
            "most_votes": hub["vote_count"],
        },
        **_judged(data.evaluation()),
    }


def _judged(evaluation: Mapping[str, Any]) -> dict[str, Facts]:
    protocol = evaluation.get("protocolo", {})

    def rivals(measure: str) -> Facts:
        values = {each["metodo"]: each[measure]["valor"] for each in evaluation.get("metodos", []) if each.get(measure)}
        content = {name: values[name] for name in ("TF-IDF de la sinopsis", "géneros", "la «sopa» de Kaggle") if name in values}
        others = {name: value for name, value in values.items() if not name.startswith(("Filmoteca", "techo", "al azar"))}
        best_content, best = first_max(content), first_max(others)
        return {
            "content": values.get("Filmoteca, solo contenido"),
            "content_other": content.get(best_content),
            "content_other_name": named("label", best_content),
            "hybrid": values.get("Filmoteca, híbrido"),
            "hybrid_other": others.get(best),
            "hybrid_other_name": named("label", best),
        }

    return {
        "likeness": {
            "rows": protocol.get("pares_juzgados", 0),
            "pairs": protocol.get("pares_juzgados"),
            "seeds": protocol.get("semillas_juzgadas"),
            "kappa": protocol.get("acuerdo_kappa"),
            **rivals("parecidas_auc"),
        },
        "evaluation": {
            "rows": protocol.get("peliculas", 0),
            "films": protocol.get("peliculas"),
            "users": protocol.get("usuarios_evaluados"),
            "fit": protocol.get("usuarios_del_ajuste"),
            "least": protocol.get("minimo_de_votantes"),
            "near": protocol.get("vecinas"),
            **rivals("precision_5"),
        },
    }


CHAPTERS: Mapping[str, Callable[[Downloads], dict[str, Facts]]] = {
    "quality": quality,
    "distributions": distributions,
    "relations": relations,
    "anomalies": anomalies,
    "time": time,
    "leagues": leagues,
    "words": words,
    "recommender": recommender,
}


def recomputed_facts(public: Path) -> dict[str, Facts]:
    """Every number that the chapters of a published tree name, by figure and name of the fact."""
    data = Downloads(public)
    return {figure: facts for chapter in CHAPTERS.values() for figure, facts in chapter(data).items()}


# Tables of films


def recomputed_tables(public: Path) -> dict[str, list[tuple[tuple[Any, str], ...]]]:
    """The rows of the tables of films: each cell a value and how it is written, as eda.texts.language names the forms."""
    data = Downloads(public)
    films, both, paid = data.films, data.both, data.paid
    limits = {decade: fences(rows["budget"])[1] for decade, rows in films[films["budget"] >= 1000].groupby("decade")}
    dear = both[(both["budget"] >= 10_000) & (both["revenue"] >= 10_000)].sort_values(
        ["ratio", "film_id"], ascending=[False, True]
    )
    tiny = films[(films["budget"] > 0) & (films["budget"] < 1000)].sort_values(["vote_count", "film_id"], ascending=[False, True])
    lost = paid[paid["revenue"] < paid["budget"]].assign(loss=paid["budget"] - paid["revenue"])
    lost = lost.sort_values(["loss", "film_id"], ascending=[False, True])
    lost = lost.assign(doubt=[budget > limits[decade] for budget, decade in zip(lost["budget"], lost["decade"], strict=True)])
    long = films[films["runtime"].fillna(0) > 0].sort_values(["runtime", "film_id"], ascending=[False, True])
    written = {
        "top_returns": (dear, {"title": "", "release_year": "", "budget": "sm", "revenue": "sm", "ratio": "d1"}),
        "absurd_budgets": (tiny, {"title": "", "release_year": "", "budget": "n", "revenue": "n", "vote_count": "n"}),
        "biggest_losses": (
            lost,
            {"title": "", "release_year": "", "budget": "sm", "revenue": "sm", "loss": "sm", "doubt": "doubt"},
        ),
        "longest_films": (long, {"title": "", "release_year": "", "runtime": "n", "vote_count": "n"}),
    }
    return {
        name: [tuple(zip(row, forms.values(), strict=True)) for row in rows[list(forms)].head(10).itertuples(index=False)]
        for name, (rows, forms) in written.items()
    }
