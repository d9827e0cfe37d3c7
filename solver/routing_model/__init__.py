"""The OR-Tools routing model: ``model.py`` builds it, ``constraints.py`` holds the rules, ``search.py`` runs it."""
