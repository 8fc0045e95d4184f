"""The second language: every message of the page is in it, with the same places to fill."""

import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.http.filters import field_label, for_language
from adapters.http.languages import Language, languages, preferred, read_po
from adapters.http.words.choices import is_known, word
from events.event import SEALED, marked
from events.released import ENTRIES
from tests.http.messages import HTTP, messages
from workflows.instruments.form import form_ids, load_form

CATALOGUES = sorted((HTTP / "translations" / "es").glob("*.po"))
MESSAGES = list(messages())
PLACES = re.compile(r"%\(\w+\)s|\{\w+\}")


def places(text: str) -> Counter[str]:
    return Counter(PLACES.findall(text))


@pytest.mark.parametrize("file", sorted({found.file for found in MESSAGES}))
def test_every_message_of_a_file_is_translated(file: str) -> None:
    known = {message.id for path in CATALOGUES for message in read_po(path) if all(message.forms)}
    missing = {found.id: found.line for found in MESSAGES if found.file == file and found.id not in known}

    assert not missing, "\n".join(f'# line {line}\nmsgid "{id}"\nmsgstr ""\n' for id, line in missing.items())


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_and_each_of_its_scores_has_a_name_in_both_languages(form_id: str) -> None:
    form = load_form(form_id)
    names = [form.title, *(word(score) for score in form.score_names)]

    assert [score for score in form.score_names if not is_known(score)] == []
    assert set(names) <= {message.id for path in CATALOGUES for message in read_po(path) if all(message.forms)}


def test_what_a_history_tells_of_an_entry_is_called_as_its_form_calls_it_in_both_languages() -> None:
    sealed = {name for kind in ENTRIES.values() for name in marked(kind, SEALED)}
    labels = {field_label(name.replace("_", " ")) for name in sealed}

    assert field_label("ran aground on") == "What earlier treatment ran aground on"
    assert labels <= {message.id for path in CATALOGUES for message in read_po(path) if all(message.forms)}


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_translation_fills_the_same_places(path: Path) -> None:
    for message in read_po(path):
        if message.id:
            assert all(places(form) == places(message.id) for form in message.forms), message.id
            assert len(message.forms) == (2 if message.plural else 1), message.id


def test_no_message_is_translated_in_two_ways() -> None:
    told = {(message.id, message.forms) for path in CATALOGUES for message in read_po(path) if message.id}
    again = [id for id, times in Counter(id for id, _ in told).items() if times > 1]

    assert again == []


def test_a_sentence_with_figures_is_said_by_its_message_with_places() -> None:
    spanish = languages()["es"]

    assert spanish.said("Contacts recorded: 2, 5 needed") == "Contactos registrados: 2, hacen falta 5"
    assert spanish.said("Something nobody translated") == "Something nobody translated"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "2026-01-20T07:30:00-08:00 is before the intake of this episode at 2026-02-02T10:00:01-08:00",
            "2026-01-20T07:30:00-08:00 es anterior a la admisión de este episodio, 2026-02-02T10:00:01-08:00",
        ),
        (
            "2026-01-20T07:30:00-08:00 is before the latest entry, n-3 (care team), at 2026-02-02T10:00:01-08:00; "
            "give that time or a later one, or amend or void that entry",
            "2026-01-20T07:30:00-08:00 es anterior a la última entrada, n-3 (equipo de atención), "
            "2026-02-02T10:00:01-08:00; indique ese momento o uno posterior, o corrija o anule esa entrada",
        ),
        (
            "Overdue: the reassessment was due by 2026-02-13.",
            "Atrasado: la reevaluación, para el 2026-02-13.",
        ),
        (
            "Overdue: the weekly reflection was not made, and its days of grace ended on 2026-02-13.",
            "Atrasado: la reflexión semanal no se hizo, y sus días de gracia acabaron el 2026-02-13.",
        ),
        ("Looking back: as of 2026-02-02", "Mirada atrás: como estaba el 2026-02-02"),
        (
            "Looking back: as known at 2026-02-20, as of 2026-02-02",
            "Mirada atrás: lo que se sabía el 2026-02-20, como estaba el 2026-02-02",
        ),
        (
            "social map: numbers of policy aiat-default version 1",
            "mapa social: números de la política aiat-default versión 1",
        ),
        (
            "An early discharge is proposed: no sign of the client for 30 days, up to 2026-03-06.",
            "Se propone un alta anticipada: sin señales de la persona durante 30 días, hasta el 2026-03-06.",
        ),
    ],
)
def test_a_sentence_of_the_engine_is_said_whole(sentence: str, said: str) -> None:
    assert languages()["es"].said(sentence) == said


def test_a_moment_in_a_sentence_is_told_as_a_page_tells_it_with_its_seconds_where_it_has_any() -> None:
    said = for_language(Language("en"), ZoneInfo("America/Los_Angeles"))["said"]

    assert said("was not on the map at 2026-02-02T10:00:00-08:00") == "was not on the map at 2 Feb 2026, 10:00"
    assert said("before 2026-02-02T10:00:01-08:00; later") == "before 2 Feb 2026, 10:00:01; later"


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "The reflective functioning score fell by 2.14, from 5.43 to 3.29 (lower is better). "
            "No standard deviation and reliability are set for it, so the level stops at 0.",
            "La puntuación de funcionamiento reflexivo bajó 2.14, de 5.43 a 3.29 (más bajo es mejor). "
            "No hay desviación típica ni fiabilidad, así que el nivel se detiene en 0.",
        ),
        (
            "Anxiety did not change, avoidance did not change; the distance from the secure corner went from 4 to 4. "
            "No community norm is set, so +2 cannot be reached.",
            "La ansiedad no cambió, la evitación no cambió; la distancia de la esquina segura pasó de 4 a 4. "
            "No hay norma de la comunidad, así que no se puede llegar a +2.",
        ),
        (
            "RFQ-8 answered (interim): RFQ-R-7 3.29, uncertainty 0, certainty 0.67.",
            "RFQ-8 respondido (intermedio): RFQ-R-7 3.29, incertidumbre 0, certeza 0.67.",
        ),
        (
            "RFQ-8 answered (interim): uncertainty 0, RFQ-R-7 not scorable (1 of 7 items missing where none may be).",
            "RFQ-8 respondido (intermedio): incertidumbre 0, "
            "RFQ-R-7 no puntuable (faltan 1 de 7 ítems y no puede faltar ninguno).",
        ),
        (
            "The baseline could not be scored: anxiety (5 of 18 items missing where at most 2 may be), "
            "avoidance (4 of 18 items missing where at most 2 may be). "
            "The assessment stage was left without one that counts, so change cannot be judged in this episode.",
            "La línea base no se pudo puntuar: ansiedad (faltan 5 de 18 ítems y pueden faltar como máximo 2), "
            "evitación (faltan 4 de 18 ítems y pueden faltar como máximo 2). "
            "Se dejó la etapa de evaluación sin ninguna que cuente, "
            "así que en este episodio no se puede valorar el cambio.",
        ),
    ],
)
def test_sentences_about_scores_are_said_to_the_end(sentence: str, said: str) -> None:
    assert languages()["es"].said(sentence) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "The episode moved on from assessment to social map building, passing unmet by override: baseline rfq.",
            "El episodio pasó de evaluación a mapa social, con la excepción de: línea base del RFQ.",
        ),
        (
            "Regulation practised with paced breathing (alone): "
            "from above the window (6) to within the window (3) in 50 minutes.",
            "Regulación practicada con respiración pausada (a solas): "
            "de por encima de la ventana (6) a dentro de la ventana (3) en 50 minutos.",
        ),
        (
            "Ana came onto the map: family, supports recovery, met through treatment; offers guidance, nurturance.",
            "Ana entró en el mapa: familia, apoya la recuperación, a quien conoció por el tratamiento; "
            "ofrece orientación, sentirse necesario.",
        ),
        (
            "Amended: person change. Now: Ana on the map changed: stance: supports; provisions: social integration.",
            "Enmendada: cambio sobre una persona. "
            "Ahora: Cambió Ana en el mapa: postura: apoya la recuperación; provisiones: pertenencia.",
        ),
        (
            "Contact with Ana (phone, begun by them, check in): supported.",
            "Contacto con Ana (por teléfono, iniciado por la otra persona, saludo): de apoyo.",
        ),
        (
            "Education: what leads back to use (group).",
            "Educación: qué lleva de vuelta al uso (en grupo).",
        ),
        (
            "Coping planned for risk r: alone urge surfing, leave the place; with nobody.",
            "Afrontamiento previsto para el riesgo r: a solas surfear el impulso, irse del lugar; con nadie.",
        ),
        (
            "Attachment formulated as secure, strategy none; the ECR suggests fearful, disorganised (fisher).",
            "Apego formulado como seguro, estrategia ninguna; el ECR sugiere temeroso, desorganizada (fisher).",
        ),
    ],
)
def test_codes_in_a_sentence_of_the_history_are_said_in_the_words_of_the_page(sentence: str, said: str) -> None:
    assert languages()["es"].said(sentence) == said


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "crisis contact is recorded from stage relapse planning on; this episode is at intake",
            "contacto de crisis: se registra desde la etapa plan de recaída; este episodio está en la etapa admisión",
        ),
        (
            "this episode is on hold and cannot be advanced; resume it first",
            "este episodio está: en espera; no se puede pasar a la etapa siguiente sin reanudarlo antes",
        ),
        (
            "this episode is discharged and cannot be put on hold",
            "este episodio está: alta anticipada; no se puede ponerlo en espera",
        ),
    ],
)
def test_a_refusal_for_the_stage_or_the_status_is_said_to_the_end(sentence: str, said: str) -> None:
    assert languages()["es"].said(sentence) == said


def test_a_refusal_is_said_whether_it_begins_with_a_capital_or_not() -> None:
    said = languages()["es"].said

    assert said("there is no plan to agree to yet; record at least one risk").startswith("aún no hay plan")
    assert said("There is no plan to agree to yet; record at least one risk").startswith("Aún no hay plan")
    assert said("Something nobody translated") == "Something nobody translated"


def test_what_a_person_wrote_is_quoted_as_it_is() -> None:
    sentence = "Risk “shame, anger; no” identified: craving, negative emotion."

    assert (
        languages()["es"].said(sentence)
        == "Riesgo “shame, anger; no” identificado: deseo intenso, sentimientos dolorosos."
    )


def test_what_a_catalogue_lacks_is_said_in_english() -> None:
    assert Language("es").gettext("Today") == "Today"
    assert Language("es").ngettext("%(num)s day", "%(num)s days", 2) == "%(num)s days"


@pytest.mark.parametrize(
    ("stored", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "es-MX,es;q=0.9,en;q=0.8", "es"),
        (None, "fr, es;q=0.5", "es"),
        (None, "fr", "en"),
        ("en", "es", "en"),
        ("xx", "es", "es"),
    ],
)
def test_the_language_is_the_one_chosen_or_the_browsers(
    stored: str | None, accepted: str | None, language: str
) -> None:
    assert preferred(stored, accepted) == language
