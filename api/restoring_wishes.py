"""What people wanted of a workspace, put into a new one by the rules of the API; what does not fit is named.

A monitor, window, objective or schedule that cannot be here is left out with a word of why. Policies and exclusions are
what figures were made with: if one of these is wrong, so is the archive.
"""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from pydantic import ValidationError

from analytics.ledger import find_policy
from analytics.recurrence import RuleError, expand, horizon
from api.archive_rows import (
    BeenRow,
    ExclusionRow,
    MonitorRow,
    ObjectiveRow,
    PageRow,
    PolicyRow,
    RecipientRow,
    ScheduleRow,
    WindowRow,
)
from api.errors import Problem
from api.monitor_schemas import MonitorIn
from api.monitor_wishes import new_wish
from api.monitors import PING_TOKEN_BYTES
from api.roles import Action, allowed
from api.scopes import ScopeIn
from core.addresses import Allowance
from core.calendars import Cycle, cycle_at
from core.policies import rules_from_json
from core.spans import Span
from core.specs import Kind
from core.trees import tree_from_json
from db.archive import (
    Been,
    insert_agreed,
    insert_been,
    insert_policy_version,
    update_imported,
    update_window_ended,
)
from db.maintenance import WindowWish, insert_occurrences, insert_window
from db.monitor_wishes import insert_monitor
from db.objectives import ObjectiveWish, insert_objective
from db.pool import Connection
from db.report_schedules import ScheduleWish, insert_schedule
from db.status_pages import PageText, update_page_text

OLDEST_RULE: Final = timedelta(days=3653)
TOO_OLD: Final = "it began more than ten years ago"
Rows = Sequence[Mapping[str, Any]]


@dataclass
class Wishes:
    """Where the wishes go. `ids`: the new monitors by their ids in the archive. `skipped`: what did not fit."""

    conn: Connection
    workspace_id: UUID
    owner_id: UUID
    now: datetime
    allowance: Allowance | None
    ids: dict[int, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    async def bring(self, wanted: Mapping[str, Rows]) -> None:
        """Put everything in. Raises ValueError and KeyError where the archive is wrong."""
        await self._monitors([MonitorRow.model_validate(row) for row in wanted["monitors"]])
        for row in wanted["policies"]:
            await self._policy(PolicyRow.model_validate(row))
        for row in wanted["maintenance"]:
            await self._left_out_if_wrong("maintenance", row, "title", self._window)
        for row in wanted["exclusions"]:
            await self._exclusion(ExclusionRow.model_validate(row))
        for row in wanted["objectives"]:
            await self._left_out_if_wrong("objective", row, "name", self._objective)
        for row in wanted.get("schedules", ()):
            await self._left_out_if_wrong("report", row, "cycle", self._schedule)
        for row in wanted.get("page", ()):
            page = PageText(**PageRow.model_validate(row).model_dump())
            roles = allowed(Action.EDIT_WORKSPACE)
            await update_page_text(self.conn, self.workspace_id, self.owner_id, roles, page)

    async def _monitors(self, rows: Sequence[MonitorRow]) -> None:
        taken = []
        for row in rows:
            new_id = await self._monitor(row)
            if new_id is not None:
                self.ids[row.id] = new_id
                taken.append(row)
        made_at, positions = [row.created_at for row in taken], [row.page_position for row in taken]
        await update_imported(self.conn, list(self.ids.values()), made_at, positions)

    async def _monitor(self, row: MonitorRow) -> int | None:
        """Make a monitor. Addresses that it names hear nothing before they are the workspace's recipients again."""
        try:
            body = MonitorIn.model_validate(row.monitor)
            kind = Kind(body.kind)
            wish = new_wish(kind, body.name, body.target, body, self.allowance)
        except (ValidationError, Problem) as error:
            self.skipped.append(f"monitor {named(row.monitor, 'name')}: {why(error)}")
            return None
        if row.id in self.ids:
            raise ValueError(f"two monitors are called {row.id}")
        token = secrets.token_urlsafe(PING_TOKEN_BYTES) if kind is Kind.HEARTBEAT else None
        roles = allowed(Action.EDIT_MONITORS)
        return await insert_monitor(self.conn, self.workspace_id, self.owner_id, roles, kind.value, token, wish)

    async def _policy(self, row: PolicyRow) -> None:
        rules_from_json(row.name, row.version, row.rules)
        await insert_policy_version(self.conn, self.workspace_id, row.model_dump(), self.owner_id)

    async def _window(self, raw: Mapping[str, Any]) -> None:
        row = WindowRow.model_validate(raw)
        scope = self._scope(row)
        if scope is None:
            raise ValueError("none of its monitors came along")
        wish = WindowWish(**{**row.model_dump(exclude={"been", "deleted_at"}), **scope})
        until = max(horizon(self.now), wish.starts_at + timedelta(seconds=1))
        window_id = await insert_window(self.conn, self.workspace_id, wish, until, self.owner_id)
        await insert_been(self.conn, window_id, [one for one in map(self._been, row.been) if one is not None])
        if row.deleted_at is not None:
            await update_window_ended(self.conn, window_id, row.deleted_at)
        else:
            await insert_occurrences(self.conn, window_id, await self._coming(wish, until))

    def _been(self, row: BeenRow) -> Been | None:
        scope = self._scope(row)
        return None if scope is None or row.ends_at <= row.starts_at else Been(row.starts_at, row.ends_at, **scope)

    async def _coming(self, wish: WindowWish, until: datetime) -> list[Span]:
        if wish.rrule is not None and wish.starts_at < self.now - OLDEST_RULE:
            raise ValueError(TOO_OLD)
        length = timedelta(seconds=wish.duration_s)
        within = Span(self.now, until)
        return await asyncio.to_thread(expand, wish.starts_at, length, wish.rrule, wish.time_zone, within)

    async def _exclusion(self, row: ExclusionRow) -> None:
        scope = self._scope(row)
        if scope is not None:
            await insert_agreed(self.conn, self.workspace_id, {**row.model_dump(), **scope})

    async def _objective(self, raw: Mapping[str, Any]) -> None:
        tiers = [{"below": below, "credit_percent": percent} for below, percent in raw["tiers"]]
        row = ObjectiveRow.model_validate({**raw, "tiers": tiers})
        try:
            tree = moved_tree(row.tree, self.ids)
        except KeyError:
            raise ValueError("it names a monitor that did not come along") from None
        tree_from_json(tree)
        if (row.cycle == "rolling") != (row.rolling_days is not None):
            raise ValueError("a rolling window has days, a calendar one has none")
        await self._require_policy(row.policy)
        wish = ObjectiveWish(**{**row.model_dump(), "tree": tree, "tiers": raw["tiers"]})
        await insert_objective(self.conn, self.workspace_id, wish)

    async def _schedule(self, raw: Mapping[str, Any]) -> None:
        """Plan a report. Nothing is sent to an address that is not the workspace's recipient again."""
        row = ScheduleRow.model_validate(raw)
        await self._require_policy(row.policy)
        begins = cycle_at(self.now, Cycle(row.cycle), row.time_zone).start
        wish = ScheduleWish(**row.model_dump(mode="json"))
        await insert_schedule(self.conn, self.workspace_id, wish, begins, self.owner_id)

    async def _require_policy(self, name: str) -> None:
        if await find_policy(self.conn, self.workspace_id, name) is None:
            raise ValueError(f"there is no policy {name}")

    async def _left_out_if_wrong(self, what: str, row: Mapping[str, Any], key: str, bring: Any) -> None:
        try:
            await bring(row)
        except (ValidationError, RuleError, ValueError, TypeError) as error:
            self.skipped.append(f"{what} {named(row, key)}: {why(error)}")

    def _scope(self, row: ScopeIn) -> dict[str, Any] | None:
        """Return which monitors something is for; None when none of them came along."""
        known = sorted({self.ids[old] for old in row.monitor_ids if old in self.ids})
        if not (row.is_for_all or known or row.tags):
            return None
        return {"is_for_all": row.is_for_all, "monitor_ids": known, "tags": sorted(set(row.tags))}


def recipients_of(wanted: Mapping[str, Rows], own: str) -> tuple[str, ...]:
    """Return the addresses that were told, but for the new owner's. None of them is told by the new workspace."""
    found = {RecipientRow.model_validate(row).email for row in wanted.get("recipients", ())}
    return tuple(sorted(found - {own}))


def moved_tree(tree: Any, ids: Mapping[int, int], depth: int = 0) -> Any:
    """Return a tree with the new ids of monitors; raise KeyError for one that did not come along."""
    if depth > 40:
        raise ValueError("its tree is too deep")
    if isinstance(tree, list):
        return [moved_tree(one, ids, depth + 1) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: ids[value] if key == "monitor" and isinstance(value, int) else moved_tree(value, ids, depth + 1)
        for key, value in tree.items()
    }


def named(row: Mapping[str, Any], key: str) -> str:
    """Return how people call something, shortened."""
    return str(row.get(key, "?"))[:100]


def why(error: Exception) -> str:
    """Return in a line why something does not fit."""
    if isinstance(error, Problem):
        return error.detail
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return f"{place}: {first['msg']}"[:300]
    return str(error)[:300]
