"""Sources that share a host belong to one crawl, so that a host is visited from one place at a time."""

from collections.abc import Iterable, Sequence

from registry.source import Source


def groups(sources: Iterable[Source]) -> list[list[Source]]:
    """Sources joined where one's domain is, or lies under, a domain of another; in order of their first."""
    listed = list(sources)
    leader = {source.id: source.id for source in listed}

    def find(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    owner: dict[str, str] = {}
    for source in listed:
        for domain in source.domains:
            leader[find(source.id)] = find(owner.setdefault(domain, source.id))
    for domain, name in owner.items():
        for above in _above(domain):
            if above in owner:
                leader[find(name)] = find(owner[above])
    joined: dict[str, list[Source]] = {}
    for source in listed:
        joined.setdefault(find(source.id), []).append(source)
    return list(joined.values())


def _above(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels))]


def pack(sources: Iterable[Source], bundles: int) -> list[list[Source]]:
    """At most so many bundles of whole groups, about equal in entrances: forty sources, a few processes.

    A bundle's sources are in order of their id, so that the same registry gives the same bundles.
    """
    packed: list[list[Source]] = [[] for _ in range(bundles)]
    by_weight = sorted(groups(sources), key=lambda group: (-_weight(group), group[0].id))
    for group in by_weight:
        min(packed, key=_weight).extend(group)
    return [sorted(bundle, key=lambda source: source.id) for bundle in packed if bundle]


def _weight(sources: Sequence[Source]) -> int:
    return sum(1 for source in sources for _ in source.entrances())
