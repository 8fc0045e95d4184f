"""Every alarm watches metrics that exist, and has its section in the runbook."""

import re
from typing import Any

import pytest
import yaml

from adapters.telemetry.fields import ALLOWED
from tests.deploy.conftest import ROOT
from tests.docs.pages import headings

RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((ROOT / "deploy/alerts.yml").read_text())["groups"] for rule in group["rules"]
]
(SCRAPED,) = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text())["scrape_configs"]
RUNBOOK = ROOT / "docs/operator/runbook.md"
WATCHING = (ROOT / "docs/operator/watching.md").read_text()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alarm_names_metrics_that_exist(rule: dict[str, Any], metrics: dict[str, str]) -> None:
    named = re.findall(r"\bhomeport_\w+", rule["expr"]) or re.findall(r"\bup\b", rule["expr"])

    assert named
    assert set(named) <= {*metrics, "up"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["alert"]))
def test_an_alarm_says_how_urgent_it_is_and_leads_to_its_section_of_the_runbook(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    assert ROOT / page == RUNBOOK
    assert anchor == rule["alert"].lower()
    assert anchor in headings(RUNBOOK)


def test_the_alarm_for_what_is_down_tells_the_kinds_of_process_apart_as_they_are_scraped() -> None:
    (down,) = (rule["expr"] for rule in RULES if rule["alert"] == "HomeportDown")
    (label,) = SCRAPED["relabel_configs"]

    assert f'job="{SCRAPED["job_name"]}"' in down
    assert label == {"source_labels": ["__meta_dns_name"], "target_label": "service"}
    assert down.count("group by (service)") == 2


def test_the_runbook_has_no_section_for_an_alarm_that_there_is_not() -> None:
    sections = set(re.findall(r"^## (\w+)$", RUNBOOK.read_text(), re.MULTILINE))

    assert sections == {rule["alert"] for rule in RULES}


def test_the_operators_page_lists_every_metric_and_no_other(metrics: dict[str, str]) -> None:
    listed = set(re.findall(r"^\| `(homeport_\w+)` \|", WATCHING, re.MULTILINE))

    assert listed == {re.sub(r"(_bucket|_count|_sum)$", "", name) for name in metrics}


def test_the_operators_page_lists_every_field_of_a_log_line() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", WATCHING, re.MULTILINE)) >= set(ALLOWED)
