"""One workstation's truth: it decides, records and answers, online or not. Knows no Qt."""

import logging

# Without a log somewhere, Python would write warnings between the sentences of a command, untranslated.
logging.getLogger(__name__).addHandler(logging.NullHandler())
