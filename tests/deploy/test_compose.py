"""The compose file and the image's recipe, as far as can be told without a container engine."""

import os
import re
import shutil
import stat
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml

from adapters.cli.running import run
from tests.deploy.conftest import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, service in SERVICES.items() if "build" in service)
RECIPE = (ROOT / "deploy/Dockerfile").read_text()


def test_there_is_all_that_homeport_needs() -> None:
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "prometheus"}
    assert OURS == ["migrate", "web", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_what_stays_up_has_its_health_checked(name: str) -> None:
    is_a_job = SERVICES[name].get("restart") == "no"

    assert ("healthcheck" in SERVICES[name]) != is_a_job


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_waits_until_what_it_needs_is_well(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        is_a_job = SERVICES[needed].get("restart") == "no"
        assert how["condition"] == ("service_completed_successfully" if is_a_job else "service_healthy")


def test_no_password_stands_in_the_file() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), name
            assert not re.search(r"://[^/@]+:[^/@]+@", str(value)), name
        assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert all(secret["file"].startswith("./secrets/") for secret in COMPOSE["secrets"].values())
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()


def test_every_secret_is_made_by_the_script() -> None:
    made = re.findall(r"^make \w+ (\w+) (\w+)$", (ROOT / "deploy/make-secrets.sh").read_text(), re.MULTILINE)

    assert {name for pair in made for name in pair} == set(COMPOSE["secrets"])


@pytest.mark.parametrize(("account", "made"), [(0, True), (1000, False)])
def test_the_script_gives_each_secret_to_its_one_reader_or_makes_none(tmp_path: Path, account: int, made: bool) -> None:
    for name, does in {"id": f"echo {account}", "chown": 'echo "$1 ${2#secrets/}" >> given'}.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
    script = tmp_path / "deploy" / "make-secrets.sh"
    script.parent.mkdir()
    shutil.copy(ROOT / "deploy/make-secrets.sh", script)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"

    ran = subprocess.run(["sh", script], capture_output=True, text=True, check=False, cwd="/", env={"PATH": path})

    secrets = tmp_path / "secrets"
    assert (ran.returncode == 0, secrets.exists()) == (made, made)
    if not made:
        assert "run it as root" in ran.stderr
        return
    readers = {name: 999 if name.startswith("postgres_") else 10001 for name in COMPOSE["secrets"]}
    assert set((tmp_path / "given").read_text().splitlines()) == {f"{who} {name}" for name, who in readers.items()}
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == dict.fromkeys(readers, 0o600)
    for role, theirs, ours in (
        ("owner", "postgres_owner", "database_owner_password"),
        ("homeport", "postgres_application", "database_password"),
    ):
        assert (secrets / ours).read_text() == f"postgres:5432:homeport:{role}:{(secrets / theirs).read_text()}\n"


def test_the_page_believes_the_proxy_on_this_machine_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    (network,) = COMPOSE["networks"]["default"]["ipam"]["config"]
    believed = SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"]
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", believed)

    assert believed == network["gateway"]
    assert ip_address(network["gateway"]) in ip_network(network["subnet"])
    assert uvicorn.Config("").forwarded_allow_ips == believed


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_do_as_little_as_possible(name: str) -> None:
    assert SERVICES[name]["read_only"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in SERVICES[name]["security_opt"]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_the_site_lies_in_the_volume_with_room_beside_it_to_be_made_in(name: str) -> None:
    folder = Path(SERVICES[name]["environment"]["HOMEPORT_DATA"])

    assert f"site:{folder.parent}" in SERVICES[name]["volumes"]
    assert f"install -d -m 0700 -o homeport -g homeport {folder.parent}" in RECIPE


def test_the_page_on_servers_calls_the_volume_by_its_name() -> None:
    named = re.findall(r"--volume (\w+):/data ", (ROOT / "docs/operator/servers.md").read_text())

    assert named == [f"{COMPOSE['name']}_site"]
    assert "site" in COMPOSE["volumes"]


def test_redis_throws_nothing_away_and_keeps_nothing() -> None:
    words = SERVICES["redis"]["command"]

    assert words[words.index("--maxmemory-policy") + 1] == "noeviction"
    assert words[words.index("--save") + 1] == ""


def test_nothing_but_this_machine_reaches_a_port() -> None:
    for name, service in SERVICES.items():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name


def test_images_name_no_registry() -> None:
    named = [service["image"] for service in SERVICES.values()] + re.findall(r"^FROM (\S+)", RECIPE, re.MULTILINE)

    assert not [image for image in named if "." in image.partition("/")[0].partition(":")[0]]


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_a_container_runs_is_a_command_that_there_is(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*SERVICES[name]["command"], "--help"]) == 0


def test_what_the_job_runs_are_commands_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    for command in SERVICES["migrate"]["command"][0].split("; "):
        program, *words = command.split()
        assert program == "homeport"
        assert run([*words, "--help"]) == 0


def test_the_image_holds_what_the_lock_holds_and_runs_as_nobody_in_particular() -> None:
    assert "--require-hashes --no-deps --only-binary :all: -r requirements/server.txt" in RECIPE
    assert re.search(r"^USER 10001:10001$", RECIPE, re.MULTILINE)
    assert RECIPE.index("USER 10001") > RECIPE.rindex("\nRUN ")
    copied = re.findall(r"^COPY (\w+) \1$", RECIPE, re.MULTILINE)
    assert copied == ["events", "engine", "workflows", "projections", "adapters"]
