"""Every word of the documents is in the second language."""

import ast
from pathlib import Path

import adapters.pdf
from adapters.http.languages import read_po
from tests.http.messages import HTTP

CATALOGUES = (HTTP / "translations" / "es").glob("*.po")


def test_every_message_of_the_documents_is_translated() -> None:
    known = {message.id for path in CATALOGUES for message in read_po(path) if all(message.forms)}
    calls = [
        node
        for path in Path(adapters.pdf.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark"
    ]

    assert len(calls) > 50
    assert {ast.literal_eval(call.args[0]) for call in calls} <= known
