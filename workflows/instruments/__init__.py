"""Questionnaires as data, their scores, and what a change in a score means. Pure; imports nothing of ours.

`form` reads a form, `scoring` scores answers by it, `change` judges two scores (Jacobson and Truax),
`attainment` sums up levels (Kiresuk and Sherman), `style` names an attachment style, `statistics` describes
the answers of many people. A new form is a new file in `forms/`; a released file never changes.
"""
