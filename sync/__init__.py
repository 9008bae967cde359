"""How workstations come to hold the same journals; knows nothing of medicine nor of SQL."""
