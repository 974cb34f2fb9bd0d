"""`python -m cxux_cli` is `cxux`."""

from cxux_cli.cli.main import main

main()
