"""The compiled search: ``search.py`` drives it, ``ruin_recreate.py`` is the method, ``pricing.py`` the exact price."""
