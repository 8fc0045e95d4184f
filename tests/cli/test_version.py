"""`homeport --version`."""

from importlib.metadata import version

from tests.cli.conftest import Homeport


def test_homeport_says_which_version_it_is(homeport: Homeport) -> None:
    ran = homeport("--version")

    assert ran.status == 0
    assert ran.out == f"homeport {version('homeport')}\n"
