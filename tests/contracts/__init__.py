"""Suites that every adapter of a port has to pass."""

import pytest

pytest.register_assert_rewrite(
    "tests.contracts.event_store_appends",
    "tests.contracts.event_store_crash",
    "tests.contracts.event_store_reads",
    "tests.contracts.event_store_writers",
)
