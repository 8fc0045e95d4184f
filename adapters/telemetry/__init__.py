"""What Homeport tells those who operate it: logs, metrics, traces, readiness. Never a word about a person.

The core knows nothing of this: servers and workers open a site with `Clinic(…, observed=True)`, which wraps engine
and store; requests are seen by `adapters.http.observed`. Every field is on the list in `fields.py`.
"""
