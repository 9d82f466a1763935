"""Where the jobs of a chain stand in its picture: in layers, each job after all that lead to it; no Qt.

Layers are columns in the direction of reading. Within one, jobs are put in the order of what they are joined to, which
leaves few lines crossing, and then as near to those in height as the space between rows allows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from jobdesk.core.job import Job

MOST_JOBS: Final = 1000
_SWEEPS: Final = 4


class Chain(NamedTuple):
    """Jobs that are joined, and by what.

    Attributes:
        ids: The jobs, by their numbers.
        edges: Pairs of ids: a job, and one that follows it.
        is_cut: Whether there are more than are named here.
    """

    ids: tuple[str, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    is_cut: bool = False


def chain_of(
    job_id: str,
    find: Callable[[str], Job | None],
    leads: Callable[[Job], Iterable[str]],
    dependents: Callable[[str], Iterable[str]],
    most: int = MOST_JOBS,
) -> Chain:
    """Find all jobs that are joined to one, in either direction, the nearest of too many; empty if it stands alone.

    Args:
        job_id: The job asked about.
        find: Looks up a job; None if it is unknown.
        leads: Names the jobs that lead to one.
        dependents: Names the jobs that follow one.
        most: How many to find at most.
    """
    found = {job_id: 0}
    waiting = deque([job_id])
    edges: dict[tuple[str, str], None] = {}
    is_cut = False
    while waiting:
        at = waiting.popleft()
        job = find(at)
        before = [] if job is None else [(other, at) for other in leads(job)]
        for source, target in (*before, *((at, other) for other in dependents(at))):
            other = source if target == at else target
            joined = find(other)
            if joined is None:
                continue
            if other not in found:
                if len(found) >= most:
                    is_cut = True
                    continue
                found[other] = joined.number
                waiting.append(other)
            edges[source, target] = None
    if not edges:
        return Chain()
    own = find(job_id)
    found[job_id] = 0 if own is None else own.number
    return Chain(tuple(sorted(found, key=found.__getitem__)), tuple(edges), is_cut)


def lay_out(chain: Chain) -> dict[str, tuple[int, float]]:
    """Give each job its layer and its height in it, in rows; both begin at 0, and no two rows of a layer overlap."""
    before: dict[str, list[str]] = {job_id: [] for job_id in chain.ids}
    behind: dict[str, list[str]] = {job_id: [] for job_id in chain.ids}
    for source, target in chain.edges:
        before[target].append(source)
        behind[source].append(target)
    layers = _layers(_layer_of(chain.ids, before, behind))
    place = {job_id: float(at) for layer in layers for at, job_id in enumerate(layer)}
    for sweep in range(_SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else reversed(layers):
            _order(layer, before if forwards else behind, place)
    height: dict[str, float] = {}
    for layer in layers:
        wished = [_mean(before[job_id], height, place[job_id]) for job_id in layer]
        height.update(zip(layer, _spread(wished), strict=True))
    top = min(height.values(), default=0.0)
    return {job_id: (at, height[job_id] - top) for at, layer in enumerate(layers) for job_id in layer}


def _layer_of(ids: Sequence[str], before: Mapping[str, list[str]], behind: Mapping[str, list[str]]) -> dict[str, int]:
    """Put each job one layer behind the last that leads to it; what stood in a circle would come last."""
    missing = {job_id: len(before[job_id]) for job_id in ids}
    ready = deque(job_id for job_id in ids if not missing[job_id])
    layer = dict.fromkeys(ids, 0)
    done = set()
    while ready:
        at = ready.popleft()
        done.add(at)
        for follower in behind[at]:
            layer[follower] = max(layer[follower], layer[at] + 1)
            missing[follower] -= 1
            if not missing[follower]:
                ready.append(follower)
    last = max((layer[job_id] for job_id in done), default=-1)
    return layer | {job_id: last + 1 for job_id in ids if job_id not in done}


def _layers(layer_of: Mapping[str, int]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(layer_of.values(), default=-1) + 1)]
    for job_id, layer in layer_of.items():
        layers[layer].append(job_id)
    return [layer for layer in layers if layer]


def _order(layer: list[str], joined: Mapping[str, list[str]], place: dict[str, float]) -> None:
    layer.sort(key=lambda job_id: _mean(joined[job_id], place, place[job_id]))
    place.update((job_id, float(at)) for at, job_id in enumerate(layer))


def _mean(ids: list[str], value: Mapping[str, float], otherwise: float) -> float:
    known = [value[job_id] for job_id in ids if job_id in value]
    return sum(known) / len(known) if known else otherwise


def _spread(wished: list[float]) -> list[float]:
    """Come as near as possible to wished heights, in their order, with a whole row between neighbours."""
    down, up = list(wished), list(wished)
    for at in range(1, len(wished)):
        down[at] = max(down[at], down[at - 1] + 1)
    for at in range(len(wished) - 2, -1, -1):
        up[at] = min(up[at], up[at + 1] - 1)
    return [(low + high) / 2 for low, high in zip(down, up, strict=True)]
