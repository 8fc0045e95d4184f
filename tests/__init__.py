"""Behaviour, seen from outside."""
