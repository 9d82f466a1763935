"""What follows the end of a job is started once, however often the engine is killed in between."""

from __future__ import annotations

import random
import time

import pytest

from jobdesk.core.jobs.template import Parameter, Template
from tests.faults.desks import Desk, wait_until

FULL = (pytest.mark.faults, pytest.mark.timeout(1800))


@pytest.mark.parametrize(
    ("kills", "count"), [pytest.param(5, 30, id="short"), pytest.param(80, 400, id="full", marks=FULL)]
)
def test_every_end_starts_what_follows_once(desk: Desk, kills: int, count: int) -> None:
    choose = random.Random(kills)
    desk.write_settings(run_limit=8)
    script = f'echo "start $1 $$ 0" >> "{desk.ledger.path}"'
    config = {"command": ["/bin/sh", "-c", script, "sh", "{label}"]}
    template = Template(name="follow", config=config, parameters=(Parameter(name="label"),))
    trigger = {"template": "follow", "on": "ended", "values": {"label": "after-{job_name}-{exit_code}"}}
    app = desk.serve()
    client = desk.client()
    client.call("save_template", template=template)
    plans = desk.ledger.plan(count, seed=kills, longest_s=0.6)
    for plan in plans:
        wishes = {"job_id": plan.job_id, "name": plan.label, "policy": {"triggers": [trigger]}}
        client.call("submit_job", config=desk.ledger.config(plan), **wishes)
    for _ in range(kills):
        time.sleep(choose.uniform(0.0, 0.3))
        desk.kill_app(app)
        app = desk.serve()
    client = desk.client()
    wait_until(lambda: client.call("status")["running"] == client.call("status")["waiting"] == 0, "all end", 300, 0.1)
    jobs = desk.wait_final(plans, 60)
    assert all(job.triggered is not None and len(job.triggered) == 1 for job in jobs if job.triggered_by is None)
    assert len(jobs) == 2 * count
    followed = {label: times for label, times in desk.ledger.starts().items() if label.startswith("after-")}
    assert sorted(followed) == sorted(f"after-{plan.label}-{plan.code}" for plan in plans)
    assert max(len(times) for times in followed.values()) == 1
    assert desk.ledger.count(plans, jobs).is_clean
