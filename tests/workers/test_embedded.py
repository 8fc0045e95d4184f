"""One machine alone: the same work is done by threads of the process that serves the page."""

import threading
from pathlib import Path

from adapters.workers.background import serving
from tests.workers.site import founded, is_kept_up, is_right, treat, until


def test_views_are_kept_up_while_the_page_is_served_and_no_thread_outlives_it(tmp_path: Path) -> None:
    with founded(tmp_path / "site", None) as clinic:
        before = set(threading.enumerate())
        with serving(clinic, None):
            treat(clinic, 1, 2)
            until(lambda: is_kept_up(clinic))
        assert set(threading.enumerate()) <= before
        assert is_right(clinic)
