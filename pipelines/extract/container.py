"""The element that holds a page's running text, for themes whose names for it the reader does not know."""

from __future__ import annotations

from typing import Any

from trafilatura.xpaths import BODY_XPATH

from pipelines.wording import length

NEARLY_ALL = 0.9
"""Share of a container's running text that a part of it must hold to be the container itself."""
FEWEST_WORDS = 10
"""Words of a run of text from which it counts."""
NEVER = frozenset({"a", "nav", "footer", "aside", "p", "li", "ul", "ol", "blockquote", "span", "td"})


def with_marked_body(root: Any) -> Any:
    """The same tree; where the reader would know no container, the one with nearly all text is marked."""
    if any(expression(root) for expression in BODY_XPATH):
        return root
    body = root.find("body")
    container = densest(body) if body is not None else None
    if container is not None and container is not body:
        container.set("itemprop", "articleBody")
    return root


def densest(body: Any) -> Any:
    """The smallest element that holds nearly all running text."""
    weights = prose_weights(body)
    found = body
    while True:
        heavy = [
            child
            for child in found
            if child.tag not in NEVER and weights.get(child, 0) >= NEARLY_ALL * weights.get(found, 0) > 0
        ]
        if not heavy:
            return found
        found = heavy[0]


def prose_weights(body: Any) -> dict[Any, int]:
    """The words of running text in each element, its descendants' included."""
    weights: dict[Any, int] = {}
    for element in body.iter():
        if element.tag == "a":
            continue
        runs = [element.text, *(child.tail for child in element)]
        own = sum(count for run in runs if run and (count := length(run)) >= FEWEST_WORDS)
        if own:
            weights[element] = weights.get(element, 0) + own
            for parent in element.iterancestors():
                weights[parent] = weights.get(parent, 0) + own
                if parent is body:
                    break
    return weights
