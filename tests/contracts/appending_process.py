"""A process that appends until it has done its number or is killed; the tests start it.

    python -m tests.contracts.appending_process OPENER LOCATION WRITER APPENDS [THREADS]

Each thread of it commits, through the group commit, appends of three events to its own stream and one event to a
stream that it shares with every other writer. It prints `try ID` before each append and `done ID POSITION` after.
"""

import sys
import threading
import time

from engine.group_commit import GroupCommit
from events.envelope import Append
from events.store import Appended, Conflict
from tests.contracts.event_store_case import command, opener, part

SHARED = "group-shared"


def write(commits: GroupCommit, writer: str, appends: int) -> None:
    shared = 0
    for number in range(appends):
        command_id = f"{writer}-{number}"
        say("try", command_id)
        while True:
            verdict = commits.append(both(command_id, writer, number, shared))
            if not isinstance(verdict, Conflict):
                break
            shared = verdict.actual
        assert isinstance(verdict, Appended)
        shared = verdict.receipt.versions[SHARED]
        say("done", f"{command_id} {verdict.receipt.position}")
"""
"""
