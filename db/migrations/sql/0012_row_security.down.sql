-- The role stays: other databases of this server may use it.
DO $$
BEGIN
    IF (SELECT has_row_security FROM installation) THEN
        DROP OWNED BY healther_api;
    END IF;
END
$$;
DROP FUNCTION act_as, enable_row_security;
DROP TABLE api_rights;

DO $$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT tablename, policyname FROM pg_policies
                  WHERE schemaname = current_schema() AND policyname = 'members' LOOP
        EXECUTE format('DROP POLICY %I ON %I', place.policyname, place.tablename);
        EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', place.tablename);
    END LOOP;
END
$$;
DROP FUNCTION my_workspaces;
ALTER TABLE installation DROP COLUMN has_row_security;
