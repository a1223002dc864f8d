"""The learned weights: how much each field counts in the similarity of two films."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# The field that counts for more where there are ratings.
ERA = "era, 3 years"
WEIGHTS_FILE = Path(__file__).with_name("weights.json")


class WeightsError(Exception):
    """A weights file that cannot be used."""


@dataclass(frozen=True)
class Weights:
    """The weights of the fields and of what the same people rate, all ≥ 0.

    fields: by the names in similarity.FIELDS. The other two count only where there are ratings. era: what the field ERA has
    more then, because people watch films of one time together; corating: how much co-rating (see corating.py) raises a
    similarity, as a multiple of it.
    """

    fields: Mapping[str, float]
    era: float
    corating: float

    def of_fields(self, rated: bool) -> Mapping[str, float]:
        """Return the weight of each field in a catalogue with ratings, or in one without."""
        return {**self.fields, ERA: self.fields.get(ERA, 0) + self.era} if rated else self.fields


def read_weights(path: Path = WEIGHTS_FILE) -> Weights:
    """Return the weights in a file that `write_weights` wrote. Raises WeightsError naming the file and what is wrong."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        weights = Weights(content["fields"], **content["with ratings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{path} holds no weights ({error}); make them with python -m precompute.recommender.fitting"
        ) from error
    if min([*weights.fields.values(), weights.era, weights.corating]) < 0:
        raise WeightsError(f"{path} holds a negative weight; make it with python -m precompute.recommender.fitting")
    return weights


def write_weights(weights: Weights, path: Path = WEIGHTS_FILE) -> None:
    """Write the weights, one per line so that a change can be reviewed like code."""
    content = {"fields": dict(weights.fields), "with ratings": {"era": weights.era, "corating": weights.corating}}
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
