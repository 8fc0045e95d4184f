"""Every link between the pages leads somewhere."""

from pathlib import Path

import pytest

from tests.docs.pages import DOCS, PAGES, ROOT, headings, links, name_of


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_the_page_leads_to_a_file_and_a_heading_that_exist(page: Path) -> None:
    for link in links(page):
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page

        assert target.exists(), link
        assert ROOT in target.parents, link
        assert not anchor or anchor in headings(target), link


def test_the_index_leads_to_every_page_of_the_folder() -> None:
    index = DOCS / "index.md"
    named = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}

    assert named >= set(DOCS.rglob("*.md")) - {index}
