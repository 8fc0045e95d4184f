"""A policy: the numbers, forms, norms and windows that an episode is judged by."""

from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from engine.definition import Definition, content_hash

_HERE: Final = Path(__file__).parent


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


Measure = Literal["ecr", "rfq", "sps"]


class Reliability(_Data):
    """SD and reliability of a score on a response range, and where the figures come from.

    `recalled` marks figures that the site has to confirm.
    """

    form: str
    score: str
    response_range: tuple[int, int]
    sd: float = Field(gt=0)
    r: float = Field(gt=0, lt=1)
    kind: Literal["alpha", "retest"]
    basis: str
    recalled: bool = False


class Norm(_Data):
    """Mean and SD of a community sample (and of a clinical one, where known) on a response range."""

    form: str
    score: str
    response_range: tuple[int, int]
    mean: float
    sd: float = Field(gt=0)
    clinical_mean: float | None = None
    clinical_sd: float | None = Field(default=None, gt=0)
    basis: str


class SocialMapNumbers(_Data):
    """What a social map must hold before its stage can be left."""

    supporters: int = 3
    provisions: int = 4
    outside_milieu: int = 1
    contacts: int = 1
    review_within_days: int = 14
    offering_each_provision: int = 2


class UseNumbers(_Data):
    """What counts as demonstrated use of the map within one window."""

    window_days: int = 28
    people: int = 3
    people_not_staff: int = 2
    supported_contacts: int = 6
    days: int = 4
    share_begun_by_client: float = 0.5
    answering_a_risk: int = 1


class DeadlineNumbers(_Data):
    """When things fall due, in days."""

    reassessment_after_entry: int = 7
    reflection_every: int = 7
    reflection_overdue_after: int = 10
    plan_review_after_recurrence: int = 7
    consent_expiry_notice: int = 30
    silence_proposes_discharge: int = 30


class GoalNumbers(_Data):
    """The Goal Attainment Scaling score's assumed intercorrelation, and weights other than 1."""

    rho: float = Field(default=0.3, ge=0, lt=1)
    weights: dict[str, float] = {}


class ReportingNumbers(_Data):
    """In a programme's outcomes, a count of people from 1 to below `smallest_count` is withheld."""

    smallest_count: int = Field(default=5, ge=2)


class Policy(_Data):
    """A versioned policy. `measures` lists, a measure, the forms allowed, the default first."""

    name: str
    version: int
    measures: dict[Measure, tuple[str, ...]]
    reassessment_after_days: int = 14
    critical_rc: float = 1.96
    social_map: SocialMapNumbers = SocialMapNumbers()
    demonstrated_use: UseNumbers = UseNumbers()
    deadlines: DeadlineNumbers = DeadlineNumbers()
    goals: GoalNumbers = GoalNumbers()
    # left out where it is the default: a policy published before this was known keeps its hash
    reporting: ReportingNumbers = Field(
        default=ReportingNumbers(), exclude_if=lambda numbers: numbers == ReportingNumbers()
    )
    reliabilities: tuple[Reliability, ...] = ()
    norms: tuple[Norm, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON."""
        return content_hash(self.model_dump(mode="json"))

    def reliability(self, form: str, score: str) -> Reliability | None:
        """The reliability figures of a form's score; None where nobody has set any."""
        return next((one for one in self.reliabilities if (one.form, one.score) == (form, score)), None)

    def norm(self, form: str, score: str) -> Norm | None:
        """The community norm of a form's score; None where nobody has set one."""
        return next((one for one in self.norms if (one.form, one.score) == (form, score)), None)

    def measure_of(self, form: str) -> Measure | None:
        """The measure that a form serves; None if the policy does not use the form."""
        return next((measure for measure, forms in self.measures.items() if form in forms), None)


def shipped_policy() -> Policy:
    """Policy `aiat-2021`, version 1."""
    return Policy.model_validate_json((_HERE / "policies" / "aiat-2021.v1.json").read_bytes())


def shipped_definition() -> Definition:
    """Definition `aiat`, version 1."""
    return Definition.model_validate_json((_HERE / "definitions" / "aiat.v1.json").read_bytes())
