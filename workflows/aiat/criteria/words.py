"""Small pieces of the sentences that explain a row."""

from workflows.aiat.criteria.score_change import ScoreChange

_NO_RELIABILITY = "No standard deviation and reliability are set for it, so the level stops at 0."
_NO_NORM = "No community norm is set, so +2 cannot be reached."


def moved(name: str, change: ScoreChange) -> str:
    """How a score moved, and whether by more than error: "Anxiety fell by 1.2 (reliably)"."""
    amount = abs(change.amount)
    if amount == 0:
        return f"{name} did not change"
    verb = "rose" if change.amount > 0 else "fell"
    certainty = {True: " (reliably)", False: " (within error)", None: ""}[change.reliable]
    return f"{name} {verb} by {points(amount)}{certainty}"


def points(value: float) -> str:
    """A score for people to read: at most two decimals."""
    return f"{round(value, 2):g}"


def caveats(reasons: tuple[str, ...]) -> str:
    """What keeps the level from going further, as sentences that follow another."""
    words = []
    if "reliability_unknown" in reasons:
        words.append(_NO_RELIABILITY)
    elif "norm_unknown" in reasons:
        words.append(_NO_NORM)
    if "newer_left_out" in reasons:
        words.append("A later administration is left out: it could not be scored or compared.")
    return "".join(f" {sentence}" for sentence in words)
