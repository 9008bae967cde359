"""How workstations come to hold the same journals; knows nothing of medicine nor of SQL."""

import logging

# Without a log somewhere, Python would write warnings between the sentences of a command, untranslated.
logging.getLogger(__name__).addHandler(logging.NullHandler())
