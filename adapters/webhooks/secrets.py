"""What names a webhook, and what its signals are signed with."""

import base64
import os
from collections.abc import Callable

Random = Callable[[int], bytes]


def fresh_id(random: Random = os.urandom) -> str:
    """The id of a new webhook."""
    return f"wh-{random(5).hex()}"


def fresh_secret(random: Random = os.urandom) -> str:
    """32 bytes, as Standard Webhooks writes them."""
    return "whsec_" + base64.b64encode(random(32)).decode()
