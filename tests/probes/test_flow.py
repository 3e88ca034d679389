"""From a new monitor to its stored verdict, with the real processes inside one."""

from probes import dispatcher, worker
from tests.probes.flow import flow, running, until
from tests.zoo.http import http_zoo


async def test_a_new_monitor_is_checked_within_seconds() -> None:
    async with flow() as installation, http_zoo() as zoo:
        monitor = await installation.add_monitor(zoo.url("/fast"))

        async with running(dispatcher.run, worker.run, config=installation.config):
            verdicts = await until(lambda: installation.verdicts(monitor))

        state = (await installation.rows("SELECT * FROM monitor_state"))[0]

    assert verdicts[0]["state"] == 1
    assert verdicts[0]["http_status"] == 200
    assert 0 <= verdicts[0]["lateness_ms"] < 1000
    assert state["state"] == 1
