"""What can happen, in the words of the people it happens to, and the log that keeps it.

This package is the published language of Homeport: frozen models of the events, the envelope that
the log puts around each, and the contract that every event store keeps. It imports nothing of ours.
"""
