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
    """The weights of the fields and of co-rating, all ≥ 0.

    fields: by the names in fields.TOKEN_FIELDS and similarity.CLOSENESS; genres: by casefolded name; corating: the weight
    of co-rating (see corating.py), which counts only if there are ratings.
    """

    fields: Mapping[str, float]
    genres: Mapping[str, float]
    corating: float

    def genre(self, name: str) -> float:
        """Return the weight of a genre; the mean of all genres if the fit never saw this one."""
        mean = sum(self.genres.values()) / max(len(self.genres), 1)
        return self.genres.get(name, mean)

    def total(self, rated: bool) -> float:
        """Return the most that two films can score, which counts as a similarity of 1. rated: with co-rating."""
        return sum(self.fields.values()) + max(self.genres.values(), default=0.0) + (self.corating if rated else 0.0)


def read_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """Return the weights in a file that `write_weights` wrote. Raises WeightsError naming the file and what is wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        weights = Weights(content["fields"], content["genres"], content["corating"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{path} holds no weights ({error}); make them with python -m precompute.recommender.fitting"
        ) from error
    if min([*weights.fields.values(), *weights.genres.values(), weights.corating]) < 0:
        raise WeightsError(f"{path} holds a negative weight; make it with python -m precompute.recommender.fitting")
    return weights


def write_weights(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Write the weights, one per line so that a change can be reviewed like code."""
    content = {"fields": dict(weights.fields), "genres": dict(weights.genres), "corating": weights.corating}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
