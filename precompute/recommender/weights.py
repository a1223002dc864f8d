"""The learned weights: how much each field counts in the similarity of two films."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

WEIGHTS_FILE = Path(__file__).with_name("weights.json")


class WeightsError(Exception):
    """A weights file that cannot be used."""


@dataclass(frozen=True)
class Weights:
    """Weights ≥ 0. `fields` by the names of similarity.FIELDS, `genres` by casefolded genre name.

    corating: the weight of co-rating (see corating.py) beside them, where there are ratings.
    """

    fields: Mapping[str, float]
    genres: Mapping[str, float]
    corating: float

    def genre(self, name: str) -> float:
        """The weight of a genre; one that the fit never saw counts as the mean of the others."""
        known = sum(self.genres.values()) / max(len(self.genres), 1)
        return self.genres.get(name, known)

    def total(self, rated: bool) -> float:
        """The most that two films can score, which is a similarity of 1."""
        return sum(self.fields.values()) + max(self.genres.values(), default=0.0) + (self.corating if rated else 0.0)


def read_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """The weights in a file that `write_weights` wrote. Raises WeightsError naming the file and what is wrong."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        weights = Weights(held["fields"], held["genres"], held["corating"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{path} holds no weights ({error}); make them with python -m precompute.recommender.fitting"
        ) from error
    if min([*weights.fields.values(), *weights.genres.values(), weights.corating]) < 0:
        raise WeightsError(f"{path} holds a negative weight; make it with python -m precompute.recommender.fitting")
    return weights


def write_weights(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Write the weights, a line each, to be reviewed like code."""
    held = {"fields": dict(weights.fields), "genres": dict(weights.genres), "corating": weights.corating}
    path.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
