"""Policies of sites that have set what the shipped one leaves open."""

from tests.aiat.given import SHIPPED
from workflows.aiat.policy import Norm, Policy, Reliability


def with_norms(*norms: tuple[str, str, float, float], policy: Policy = SHIPPED) -> Policy:
    """The policy with community norms: form, score, mean, SD."""
    added = tuple(
        Norm(form=form, score=score, response_range=_range(form), mean=mean, sd=sd, basis="a community sample")
        for form, score, mean, sd in norms
    )
    return policy.model_copy(update={"norms": (*policy.norms, *added)})


def with_reliability(form: str, score: str, sd: float, r: float, policy: Policy = SHIPPED) -> Policy:
    """The policy with the SD and retest reliability of a score."""
    own = Reliability(
        form=form, score=score, response_range=_range(form), sd=sd, r=r, kind="retest", basis="the site's"
    )
    return policy.model_copy(update={"reliabilities": (*policy.reliabilities, own)})


def _range(form: str) -> tuple[int, int]:
    return (1, 4) if form.startswith("sps") else (1, 7)


ECR_NORMS = with_norms(("ecr", "anxiety", 2.5, 1.0), ("ecr", "avoidance", 2.5, 1.0))
"""A site that set norms for the ECR: within the community range below 4.5, on both dimensions."""
RFQ_FIGURES = with_norms(("rfq-8", "rfq_r_7", 2.5, 0.5), policy=with_reliability("rfq-8", "rfq_r_7", 1.0, 0.73))
"""A site that set figures for RFQ-R-7: reliable beyond 1.44 points, within the community range below 3.5."""
SPS_NORM = with_norms(("sps-24", "total", 80.0, 6.0))
"""A site that set a norm for the SPS-24: within the community range above 68."""
