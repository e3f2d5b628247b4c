"""What can be done with a lead once it is there, and who it may be once more.

Each function takes `actor` first and authorises. Import the module that does it:
`from leads.services import duplicates, kinds`.
"""
