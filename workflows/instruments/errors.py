"""What can be wrong with a form, a response range or a set of answers; each message is a plain sentence."""


class InstrumentError(ValueError):
    """The root of what this package raises."""


class UnknownForm(InstrumentError):
    """There is no form of that name, or no such version of it."""


class RangeNotAllowed(InstrumentError):
    """The form cannot be scored on that response range."""


class AnswerError(InstrumentError):
    """The answers do not fit the form. `problems` has one sentence for each answer that is wrong."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))
