-- Why: a query that forgot its WHERE clause shows nothing of other people's workspaces. The API asks as the role
-- healther_api, on behalf of one person; these policies let it see the workspaces that person belongs to.
-- The owner of the tables (background work, signing in, public pages) is not bound by them.
ALTER TABLE installation ADD COLUMN has_row_security boolean NOT NULL DEFAULT false;  -- whether act_as takes the role

-- The workspaces of the person that the transaction acts for; the one workspace of an API key. Runs as its owner, so the
-- policy of memberships does not ask itself; one call a statement.
CREATE FUNCTION my_workspaces() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT coalesce(array_agg(workspace_id), '{}')
      FROM memberships
     WHERE user_id = nullif(current_setting('healther.user_id', true), '')::uuid
       AND workspace_id = coalesce(nullif(current_setting('healther.workspace_id', true), '')::uuid, workspace_id);
END;

-- tables that name a workspace
ALTER TABLE workspaces ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON workspaces USING (id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON memberships USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE monitors ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON monitors USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE invites ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON invites USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE recipients ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON recipients USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON api_keys USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE former_slugs ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON former_slugs USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON audit_log USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON mails USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));
ALTER TABLE live_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON live_events USING (workspace_id = ANY ((SELECT my_workspaces())::uuid[]));

-- tables that name a monitor: the policy of monitors decides
ALTER TABLE monitor_state ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON monitor_state USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE monitor_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON monitor_changes USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE schedule ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON schedule USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE state_intervals ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON state_intervals USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE incidents ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON incidents USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE imported_days ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON imported_days USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE pings ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON pings USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE alert_state ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON alert_state USING (EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id));
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON outbox USING (EXISTS (SELECT FROM incidents i WHERE i.id = incident_id));
-- a wish for a monitor that is not saved belongs to whoever has it
ALTER TABLE check_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON check_requests
    USING (CASE WHEN monitor_id IS NULL
                THEN requested_by = nullif(current_setting('healther.user_id', true), '')::uuid
                ELSE EXISTS (SELECT FROM monitors m WHERE m.id = monitor_id) END);

-- What the role may do; applied by enable_row_security, which every `healther migrate` calls. Nothing about how people
-- sign in is in here, nor the text of a mail, which may hold a link that opens something.
CREATE TABLE api_rights (
    object text PRIMARY KEY,
    rights text NOT NULL
);
INSERT INTO api_rights VALUES
    ('workspaces',      'SELECT, UPDATE'),
    ('memberships',     'SELECT, UPDATE, DELETE'),
    ('monitors',        'SELECT, INSERT, UPDATE'),
    ('monitor_changes', 'INSERT'),
    ('monitor_state',   'SELECT'),
    ('state_intervals', 'SELECT'),
    ('incidents',       'SELECT'),
    ('pings',           'SELECT'),
    ('invites',         'SELECT, INSERT, UPDATE'),
    ('recipients',      'SELECT, INSERT, UPDATE, DELETE'),
    ('api_keys',        'SELECT, INSERT, UPDATE'),
    ('former_slugs',    'SELECT'),
    ('audit_log',       'SELECT, INSERT'),
    ('mails',           'INSERT'),
    ('live_events',     'SELECT, INSERT'),
    ('check_requests',  'SELECT, INSERT'),
    ('users',           'SELECT (id, email, first_name, last_name, pronouns, photo_etag, email_confirmed_at)'),
    ('installation',    'SELECT'),
    ('regions',         'SELECT'),
    -- no row-level security on these (TimescaleDB refuses it on compressed hypertables; what is added up has no owner):
    -- they are asked for ids that were selected under it
    ('checks',          'SELECT'),
    ('days',            'SELECT'),
    ('checks_hourly',   'SELECT'),
    ('checks_daily',    'SELECT'),
    ('stored_hours',    'SELECT'),
    ('stored_days',     'SELECT'),
    ('dirty_hours',     'SELECT'),
    ('dirty_days',      'SELECT'),
    ('rollups',         'SELECT');

-- Makes the role if it may, gives it its rights, and tells whether it can be used. Idempotent: run by each migration, so
-- a role that an administrator makes later (CREATE ROLE healther_api NOLOGIN; GRANT healther_api TO the owner) is taken up.
CREATE FUNCTION enable_row_security() RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    mine CONSTANT text := current_setting('role');
    granted record;
    can_act boolean := false;
BEGIN
    BEGIN
        IF to_regrole('healther_api') IS NULL THEN
            CREATE ROLE healther_api NOLOGIN;
        END IF;
    EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server made it just now
        WHEN insufficient_privilege THEN NULL;
    END;
    BEGIN
        PERFORM set_config('role', 'healther_api', true);
        PERFORM set_config('role', mine, true);
        can_act := true;
    EXCEPTION WHEN insufficient_privilege OR invalid_parameter_value THEN NULL;  -- not ours, or not there
    END;
    IF NOT can_act THEN
        BEGIN
            EXECUTE format('GRANT healther_api TO %I', current_user);
            can_act := true;
        EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
        END;
    END IF;
    IF can_act THEN
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO healther_api', current_schema());
        FOR granted IN SELECT object, rights FROM api_rights WHERE to_regclass(object) IS NOT NULL LOOP
            EXECUTE format('GRANT %s ON %I TO healther_api', granted.rights, granted.object);
        END LOOP;
    END IF;
    UPDATE installation SET has_row_security = can_act WHERE has_row_security <> can_act;
    RETURN can_act;
END
$$;

-- Makes the rest of the transaction act for one person, and through an API key in its one workspace only.
CREATE FUNCTION act_as(person uuid, workspace uuid) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('healther.user_id', person::text, true),
            set_config('healther.workspace_id', coalesce(workspace::text, ''), true);
    IF (SELECT has_row_security FROM installation) THEN
        PERFORM set_config('role', 'healther_api', true);
    END IF;
END
$$;
