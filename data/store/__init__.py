"""What must last: tables, repositories, the unit of work and migrations. Begin reading at store.py."""
