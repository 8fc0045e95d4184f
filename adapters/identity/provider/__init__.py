"""Signing in through an OpenID Connect provider: the authorization code flow with PKCE, as a confidential client.

Nothing of the provider is kept between two sign-ins: its description and its keys are fetched each time, so a key that
it took out of use counts no more. Every sign-in asks for a fresh authentication there and checks when it was.
"""
