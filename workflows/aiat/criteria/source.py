"""Where the figures of a row come from, in words."""

from workflows.aiat.policy import Policy
from workflows.instruments.form import Form


def source(form: Form | None, policy: Policy | None = None) -> str:
    """The form with its publications, and what a policy's SD and reliability of its scores rest on."""
    if form is None:
        return "a form that is not known here"
    parts = [f"{form.title} ({form.id} version {form.version}): {' '.join(form.sources).rstrip('.')}"]
    for score in form.primary if policy else ():
        figures = policy.reliability(form.id, score) if policy else None
        if figures is not None:
            kind = f"{figures.kind}, recalled" if figures.recalled else figures.kind
            parts.append(f"{score}: SD {figures.sd:g}, r {figures.r:g} {kind}, {figures.basis}")
    return "; ".join(parts)


def policy_source(policy: Policy, what: str) -> str:
    """The policy that the numbers of `what` come from, where no standard measure exists."""
    return f"{what}: numbers of policy {policy.name} version {policy.version}"
