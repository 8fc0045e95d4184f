"""Where something is found in the demo clinic, whatever the day on which it was made."""

import re

from tests.e2e.visitor import Visitor


def episode_at(visitor: Visitor, stage: str) -> str:
    """The path of an open episode at a stage, of those whom the visitor treats."""
    answer = visitor.page.request.get(f"/caseload?stage={stage}")
    assert answer.ok
    for path in dict.fromkeys(re.findall(r'href="(/episodes/[^/"]+)"', answer.text())):
        page = visitor.page.request.get(path).text()
        if 'aria-current="step"' in page and 'class="flag">On hold' not in page:
            return str(path)
    raise AssertionError(f"nobody of the demo clinic is at the stage {stage}")


def records(visitor: Visitor, home: str) -> int:
    """How many records an episode has."""
    found = re.search(r"(\d+) records?, the latest first", visitor.page.request.get(f"{home}/history").text())
    assert found
    return int(found[1])
