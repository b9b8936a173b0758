"""Reports: the blocks of ``icf.core.report`` as a page on screen and as an accessible PDF."""
