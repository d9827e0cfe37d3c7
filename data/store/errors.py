"""Errors of the storage.

StorageError (DispatchError, RuntimeError)   the database can't do what was asked
├── StorageUrlError (ValueError)             the URL is broken, names an unknown database, or its driver is missing
├── StorageUnavailableError                  no such folder, no permission, server down, login refused
├── StorageBusyError                         another process kept the database to itself for too long
├── StorageFullError                         the disk is full; nothing of the transaction was stored
├── StorageDamagedError                      the file is not a database, or no longer a sound one
└── SchemaError                              the tables are older or newer than this program
"""

from dispatch.errors import DispatchError


class StorageError(DispatchError, RuntimeError):
    """The database can't do what was asked."""


class StorageUrlError(StorageError, ValueError):
    """The database URL is broken, names an unknown database, or its driver is not installed."""


class StorageUnavailableError(StorageError):
    """The database can't be reached or opened; the message says what to look at."""


class StorageBusyError(StorageError):
    """Another process kept the database to itself for too long; trying again helps."""


class StorageFullError(StorageError):
    """The disk is full; nothing of the transaction was stored."""


class StorageDamagedError(StorageError):
    """The file is not a database, or no longer a sound one."""


class SchemaError(StorageError):
    """The tables are older or newer than this program."""
