"""E-mail: plain text, sent by jobs, to a mail server or into a folder."""
