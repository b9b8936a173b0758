"""``python -m icf`` is the same as ``icf``."""

from icf.cli import main

main(prog_name="icf")
