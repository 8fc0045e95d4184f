"""The page of the pathway is what the machine draws."""

from engine.diagram import pathway_page
from tests.docs.pages import DOCS
from workflows.aiat.policy import shipped_definition


def test_the_page_of_the_pathway_is_what_the_machine_draws() -> None:
    assert (DOCS / "pathway.md").read_text() == pathway_page(shipped_definition()), "run make diagram"
