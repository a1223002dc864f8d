"""Refusals: errors that stop a build before it publishes, in words for the user."""


class RefusalError(Exception):
    """The base of these errors. `about` precedes the message, `code` is the exit status."""

    about, code = "", 2
