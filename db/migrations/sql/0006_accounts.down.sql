DROP TABLE api_keys, photos, challenges, passkeys, recovery_codes, identities, mail_links;
ALTER TABLE users
    DROP COLUMN email_confirmed_at, DROP COLUMN pronouns, DROP COLUMN city, DROP COLUMN bio, DROP COLUMN website,
    DROP COLUMN github, DROP COLUMN linkedin, DROP COLUMN visibility, DROP COLUMN time_zone, DROP COLUMN language,
    DROP COLUMN photo_etag, DROP COLUMN totp_confirmed_at, DROP COLUMN totp_last_step, DROP COLUMN totp_secret;
