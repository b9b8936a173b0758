"""S8: hostile, broken and mutated packs and workbooks, read in processes of their own.

``corpus`` has what is mutated and what is hostile by design, ``mutation`` changes it, ``reading``
reads a row of inputs in a process with limits and judges each, ``running`` starts those processes
and adds up. Every input has a number, and the same number always gives the same input.
"""
