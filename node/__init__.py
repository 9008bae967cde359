"""One workstation's truth: it decides, records and answers, online or not. Knows no Qt."""
