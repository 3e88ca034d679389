-- Why: people prove who they are in more ways than a password, and show as much of themselves as they like.
ALTER TABLE users
    ADD COLUMN email_confirmed_at timestamptz,
    ADD COLUMN pronouns    text NOT NULL DEFAULT '' CHECK (length(pronouns) <= 40),
    ADD COLUMN city        text NOT NULL DEFAULT '' CHECK (length(city) <= 100),
    ADD COLUMN bio         text NOT NULL DEFAULT '' CHECK (length(bio) <= 500),
    ADD COLUMN website     text NOT NULL DEFAULT '' CHECK (length(website) <= 300),
    ADD COLUMN github      text NOT NULL DEFAULT '' CHECK (length(github) <= 100),
    ADD COLUMN linkedin    text NOT NULL DEFAULT '' CHECK (length(linkedin) <= 200),
    ADD COLUMN visibility  text NOT NULL DEFAULT 'workspace' CHECK (visibility IN ('public', 'signed_in', 'workspace')),
    ADD COLUMN time_zone   text NOT NULL DEFAULT 'UTC' CHECK (length(time_zone) <= 64),
    ADD COLUMN language    text NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2}(-[A-Z]{2})?$'),
    ADD COLUMN photo_etag  text,  -- of the row in photos; null: no photo
    ADD COLUMN totp_secret bytea,  -- encrypted with a key derived from the installation's secret
    ADD COLUMN totp_confirmed_at timestamptz,
    ADD COLUMN totp_last_step bigint NOT NULL DEFAULT 0,  -- a code works once
    ADD CHECK (totp_confirmed_at IS NULL OR totp_secret IS NOT NULL);

-- links sent by mail: confirm an address, reset a password, change the address. Used once; opening one uses nothing up.
CREATE TABLE mail_links (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    purpose    text NOT NULL CHECK (purpose IN ('confirm', 'reset', 'change_email')),
    user_id    uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    email      text NOT NULL,  -- the address the link was sent to
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    used_at    timestamptz
);
CREATE INDEX mail_links_user ON mail_links (user_id, purpose);                -- replaced by a newer one

-- accounts elsewhere (GitHub, OpenID Connect). The key is the provider's own id of the person, never a name or address.
CREATE TABLE identities (
    provider     text NOT NULL CHECK (provider IN ('github', 'oidc')),
    issuer       text NOT NULL DEFAULT '',
    subject      text NOT NULL,
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    login        text NOT NULL DEFAULT '',
    email        text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (provider, issuer, subject),
    UNIQUE (user_id, provider)
);

CREATE TABLE recovery_codes (
    user_id   uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    code_hash bytea NOT NULL CHECK (length(code_hash) = 32),
    used_at   timestamptz,
    PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE passkeys (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id       uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    public_key    bytea NOT NULL,
    sign_count    bigint NOT NULL DEFAULT 0,
    transports    text[] NOT NULL DEFAULT '{}',
    name          text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_used_at  timestamptz
);
CREATE INDEX passkeys_user ON passkeys (user_id);                             -- a person's list

-- steps of a sign-in that is not finished: a passkey's challenge, a password that still needs its second factor
CREATE TABLE challenges (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    purpose    text NOT NULL CHECK (purpose IN ('passkey_login', 'passkey_register', 'second_factor')),
    user_id    uuid REFERENCES users ON DELETE CASCADE,
    challenge  bytea NOT NULL,
    attempts   smallint NOT NULL DEFAULT 0,
    expires_at timestamptz NOT NULL
);
CREATE INDEX challenges_expiry ON challenges (expires_at);                    -- swept

CREATE TABLE photos (
    user_id    uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    large      bytea NOT NULL CHECK (length(large) <= 200000),  -- 256 × 256 px, WebP
    small      bytea NOT NULL CHECK (length(small) <= 50000),   -- 64 × 64 px
    etag       text NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- keys for programs. Only the hash is kept; the prefix is shown to tell them apart.
CREATE TABLE api_keys (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id      uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    workspace_id uuid NOT NULL REFERENCES workspaces ON DELETE CASCADE,
    name         text NOT NULL CHECK (length(btrim(name)) BETWEEN 1 AND 100),
    prefix       text NOT NULL CHECK (length(prefix) BETWEEN 6 AND 16),
    key_hash     bytea NOT NULL UNIQUE CHECK (length(key_hash) = 32),
    scope        text NOT NULL CHECK (scope IN ('read', 'write')),
    created_at   timestamptz NOT NULL DEFAULT now(),
    expires_at   timestamptz,
    last_used_at timestamptz,
    revoked_at   timestamptz
);
CREATE INDEX api_keys_user ON api_keys (user_id) WHERE revoked_at IS NULL;    -- a person's list
