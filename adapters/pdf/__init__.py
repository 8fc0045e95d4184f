"""Documents on paper: the discharge summary, and the relapse plan for the client's pocket, as PDF/UA-1.

The same record gives the same bytes. Who may have a document, and what is recorded of that, is the caller's to see to.
"""

from adapters.pdf.discharge_summary import discharge_summary
from adapters.pdf.pocket_plan import pocket_plan

__all__ = ["discharge_summary", "pocket_plan"]
