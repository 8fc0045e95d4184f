"""Reads a document back: what stands on its pages, and what it says of itself."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """Everything that stands on the pages, white space as single blanks."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def pages_of(pdf: bytes) -> int:
    """How many pages there are."""
    return len(PdfReader(BytesIO(pdf)).pages)


def root_of(pdf: bytes) -> Any:
    """The catalogue: language, tags, metadata."""
    return PdfReader(BytesIO(pdf)).trailer["/Root"]


def claims_to_be_accessible(pdf: bytes) -> bool:
    """Whether the metadata names PDF/UA."""
    return b"pdfuaid:part" in root_of(pdf)["/Metadata"].get_object().get_data()
