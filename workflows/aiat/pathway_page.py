"""`python -m workflows.aiat.pathway_page` writes the page of the shipped definition: docs/pathway.md."""

import sys

from engine.diagram import pathway_page
from workflows.aiat.policy import shipped_definition

if __name__ == "__main__":
    sys.stdout.write(pathway_page(shipped_definition()))
