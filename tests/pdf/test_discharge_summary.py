"""The discharge summary on paper."""

from collections.abc import Mapping

import pytest

from adapters.clinic import Clinic
from adapters.pdf import discharge_summary
from tests.histories import OPENED, entry, intake, step
from tests.http.clinic import told
from tests.pdf.conftest import ENDED, case_of, closed
from tests.pdf.reading import claims_to_be_accessible, pages_of, root_of, text_of

HOSTILE = (
    '#import "x": *\n$ x $ \\ *bold* _it_ `raw` <label> @cite // end /* c */ ])} #panic("no") = head\n- one\n+ two'
)
Staff = Mapping[str, str]


def summary(clinic: Clinic, staff: Staff, episode: str = "e-1", language: str = "en") -> bytes:
    return discharge_summary(clinic, case_of(clinic, episode), staff, language)


def test_it_says_who_was_treated_from_when_to_when_and_how_it_ended(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    assert "Name CANARY Client 1" in said
    assert "Admitted 2 Feb 2026" in said
    assert "Ended 12 Feb 2026" in said
    assert "How it ended Transferred (TEDS-D 4)" in said
    assert "Care team Cole of the staff, Mira of the staff" in said
    assert "Test clinic Synthetic: nobody in this record is real." in said


def test_it_shows_the_pathway_with_the_days_in_each_stage(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    assert "Assessment 2 Feb 2026 3 Feb 2026 1" in said
    assert "Social map 3 Feb 2026 12 Feb 2026 9" in said


def test_it_shows_each_goal_with_its_level_and_why(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    for goal in ("Secure attachment", "Reflective functioning", "Social provisions", "Social map", "Use of the map"):
        assert goal in said
    assert "−1 Social map Not met yet" in said
    assert "The baseline is there; a later ECR on the same form is awaited." in said
    assert "claim no effect of the treatment" in said
    assert "Each figure is rounded by itself" in said


def test_it_shows_provisions_and_the_map(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    assert "Provision Felt at baseline Felt at the latest Direction Supporters who offer it" in said
    assert "Guidance" in said
    assert "People on the map" in said


def test_it_says_what_becomes_of_each_goal_that_was_not_attained(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    assert "Secure attachment – Refer CANARY goes on with another clinic" in said
    assert "Reflective functioning – None for this level" in said


def test_a_signature_has_name_role_meaning_time_and_the_hash_of_what_was_signed(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff))

    hash_ = clinic.engine.load("episode-e-1").state.entries["e-1-summary"].event.content_hash
    assert (
        f"Mira of the staff, Clinician. Signed as author, 12 Feb 2026, 10:00 UTC−08:00. Content hash: {hash_} "
        f"Sol of the staff, Supervisor. Co-signed, 12 Feb 2026, 10:00 UTC−08:00. Content hash: {hash_}"
    ) in said
    assert "amended after" not in said


def test_a_signature_from_before_an_amendment_stays_and_says_so(clinic: Clinic, staff: Staff) -> None:
    amended = {"entry": "e-1-summary", "content": {"text": "CANARY other words"}, "reason": "CANARY a mistake"}
    told(clinic, [step("e-1", "amend", ENDED, **amended)])

    said = text_of(summary(clinic, staff))

    assert said.count("The summary was amended after this signature.") == 2
    assert "Amended by Sol of the staff" in said


def test_what_a_supervisor_let_pass_is_said_with_the_reason(clinic: Clinic, staff: Staff) -> None:
    passed = {"requirements": ["baseline_ecr"], "reason": "CANARY the form was lost"}
    told(clinic, [step("e-2", "override", OPENED, **passed)])

    said = text_of(summary(clinic, staff, "e-2"))

    assert "Let pass by a supervisor on 2 Feb 2026 (Sol of the staff): Baseline of the ECR." in said
    assert "CANARY the form was lost" in said


def test_what_is_not_there_yet_is_said_to_be_missing(clinic: Clinic, staff: Staff) -> None:
    said = text_of(summary(clinic, staff, "e-2"))

    assert "Ended under way" in said
    assert "Not written yet." in said
    assert "Nobody has signed it yet." in said


def test_the_notice_of_part_2_stands_on_every_page(clinic: Clinic, staff: Staff) -> None:
    pdf = summary(clinic, staff)

    notice = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
    assert text_of(pdf).count(notice) == pages_of(pdf) >= 2


def test_what_people_wrote_is_never_read_as_markup(clinic: Clinic, staff: Staff) -> None:
    client = [{**line, "name": HOSTILE} if "name" in line else line for line in intake(3)]
    told(clinic, [*client, *closed("e-3", HOSTILE), entry("e-3", "note", ENDED, text="x")])

    said = text_of(summary(clinic, staff, "e-3"))

    assert said.count(" ".join(HOSTILE.split())) == 2


@pytest.mark.parametrize("text", ["名前 😀", "\x00\x01\x1f bell \x07", "a\u202eb", "\ufffe\uffff", "x" * 15_000, "ﷺ"])
def test_no_letter_costs_the_document(clinic: Clinic, staff: Staff, text: str) -> None:
    told(clinic, [*intake(3), *closed("e-3", f"before {text} after")])

    said = text_of(summary(clinic, staff, "e-3"))

    assert "before" in said
    assert "after" in said


def test_the_same_record_gives_the_same_bytes(clinic: Clinic, staff: Staff) -> None:
    assert summary(clinic, staff) == summary(clinic, staff)


def test_it_is_tagged_and_titled_for_screen_readers_in_its_language(clinic: Clinic, staff: Staff) -> None:
    pdf = summary(clinic, staff)

    assert claims_to_be_accessible(pdf)
    assert root_of(pdf)["/Lang"] == "en"
    assert root_of(pdf)["/MarkInfo"]["/Marked"]
    assert root_of(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]


def test_another_language_says_the_same(clinic: Clinic, staff: Staff) -> None:
    pdf = summary(clinic, staff, language="es")

    said = text_of(pdf)
    assert root_of(pdf)["/Lang"] == "es"
    assert "Informe de alta" in said
    assert "Nombre CANARY Client 1" in said
    assert "42 CFR part 2 prohibits unauthorized use or disclosure of these records." in said


def test_after_erasure_it_says_that_the_personal_part_is_gone(clinic: Clinic, staff: Staff) -> None:
    clinic.keys.erase("c-1")

    said = text_of(summary(clinic, staff))

    assert "CANARY" not in said
    assert "Name (erased)" in said
    assert "Transferred (TEDS-D 4)" in said
