"""Refusals: why a build stops without having published, in words for whoever asked for it."""


class RefusalError(Exception):
    """The base of what a build may say instead of publishing: `about` comes before the words, `code` is its exit status."""

    about, code = "", 2
