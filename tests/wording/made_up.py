"""A questionnaire whose words are made up: no published wording is in these tests."""

from typing import Any

from workflows.instruments.form import load_form

Json = dict[str, Any]


def questionnaire(form: str = "rfq-8", **changes: Any) -> Json:
    """A FHIR Questionnaire that fits a form, its words made up; `changes` replace what it says at the top."""
    low, high = load_form(form).response_range
    options = [
        {"valueCoding": {"code": str(code), "display": f"Invented label {code}"}} for code in range(low, high + 1)
    ]
    return {
        "resourceType": "Questionnaire",
        "url": f"https://forms.example/Questionnaire/{form}",
        "version": "1",
        "language": "en",
        "status": "active",
        "title": "A made-up questionnaire",
        "copyright": "Nobody's",
        "item": [
            {"linkId": "intro", "type": "display", "text": "Invented instructions."},
            *(
                {"linkId": item, "type": "choice", "text": f"Invented sentence {item}.", "answerOption": options}
                for item in load_form(form).items
            ),
        ],
    } | changes
