"""Files in and out: tables, policies, exports and the stateless problem formats."""
