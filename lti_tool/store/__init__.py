"""Everything kept: tables and the functions that read and write them, each given a session."""
