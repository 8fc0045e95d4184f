"""What keeps a policy from being used: forms that do not exist, or cannot serve the measure they are listed for."""

from collections.abc import Iterator, Mapping
from typing import Final, get_args

from workflows.aiat.criteria.row import CRITERIA
from workflows.aiat.policy import Measure, Policy
from workflows.instruments.errors import UnknownForm
from workflows.instruments.form import load_form

_SCORES: Final[Mapping[Measure, frozenset[str]]] = {
    "ecr": frozenset({"anxiety", "avoidance"}),
    "rfq": frozenset(),
    "sps": frozenset({"total"}),
}
"""The scores that the criterion of each measure reads; the reflective functioning one takes the form's primary."""


def policy_problems(policy: Policy) -> list[str]:
    """One sentence a problem; empty where episodes can be judged by the policy."""
    return [*_measures(policy), *_figures(policy), *_weights(policy)]


def _measures(policy: Policy) -> Iterator[str]:
    for measure in get_args(Measure):
        if not policy.measures.get(measure):
            yield f"measures.{measure} lists no form"
        for form_id in policy.measures.get(measure, ()):
            try:
                form = load_form(form_id)
            except UnknownForm as error:
                yield f"measures.{measure}: {error}"
                continue
            if missing := sorted(_SCORES[measure] - set(form.score_names)):
                yield f"measures.{measure}: {form_id} has no score {' and '.join(missing)}"
            if measure == "rfq" and len(form.primary) != 1:
                yield f"measures.{measure}: {form_id} has no single primary score"


def _figures(policy: Policy) -> Iterator[str]:
    for kind, figures in (("reliabilities", policy.reliabilities), ("norms", policy.norms)):
        for figure in figures:
            try:
                known = figure.score in load_form(figure.form).score_names
            except UnknownForm:
                known = False
            if not known:
                yield f"{kind}: there is no score {figure.score} of a form {figure.form}"


def _weights(policy: Policy) -> Iterator[str]:
    for criterion, weight in policy.goals.weights.items():
        if criterion not in CRITERIA:
            yield f"goals.weights: there is no criterion {criterion}"
        if weight <= 0:
            yield f"goals.weights: the weight of {criterion} is not above 0"
