"""The one function for each change of a campaign, a call-to-action or a lead.

Each takes `actor` first, authorises, then writes in one transaction. Import the module that does it:
`from leads.services import campaigns, ctas`.
"""
