"""Response policies that ship with the package."""
