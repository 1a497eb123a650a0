"""``python -m billet`` is the ``billet`` command."""

from billet.commands import main

main(prog_name="billet")
