"""Who may come in, and what they may see: accounts, sessions, limits on sign-in, permissions, the access log.

An account belongs to a member of staff; roles come from the staff's record in the log and are looked up at every
request. Accounts and sessions are the area `identity` of `adapters.sql.database`, readings the area `access`.
"""
