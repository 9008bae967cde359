"""How the acts of a course become its state, one file a step of the circuit."""
