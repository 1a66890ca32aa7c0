"""The order in which facts can be computed, and the cycles where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def in_order(needs: Mapping[str, Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """Every name after those it needs, and each cycle as the chain of its names.

    Without recursion, so that a chain may be as long as it likes. Needs that are no names
    themselves are passed over.
    """
    ordered: list[str] = []
    cycles: list[list[str]] = []
    done: set[str] = set()
    for root in needs:
        path: dict[str, Iterator[str]] = {} if root in done else {root: iter(needs[root])}
        while path:
            name, waiting = next(reversed(path.items()))
            need = next(waiting, None)
            if need is None:
                ordered.append(name)
                done.add(name)
                del path[name]
            elif need in path:
                chain = list(path)
                cycles.append(chain[chain.index(need) :])
            elif need in needs and need not in done:
                path[need] = iter(needs[need])
    return ordered, cycles
