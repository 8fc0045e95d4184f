"""Says of an error what may be logged: its kind and its place. Its text may quote anything."""

from collections.abc import Iterator
from types import TracebackType
from typing import Any


def kind_and_place(error: BaseException) -> dict[str, Any]:
    """The fields `error_type` and `error_at`, the innermost place last."""
    return {"error_type": type(error).__name__, "error_at": list(_places(error.__traceback__))[-4:]}


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
