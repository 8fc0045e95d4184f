"""The outcomes of a site's programme, from the stored rows."""

import csv
from datetime import date
from io import StringIO

from adapters.clinic import Clinic
from adapters.current import read_rows
from engine.refusals import Invalid
from projections.outcomes import OutcomeRow, Outcomes, programme, table


def programme_outcomes(
    clinic: Clinic, admitted_from: date | None = None, admitted_until: date | None = None
) -> Outcomes:
    """The outcomes of the episodes admitted from one day to another, both included. Raises `Invalid`.

    Small counts are withheld as the site's latest policy says.
    """
    if admitted_from and admitted_until and admitted_from > admitted_until:
        raise Invalid(["the period ends before it begins"], field="until")
    site = clinic.site
    return programme(
        (OutcomeRow.model_validate(row) for _, row in read_rows(clinic, "outcomes")),
        [stage.name for stage in site.latest_definition.stages],
        admitted_from=admitted_from.isoformat() if admitted_from else None,
        admitted_until=admitted_until.isoformat() if admitted_until else None,
        smallest=site.latest_policy.reporting.smallest_count,
    )


def as_csv(outcomes: Outcomes) -> str:
    """The outcomes as comma-separated values (RFC 4180), the last row of which says what is withheld."""
    text = StringIO(newline="")
    csv.writer(text).writerows(table(outcomes))
    return text.getvalue()
