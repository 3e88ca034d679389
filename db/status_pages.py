"""Public pages: what a workspace shows to everybody, and in which order.

Columns of `workspaces` (page_title, page_description) and of `monitors` (is_public, public_name, group_name,
page_position). Writer: api. Which group a monitor is in and whether it is public is the same truth that the monitor's
own form shows. A group stands where its first monitor stands, whether that one is public or not.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.monitors import SHOWN_SINCE, SHOWN_STATE
from db.pool import Connection


class PageText(BaseModel, frozen=True):
    """The words over a page; a title of None is the workspace's name."""

    title: str | None
    description: str | None


class PageItem(BaseModel, frozen=True):
    """One monitor of a workspace as its page shows it, or would."""

    id: int
    name: str  # as members see it
    is_public: bool
    public_name: str | None
    group_name: str | None
    page_position: int | None
    shown_position: int  # from 0, in the order of the page


SELECT_PAGE_TEXT: Final = """
    SELECT w.page_title AS title, w.page_description AS description
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE w.id = $1
       AND s.user_id = $2
       AND w.deleted_at IS NULL
"""


async def select_page_text(conn: Connection, workspace_id: UUID, user_id: UUID) -> PageText | None:
    """Return the words over the page of a workspace the person belongs to."""
    row = await conn.fetchrow(SELECT_PAGE_TEXT, workspace_id, user_id)
    return PageText(**row) if row else None


UPDATE_PAGE_TEXT: Final = """
    UPDATE workspaces w
       SET page_title = $4,
           page_description = $5,
           updated_at = now()
      FROM memberships s
     WHERE w.id = $1
       AND s.workspace_id = w.id
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
       AND w.deleted_at IS NULL
"""


async def update_page_text(
    conn: Connection, workspace_id: UUID, user_id: UUID, roles: list[str], text: PageText
) -> None:
    """Write the words over a page, if the person has one of the roles."""
    await conn.execute(UPDATE_PAGE_TEXT, workspace_id, user_id, roles, text.title, text.description)


# Every monitor of a workspace with its place among all of them; the public page shows some of these rows.
PLACED: Final = """
    SELECT m.*,
           min(m.page_position) OVER (PARTITION BY m.group_name) AS group_position
      FROM monitors m
     WHERE m.workspace_id = $1
       AND m.deleted_at IS NULL
"""
PAGE_ORDER: Final = "m.group_position NULLS LAST, m.group_name NULLS FIRST, m.page_position NULLS LAST, m.id"

SELECT_PAGE_ITEMS: Final = f"""
    SELECT m.id, m.name, m.is_public, m.public_name, m.group_name, m.page_position,
           row_number() OVER (ORDER BY {PAGE_ORDER}) - 1 AS shown_position
      FROM ({PLACED.strip()}) m
     WHERE EXISTS (SELECT FROM memberships s WHERE s.workspace_id = $1 AND s.user_id = $2)
     ORDER BY shown_position
"""  # noqa: S608 - made of our own constants


async def select_page_items(conn: Connection, workspace_id: UUID, user_id: UUID) -> list[PageItem]:
    """Return all monitors of a workspace the person belongs to, in the order of its page."""
    return [PageItem(**row) for row in await conn.fetch(SELECT_PAGE_ITEMS, workspace_id, user_id)]


UPDATE_PAGE_ITEMS: Final = """
    UPDATE monitors m
       SET is_public = wish.is_public,
           public_name = wish.public_name,
           group_name = wish.group_name,
           page_position = wish.page_position,
           updated_at = now()
      FROM memberships s,
           unnest($4::int[], $5::bool[], $6::text[], $7::text[], $8::int[])
               AS wish (id, is_public, public_name, group_name, page_position)
     WHERE m.id = wish.id
       AND m.workspace_id = $1
       AND s.workspace_id = m.workspace_id
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
       AND m.deleted_at IS NULL
"""


async def update_page_items(
    conn: Connection, workspace_id: UUID, user_id: UUID, roles: list[str], items: Sequence[PageItem]
) -> None:
    """Write what a page shows of some monitors of the workspace, if the person has one of the roles."""
    columns = (
        [item.id for item in items],
        [item.is_public for item in items],
        [item.public_name for item in items],
        [item.group_name for item in items],
        [item.page_position for item in items],
    )
    await conn.execute(UPDATE_PAGE_ITEMS, workspace_id, user_id, roles, *columns)


class PublicPage(BaseModel, frozen=True):
    """A workspace as strangers see it: its page."""

    id: UUID
    name: str
    slug: str
    description: str | None
    created_at: datetime
    updated_at: datetime


SELECT_PUBLIC_PAGE: Final = """
    SELECT w.id, coalesce(w.page_title, w.name) AS name, w.slug, w.page_description AS description, w.created_at,
           w.updated_at
      FROM workspaces w
     WHERE w.slug = $1
       AND w.is_public
       AND w.deleted_at IS NULL
"""


async def select_public_page(conn: Connection, slug: str) -> PublicPage | None:
    """Return the page at a slug if it is public."""
    row = await conn.fetchrow(SELECT_PUBLIC_PAGE, slug)
    return PublicPage(**row) if row else None


class PublicMonitor(BaseModel, frozen=True):
    """A monitor as strangers see it: no target, no reason, no detail; so nothing of them can leak."""

    id: int
    name: str
    group_name: str | None
    created_at: datetime
    updated_at: datetime
    shown_state: str
    shown_since: datetime | None


SELECT_PUBLIC_MONITORS: Final = f"""
    SELECT m.id, coalesce(m.public_name, m.name) AS name, m.group_name, m.created_at, m.updated_at,
           {SHOWN_STATE.strip()} AS shown_state,
           {SHOWN_SINCE.strip()} AS shown_since
      FROM ({PLACED.strip()}) m
      LEFT JOIN monitor_state st ON st.monitor_id = m.id
     WHERE m.is_public
     ORDER BY {PAGE_ORDER}
"""  # noqa: S608 - made of our own constants


async def select_public_monitors(conn: Connection, workspace_id: UUID) -> list[PublicMonitor]:
    """Return the monitors of a public page in its order, groups together."""
    rows = await conn.fetch(SELECT_PUBLIC_MONITORS, workspace_id)
    return [PublicMonitor(**row) for row in rows]


SELECT_PUBLIC_SLUG: Final = """
    SELECT w.slug
      FROM monitors m
      JOIN workspaces w ON w.id = m.workspace_id
     WHERE m.id = $1
       AND m.is_public
       AND m.deleted_at IS NULL
       AND w.is_public
       AND w.deleted_at IS NULL
"""


async def select_public_slug(conn: Connection, monitor_id: int) -> str | None:
    """Return the slug of the public page that shows a monitor; None if no page does."""
    slug: str | None = await conn.fetchval(SELECT_PUBLIC_SLUG, monitor_id)
    return slug


# Nearest rank over the successful checks of the last day that the database knows of.
SELECT_PUBLIC_LATENCY: Final = """
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_us)
      FROM checks
     WHERE monitor_id = $1
       AND slot >= now() - INTERVAL '24 hours'
       AND attempt = 0
       AND outcome IN (1, 2)
"""


async def select_public_latency(conn: Connection, monitor_id: int) -> int | None:
    """Return a monitor's median latency of the last 24 hours in microseconds; None without a successful check."""
    latency_us: int | None = await conn.fetchval(SELECT_PUBLIC_LATENCY, monitor_id)
    return latency_us
