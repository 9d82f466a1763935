"""Where the jobs of a chain stand in its picture."""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

from jobdesk.core.job import JobStatus
from jobdesk.ui.detail.chain.layout import Chain, chain_of, lay_out
from jobdesk.ui.model.job_cache import Roster, leads

if TYPE_CHECKING:
    from tests.ui.conftest import MakeJob


def chain(*edges: str) -> Chain:
    pairs = tuple((edge[0], edge[1]) for edge in edges)
    return Chain(tuple(dict.fromkeys(itertools.chain(*pairs))), pairs)


def test_each_job_stands_behind_all_that_lead_to_it() -> None:
    places = lay_out(chain("ab", "bd", "ac", "cd", "ad"))
    assert {name: layer for name, (layer, _) in places.items()} == {"a": 0, "b": 1, "c": 1, "d": 2}
    heights = {name: height for name, (_, height) in places.items()}
    assert abs(heights["b"] - heights["c"]) == 1
    assert heights["a"] == heights["d"] == (heights["b"] + heights["c"]) / 2


def test_lines_that_need_not_cross_do_not() -> None:
    places = lay_out(chain("ax", "by", "cz", "au", "cw"))
    pairs = [("a", "x"), ("a", "u"), ("b", "y"), ("c", "z"), ("c", "w")]
    for (one, its), (other, others) in itertools.combinations(pairs, 2):
        if one != other:
            assert (places[one][1] < places[other][1]) == (places[its][1] < places[others][1])


def test_a_circle_ends_too() -> None:
    places = lay_out(chain("ab", "bc", "cb"))
    assert places["a"][0] == 0
    assert places["b"][0] == places["c"][0] == 1


def test_a_thousand_jobs_keep_their_distance() -> None:
    choose = random.Random(4)
    ids = [f"job {number}" for number in range(1000)]
    edges = {(ids[choose.randrange(max(0, at - 60), at)], ids[at]) for at in range(1, 1000) for _ in range(2)}
    places = lay_out(Chain(tuple(ids), tuple(edges)))
    assert all(places[source][0] < places[target][0] for source, target in edges)
    rows: dict[int, list[float]] = {}
    for layer, height in places.values():
        rows.setdefault(layer, []).append(height)
    for heights in rows.values():
        assert all(below - above >= 1 - 1e-9 for above, below in itertools.pairwise(sorted(heights)))


def test_the_chain_of_a_job_reaches_both_ways_and_no_farther(make_job: MakeJob) -> None:
    roster = Roster()
    one, two = make_job(1, JobStatus.COMPLETED), make_job(2)
    three = make_job(3, after=(one.id, two.id, "gone"))
    four, started = make_job(4, after=(three.id,)), make_job(5, triggered_by=one.id)
    alone = make_job(6)
    for job in (one, two, three, four, started, alone):
        roster.put(job)

    found = chain_of(four.id, roster.get, leads, roster.dependents)
    assert set(found.ids) == {job.id for job in (one, two, three, four, started)}
    assert set(found.edges) == {(one.id, three.id), (two.id, three.id), (three.id, four.id), (one.id, started.id)}
    assert chain_of(alone.id, roster.get, leads, roster.dependents) == Chain()

    cut = chain_of(four.id, roster.get, leads, roster.dependents, most=2)
    assert cut == Chain((three.id, four.id), ((three.id, four.id),), is_cut=True)

    roster.put(make_job(3))
    assert chain_of(two.id, roster.get, leads, roster.dependents) == Chain()
    roster.remove(started.id)
    assert roster.dependents(one.id) == []
