"""Recommending in the process that has read the credits: it need not wait until they are saved."""

from build.clean import with_credits
from build.credits import kept_credits
from build.repairs import Repairs
from precompute.answering import answer
from precompute.questions import Answers
from precompute.tables import Tables


def recommend(without_credits: Tables) -> Answers:
    """The answers to recomendacion, from clean tables and the credits that this process has read."""
    return answer("recomendacion", with_credits(without_credits, kept_credits(), Repairs()))
