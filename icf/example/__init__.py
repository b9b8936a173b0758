"""A made-up partnership to look at, to test with and to take pictures of.

What it consists of stands in ``content/``, a file for each organisation; ``phrases.yaml`` has
sentences for the questions that those files leave open. The rows are made by the same services that
the pages use, so they are exactly what the toolkit makes.
"""
