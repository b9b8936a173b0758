"""Work that must not be lost and that nobody should wait for, such as sending e-mail.

A row of ``job`` is the truth: it is stored with the change that wants the work, and taken by a
worker later. A worker that dies leaves its job to the next one, so a job may run twice: what it
does must bear that.
"""
