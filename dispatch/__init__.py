"""The business: requests, visits, technicians, policies, promises and plans. See README.md in this folder."""
