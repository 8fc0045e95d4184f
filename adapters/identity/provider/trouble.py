"""What can go wrong with a provider. No text here holds a token, a code, or anything of a person."""


class ProviderUnusable(Exception):
    """The provider cannot be reached, or is not set up as this client needs it. `str()` is for the operator."""


class Unbelievable(Exception):
    """The provider's answer does not prove who somebody is. `str()` names the check that failed."""
