"""Whether the numbers are real: campaigns that take forged signatures out, and what their signers say to it.

Kept: a campaign removes exactly what its dry run found, and nothing that came later. Each removal is an entry of the
log with its reason, each undoing another; what was done and what the log says commit together, so that a campaign
killed anywhere goes on where it stood. Whoever reads personal data here is in the audit trail.
"""
