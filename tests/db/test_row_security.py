"""The second wall: what a transaction that acts for a person sees when a query forgot its conditions."""

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from db import engines as engines_of_db
from db import migrate
from db.checks import select_checks
from db.days import select_day_columns, select_days
from db.engine import Engine
from db.engines.timescale import COMPRESS_CHUNKS
from db.ingest import store
from db.interval_checks import select_interval_checks
from db.latency import STEPS, select_latency
from db.pool import Connection, connected
from db.row_security import WITHOUT, act_as, beyond, has_row_security, is_exempt
from tests import engines
from tests.db.world import add_monitor, add_workspace, verdict

# One row of a tenant in every table that the first statements of `tenant` leave empty.
FILL = """
    INSERT INTO invites (workspace_id, invited_by, token_hash, email, role, expires_at)
    VALUES ('{workspace}', '{person}', sha256('{workspace}'), 'i@example.com', 'admin', now() + interval '1 day');
    INSERT INTO api_keys (workspace_id, user_id, key_hash, name, prefix, scope)
    VALUES ('{workspace}', '{person}', sha256('{workspace}'), 'x', 'hlt_12', 'read');
    INSERT INTO recipients (workspace_id, email) VALUES ('{workspace}', 'told-{monitor}@example.com');
    INSERT INTO refused_addresses (address, reason) VALUES ('told-{monitor}@example.com', 'x');
    INSERT INTO held_alerts VALUES ('{workspace}', now(), now(), 1);
    INSERT INTO former_slugs (workspace_id, slug) VALUES ('{workspace}', 'former-{monitor}');
    INSERT INTO audit_log (workspace_id, actor_name, via, action) VALUES ('{workspace}', 'x', 'system', 'x.done');
    INSERT INTO live_events (workspace_id, seq, monitor_id, kind, payload)
    VALUES ('{workspace}', 1, {monitor}, 'state', '{{}}');
    INSERT INTO mails (workspace_id, purpose, address, message_id, subject, body_text)
    VALUES ('{workspace}', 'invite', 'a@example.com', 'mail-{monitor}', 'x', 'x');
    INSERT INTO monitor_state (monitor_id) VALUES ({monitor});
    INSERT INTO monitor_certificates (monitor_id, subject, issuer, names, not_before, not_after)
    VALUES ({monitor}, 'x', 'x', '{{x}}', now(), now());
    INSERT INTO schedule (monitor_id, region, revision, period_s, phase_ms, budget_ms, timeout_ms, next_slot)
    VALUES ({monitor}, 0, 1, 60, 0, 1, 1, now());
    INSERT INTO state_intervals (monitor_id, started_at, state) VALUES ({monitor}, now(), 1);
    INSERT INTO incidents (monitor_id, started_at, reason) VALUES ({monitor}, now(), 1);
    INSERT INTO outbox (incident_id, event) SELECT id, 'opened' FROM incidents WHERE monitor_id = {monitor};
    INSERT INTO imported_days (monitor_id, day, source) VALUES ({monitor}, current_date, 'x');
    INSERT INTO pings (monitor_id, kind, method) VALUES ({monitor}, 'log', 'GET');
    INSERT INTO alert_state (monitor_id, told_at, incident_id) VALUES ({monitor}, now(), 1);
    INSERT INTO check_requests (monitor_id, expires_at) VALUES ({monitor}, now());
    INSERT INTO objectives (workspace_id, name, tree, target, cycle, time_zone, policy, tiers)
    VALUES ('{workspace}', 'x', '{{}}', 0.9, 'month', 'UTC', 'agreed', '[]');
    INSERT INTO baselines (monitor_id, learnt_from, learnt_to, hour_of_week, median_us, mad_us, checks)
    VALUES ({monitor}, now(), now(), '{{}}', '{{}}', '{{}}', '{{}}');
    INSERT INTO latency_changes VALUES ({monitor}, now(), 1, 2);
    INSERT INTO archives (workspace_id) VALUES ('{workspace}');
    INSERT INTO archive_pieces SELECT id, 0, 'x' FROM archives WHERE workspace_id = '{workspace}';
    INSERT INTO imports (created_by, state, result) VALUES ('{person}', 'done', '{{}}');
    INSERT INTO import_pieces SELECT id, 0, 'x' FROM imports WHERE created_by = '{person}' ON CONFLICT DO NOTHING;
    INSERT INTO reports (workspace_id, starts_at, ends_at, time_zone, policy, format)
    VALUES ('{workspace}', now() - interval '1 day', now(), 'UTC', 'agreed@1', 'csv');
    INSERT INTO report_schedules (workspace_id, cycle, format, policy, time_zone, recipients, sent_until)
    VALUES ('{workspace}', 'month', 'pdf', 'agreed', 'UTC', '{{told@example.com}}', now());
    INSERT INTO policies (workspace_id, name, version, rules) VALUES ('{workspace}', 'office', 1, '{{}}');
    INSERT INTO maintenance_windows (workspace_id, title, is_for_all, starts_at, duration_s, time_zone, expanded_until)
    VALUES ('{workspace}', 'x', true, now(), 60, 'UTC', now());
    INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at)
    SELECT id, workspace_id, now(), now() + interval '1 hour' FROM maintenance_windows
     WHERE workspace_id = '{workspace}';
    INSERT INTO exclusions (workspace_id, reason, is_for_all, starts_at, ends_at, creator_name)
    VALUES ('{workspace}', 'x', true, now() - interval '2 hours', now(), 'x');
"""
PROTECTED = """
    SELECT c.relname::text
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace
       AND c.relrowsecurity
     ORDER BY 1
"""
WITH_A_TENANT = """
    SELECT c.relname::text AS name, bool_or(c.relrowsecurity) AS is_protected
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace
       AND c.relkind IN ('r', 'p')
       AND NOT c.relispartition
       AND (a.attname ~ '(workspace|monitor|incident)_id$' OR c.relname = 'workspaces')
     GROUP BY 1
"""


@dataclass(frozen=True)
class Someone:
    """Whom a transaction acts for."""

    id: UUID
    workspace_id: UUID | None = None


@dataclass(frozen=True)
class Tenant:
    """A person, their workspace, and its monitor."""

    person: Someone
    workspace_id: UUID
    monitor_id: int


@pytest.fixture
async def lab(shared_dsn: str) -> AsyncIterator[Connection]:
    """A connection whose changes are undone."""
    async with connected(shared_dsn) as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


async def tenant(conn: Connection, person: UUID | None = None) -> Tenant:
    """Make a workspace with one of everything in it."""
    name = secrets.token_hex(6)
    owner = person or await conn.fetchval("INSERT INTO users (email) VALUES ($1) RETURNING id", f"{name}@example.com")
    workspace = await conn.fetchval("INSERT INTO workspaces (name, slug) VALUES ('Acme', $1) RETURNING id", name)
    await conn.execute("INSERT INTO memberships VALUES ($1, $2, 'owner')", workspace, owner)
    monitor = await conn.fetchval(
        "INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,"
        " confirm_failures, confirm_recoveries, retry_ms)"
        " VALUES ($1, 'Shop', 'tcp', 'shop.example.com:443', 1, 'minutes', 60, 100, 1, 1, 0) RETURNING id",
        workspace,
    )
    await conn.execute(FILL.format(workspace=workspace, person=owner, monitor=monitor))
    return Tenant(Someone(owner), workspace, monitor)


@asynccontextmanager
async def acting(conn: Connection, person: Someone) -> AsyncIterator[None]:
    """Act for a person who may read and write all that the policies let through; undone at the end."""
    transaction = conn.transaction()
    await transaction.start()
    try:
        for name in await protected(conn):
            await conn.execute(f"GRANT ALL ON {name} TO healther_api")
        await act_as(conn, person)
        yield
    finally:
        await transaction.rollback()


async def protected(conn: Connection) -> list[str]:
    return [row["relname"] for row in await conn.fetch(PROTECTED)]


async def seen(conn: Connection) -> dict[str, int]:
    """Count what each protected table shows to a query without any condition."""
    return {name: await conn.fetchval(f"SELECT count(*) FROM {name}") for name in await protected(conn)}


async def test_it_is_on(lab: Connection) -> None:
    assert await has_row_security(lab)
    assert await is_exempt(lab)


async def test_each_sees_what_is_theirs_and_nothing_else(lab: Connection) -> None:
    mine, _ = await tenant(lab), await tenant(lab)
    everything = await seen(lab)

    async with acting(lab, mine.person):
        own = await seen(lab)

    assert set(everything.values()) == {2}
    assert set(own.values()) == {1}


async def test_somebody_without_a_workspace_sees_nothing(lab: Connection) -> None:
    await tenant(lab)

    async with acting(lab, Someone(uuid4())):
        assert set((await seen(lab)).values()) == {0}


async def test_nobody_sees_nothing(lab: Connection) -> None:
    mine = await tenant(lab)

    async with acting(lab, mine.person):
        await lab.execute("SELECT set_config('healther.user_id', '', true)")
        assert set((await seen(lab)).values()) == {0}


async def test_an_api_key_sees_its_one_workspace(lab: Connection) -> None:
    first = await tenant(lab)
    second = await tenant(lab, first.person.id)

    async with acting(lab, Someone(first.person.id, second.workspace_id)):
        ids = [row["id"] for row in await lab.fetch("SELECT id FROM monitors")]

    assert ids == [second.monitor_id]


async def test_a_change_without_a_condition_changes_only_ones_own(lab: Connection) -> None:
    mine, _ = await tenant(lab), await tenant(lab)

    async with acting(lab, mine.person):
        assert await lab.execute("UPDATE monitors SET name = 'changed'") == "UPDATE 1"
        assert await lab.execute("DELETE FROM recipients") == "DELETE 1"


async def test_nothing_can_be_put_into_a_foreign_workspace(lab: Connection) -> None:
    mine, theirs = await tenant(lab), await tenant(lab)

    async with acting(lab, mine.person):
        with pytest.raises(Exception, match="row-level security"):
            await lab.execute("INSERT INTO memberships VALUES ($1, $2, 'owner')", theirs.workspace_id, mine.person.id)


async def test_nothing_can_be_moved_into_a_foreign_workspace(lab: Connection) -> None:
    mine, theirs = await tenant(lab), await tenant(lab)

    async with acting(lab, mine.person):
        with pytest.raises(Exception, match="row-level security"):
            await lab.execute("UPDATE monitors SET workspace_id = $1", theirs.workspace_id)


async def test_what_was_removed_from_a_workspace_is_gone_within_the_transaction(lab: Connection) -> None:
    mine = await tenant(lab)

    async with acting(lab, mine.person):
        await lab.execute("DELETE FROM memberships WHERE user_id = $1", mine.person.id)
        left = {name for name, rows in (await seen(lab)).items() if rows}

    assert left == {"imports", "import_pieces"}  # they belong to the person, and to no workspace yet


@pytest.mark.parametrize("table", ["sessions", "passkeys", "recovery_codes", "mail_links", "identities", "photos"])
async def test_the_role_has_no_right_to_how_people_sign_in(lab: Connection, table: str) -> None:
    async with lab.transaction():
        await act_as(lab, Someone(uuid4()))
        may = await lab.fetchval("SELECT has_table_privilege($1, 'SELECT')", table)

    assert not may


@pytest.mark.parametrize("column", ["password_hash", "totp_secret", "is_operator"])
async def test_the_role_has_no_right_to_secrets_of_people(lab: Connection, column: str) -> None:
    assert not await lab.fetchval("SELECT has_column_privilege('healther_api', 'users', $1, 'SELECT')", column)


async def test_beyond_is_left_again(lab: Connection) -> None:
    mine, _ = await tenant(lab), await tenant(lab)

    async with lab.transaction():
        await act_as(lab, mine.person)
        async with beyond(lab, mine.person):
            beyond_it = await lab.fetchval("SELECT count(*) FROM workspaces")
        within = await lab.fetchval("SELECT count(*) FROM workspaces")

    assert (beyond_it, within) == (2, 1)


async def test_the_role_ends_with_the_transaction(conn: Connection) -> None:
    before = await conn.fetchval("SELECT current_user")
    async with conn.transaction():
        await act_as(conn, Someone(uuid4()))
        assert await conn.fetchval("SELECT current_user") == "healther_api"

    assert await conn.fetchval("SELECT current_user") == before
    assert not await conn.fetchval("SELECT current_setting('healther.user_id', true)")


async def test_every_table_about_a_tenant_is_protected_or_says_why_not(lab: Connection) -> None:
    tables = {row["name"]: row["is_protected"] for row in await lab.fetch(WITH_A_TENANT)}
    bare = {name for name, is_protected in tables.items() if not is_protected}

    assert bare <= WITHOUT.keys()
    assert not WITHOUT.keys() & {name for name, is_protected in tables.items() if is_protected}


async def test_facts_of_ones_monitors_can_be_read(conn: Connection, engine: Engine) -> None:
    """Points and what is added up of them have no policies: the role needs rights to each, on each engine."""
    workspace, monitor = await add_workspace(conn), await add_monitor(conn)
    person = Someone(await conn.fetchval("INSERT INTO users (email) VALUES ('a@example.com') RETURNING id"))
    await conn.execute("INSERT INTO memberships VALUES ($1, $2, 'observer')", workspace, person.id)
    now = datetime.now(UTC)
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=9)
    await engines_of_db.ensure_partitions(conn, engine, start)
    await store(conn, [verdict(monitor, start + timedelta(minutes=n)) for n in range(3)], engine=engine)
    await engines_of_db.refresh(conn, engine, now)
    if engine is Engine.TIMESCALE:
        await conn.fetch(COMPRESS_CHUNKS, now)

    async with conn.transaction():
        await act_as(conn, person)
        days = await select_days(conn, [monitor], start.date(), now.date())
        columns = await select_day_columns(conn, [monitor], start.date(), now.date())
        checks = await select_checks(conn, monitor, start, now, limit=10)
        latency = [await select_latency(conn, monitor, start, now, step) for step in STEPS]
        parts = await select_interval_checks(conn, monitor, [(start, now)])

    assert (days[0].checks, len(columns), len(checks), len(latency), len(parts)) == (3, 1, 3, len(STEPS), 1)


# ---- servers that do not let us make the role


@dataclass(frozen=True)
class Humble:
    """A database whose owner may make nothing beside it."""

    dsn: str
    name: str
    root_dsn: str

    def as_root(self, statement: str) -> None:
        with psycopg.connect(self.root_dsn, autocommit=True) as root:
            root.execute(SQL(statement).format(Identifier(self.name)))


@pytest.fixture
def humble() -> Iterator[Humble]:
    name = f"humble_{secrets.token_hex(4)}"
    with engines.postgres() as root_dsn:
        found = Humble(root_dsn.replace("healther@", f"{name}@", 1), name, root_dsn)
        migrated_elsewhere(root_dsn)
        database = root_dsn.partition("?")[0].rpartition("/")[2]
        found.as_root("CREATE ROLE {} LOGIN")
        found.as_root(f"ALTER DATABASE {database} OWNER TO {{}}")
        yield found
        found.as_root("REASSIGN OWNED BY {} TO CURRENT_USER")
        found.as_root("DROP OWNED BY {}")
        found.as_root("DROP ROLE {}")


def migrated_elsewhere(root_dsn: str) -> None:
    """See that the role exists on this server, made by somebody else."""
    with psycopg.connect(root_dsn, autocommit=True) as root:
        root.execute("DO $$ BEGIN CREATE ROLE healther_api NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")


async def test_without_the_right_to_the_role_it_is_off_and_everything_works(humble: Humble) -> None:
    migrate.upgrade(humble.dsn)

    async with connected(humble.dsn) as conn, conn.transaction():
        mine = await tenant(conn)
        await act_as(conn, mine.person)
        assert not await has_row_security(conn)
        assert await conn.fetchval("SELECT count(*) FROM monitors") == 1


async def test_the_role_is_taken_up_by_the_next_migration(humble: Humble) -> None:
    migrate.upgrade(humble.dsn)
    humble.as_root("GRANT healther_api TO {}")

    migrate.upgrade(humble.dsn)

    async with connected(humble.dsn) as conn:
        assert await has_row_security(conn)
        mine, _ = await tenant(conn), await tenant(conn)
        async with acting(conn, mine.person):
            assert set((await seen(conn)).values()) == {1}


async def test_a_role_that_was_taken_away_shows_nothing(humble: Humble) -> None:
    humble.as_root("GRANT healther_api TO {}")
    migrate.upgrade(humble.dsn)
    humble.as_root("REVOKE healther_api FROM {}")

    async with connected(humble.dsn) as conn:
        with pytest.raises(Exception, match="permission denied"):
            async with conn.transaction():
                await act_as(conn, Someone(uuid4()))
