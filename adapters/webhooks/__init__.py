"""Webhooks: tell whoever subscribed that a site's log has advanced, and nothing of what is in it."""
