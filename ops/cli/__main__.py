"""`python -m ops.cli`: the `veilleuse` command without its installed script."""

import sys

from ops.cli import main

sys.exit(main())
