"""E-mails that tell people what is asked of them: at once, before it is due, and each Monday.

They name who asks and which piece of work, and hold no answer, no comment and no action. What waits
for somebody is asked of the features that show it on the first page.
"""
