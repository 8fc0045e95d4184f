"""Attachment Infused Addiction Treatment (Mary Crocker Cook, 2021) as a workflow.

The source describes a theory and its goals; the five stages, the instruments' versions and every
number are this product's, kept as data in `definitions` and `policies`.
"""
