"""JSON Schemas as they are published: open to what v1 may add, and with names that read well in generated code."""

from __future__ import annotations

from typing import Any


def opened(node: Any) -> Any:
    """The same schema without `additionalProperties: false`, and without titles.

    The build checks files by closed shapes, but within v1 keys may be added. Generators name a type after its title before its
    own name: `Dirección` became DirecciÓN, and each `Pelicula` a Pelicula1.
    """
    if isinstance(node, list):
        return [opened(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if key != "title" or not isinstance(value, str)}
    return {key: opened(value) for key, value in kept.items() if (key, value) != ("additionalProperties", False)}
