"""Products of the starter library, by what they are. CIP13 codes are those of the public drug database."""
