"""What goes wrong in the archive, in words for a person."""


class StorageError(Exception):
    """The disk or the database refused, or the archive is not there; the message names the file."""


class SettingError(StorageError):
    """A setting cannot be used; the message begins with its name."""


class LockedError(StorageError):
    """Another process holds the lock; the message names the lock file."""


class OutrunError(StorageError):
    """A text was placed among those archived, and another that it may repeat came since: place it again."""
