"""The wording of questionnaires: none is shipped; a site loads what it has the right to use."""

from adapters.wording.loading import keep, loaded, wording
from adapters.wording.questionnaire import read_questionnaire
from adapters.wording.texts import Wording

__all__ = ["Wording", "keep", "loaded", "read_questionnaire", "wording"]
