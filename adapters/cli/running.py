"""Runs the command line, and turns whatever goes wrong into one plain line and an exit status."""

import json
import os
import re
import sys
from collections.abc import Sequence
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from typing import Final

import typer

from adapters.cli.app import app
from adapters.cli.output import plain
from adapters.cli.stopping import Stopped

_NOT_A_NUMBER: Final = re.compile(r"Input should be a valid (?:integer|number)\b.*")
_TOO_SMALL: Final = re.compile(r"Input should be greater than or equal to (\S+)")
_TOO_LARGE: Final = re.compile(r"Input should be less than or equal to (\S+)")
_NOT_READABLE: Final = re.compile(r"Invalid value for (.*): path '(.*)' is not readable\.")
_NO_ROOM: Final = frozenset({EDQUOT, EFBIG, EIO, ENOSPC})
DONE, FAILED, REFUSED, STOPPED = 0, 1, 2, 130
"""The last is what a shell gives for Ctrl-C (128 and the number of SIGINT)."""


def run(arguments: Sequence[str]) -> int:
    """Runs `homeport` with these arguments; the exit status."""
    as_json = "--json" in arguments
    try:
        status = app(list(arguments), prog_name="homeport", standalone_mode=False) or DONE
        sys.stdout.flush()  # here, where it can be told if that fails
        if status == STOPPED:  # what typer makes of Ctrl-C
            raise KeyboardInterrupt
        return status
    except typer.Exit as stop:
        return stop.exit_code
    except (typer.Abort, KeyboardInterrupt):
        _say("stopped; what was recorded before stays recorded")
        return STOPPED
    except typer.TyperException as error:
        where = getattr(getattr(error, "ctx", None), "command_path", "homeport") or "homeport"
        message = _in_plain_words(" ".join(error.format_message().split()))
        if not message:  # called without a command: its help was printed
            return REFUSED
        return _refuse("usage", f"{message} (see {where} --help)", as_json)
    except (BrokenPipeError, SystemExit) as error:  # the latter is what typer makes of the former
        if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
            raise
        _drop_output()  # its reader went away, and nothing is left to say
        return DONE
    except Exception as error:  # noqa: BLE001  # a person never sees a traceback
        if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
            _drop_output()  # no file of a name: it is what stdout was sent to
            _say(f"the answer cannot be written ({error.strerror}); what was recorded stays recorded")
            return FAILED
        return _told(error, as_json)


def _drop_output() -> None:
    """Lets what stdout still holds go nowhere, so that the interpreter does not fail on it while it closes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _in_plain_words(message: str) -> str:
    """The same, where what checks options has said it for programmers."""
    message = _NOT_READABLE.sub(r"you may not read \2; ask whoever keeps it to let you, or give another \1", message)
    message = _NOT_A_NUMBER.sub("write a number", message)
    message = _TOO_SMALL.sub(r"write \1 or more", message)
    return _TOO_LARGE.sub(r"write \1 or less", message)


def _told(error: Exception, as_json: bool) -> int:
    from engine.keys import KeyErased, KeysUnusable
    from engine.refusals import Refused, RequirementsUnmet
    from events.catalogue import UnknownEventType
    from events.store import StoreDamaged, StoreError

    match error:
        case Stopped():
            _say(str(error))
            return STOPPED
        case RequirementsUnmet():
            return _refuse(error.code, str(error), as_json, unmet=[one._asdict() for one in error.unmet])
        case Refused():
            return _refuse(error.code, str(error), as_json, **({"field": error.field} if error.field else {}))
        case UnknownEventType():
            return _refuse("written_by_a_newer_version", str(error), as_json)
        case StoreDamaged():
            return _refuse("store_damaged", str(error), as_json)
        case StoreError():
            return _refuse("store_unavailable", str(error), as_json)
        case KeysUnusable():
            return _refuse("keys_unusable", str(error), as_json)
        case KeyErased():
            return _refuse("key_erased", "the personal record of this client was erased", as_json)
        case OSError(filename=name, strerror=why) if name and why:
            # Commands name what they are about to use; this is for a folder that may not even be looked into.
            message = f"{name} cannot be used ({why}); see that you may read and write there"
            return _refuse("file_unusable", message, as_json)
    return _failed(error)


def _refuse(code: str, message: str, as_json: bool, **more: object) -> int:
    if as_json:
        typer.echo(json.dumps({"refused": {"code": code, "message": message, **more}}), err=True)
    else:
        _say(message)
    return REFUSED


def _failed(error: Exception) -> int:
    from adapters.incidents import report

    _say(f"something went wrong inside; nothing was half done. Incident {report(error)} is in the log on stderr")
    return FAILED


def _say(message: str) -> None:
    line = plain(" ".join(message.split()))
    typer.echo(f"homeport: {line}", err=True)
