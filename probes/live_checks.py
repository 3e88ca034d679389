"""Checks as open pages see them: the latest one of each monitor in a batch that was stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from core.ledger import Verdict
from core.states import State
from core.times import write_utc
from db.live import LiveEvent
from db.live_channels import Frame


def live_frames(
    events: Sequence[LiveEvent],
    verdicts: Sequence[Verdict],
    shown: Mapping[int, State],
    workspaces: Mapping[int, UUID],
) -> dict[UUID, list[Frame]]:
    """Return what to publish, by workspace: numbered changes first, then one check for each monitor of `shown`.

    `shown`: states after the batch, of monitors whose verdict was new. Monitors of unknown workspaces tell no check.
    """
    frames: defaultdict[UUID, list[Frame]] = defaultdict(list)
    for event in events:
        frames[event.workspace_id].append(event.frame)
    latest = {one.monitor_id: one for one in sorted(verdicts, key=lambda one: one.slot)}
    for monitor_id, state in shown.items():
        workspace_id = workspaces.get(monitor_id)
        if workspace_id is not None:
            frames[workspace_id].append(_check(workspace_id, latest[monitor_id], state))
    return frames


def _check(workspace_id: UUID, verdict: Verdict, state: State) -> Frame:
    latency_us = verdict.observation.latency_us
    return {
        "type": "check",
        "workspace_id": str(workspace_id),
        "monitor_id": verdict.monitor_id,
        "at": write_utc(verdict.slot),
        "outcome": verdict.observation.outcome.word,
        "latency_ms": None if latency_us is None else latency_us / 1000,
        "state": state.word,
    }
