DELETE FROM api_rights WHERE object = 'outbox';
DO $$
BEGIN
    IF to_regrole('healther_api') IS NOT NULL THEN
        REVOKE SELECT ON outbox FROM healther_api;
    END IF;
END
$$;
