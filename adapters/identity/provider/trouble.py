"""What can go wrong with a provider, each told to the log by a code in which nothing of a person is."""


class ProviderUnusable(Exception):
    """The provider cannot be reached, or is not set up as this client needs it. `str()` is a code."""


class Unbelievable(Exception):
    """The provider's answer does not prove who somebody is. `str()` is a code that names the check."""
