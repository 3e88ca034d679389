"""An authorization server on a real socket: Authlib's own, with GitHub's addresses and those of OpenID Connect.

It knows one person at a time, who consents to everything. What it says wrong on request is what a hostile or broken
provider would.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, jsonify, request
from jwt.algorithms import RSAAlgorithm
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "healther-test", "the client's secret"
REDIRECTS = tuple(f"https://status.example.org/api/v1/auth/{name}/callback" for name in ("github", "oidc"))
KEY = rsa.generate_private_key(65537, 2048)

Claims = dict[str, Any]


def verified(email: str) -> list[dict[str, Any]]:
    """Return GitHub's list of addresses with one that is primary and verified."""
    return [{"email": email, "primary": True, "verified": True, "visibility": None}]


@dataclass
class Somebody:
    """The person who consents. `emails`: GitHub's answer; `claims`: what an id token says besides."""

    id: Any = field(default_factory=lambda: secrets.randbelow(10**9) + 1)
    login: str = "octocat"
    name: str | None = "Mona Lisa Octocat"
    emails: Any = field(default_factory=lambda: verified(f"mona-{secrets.token_hex(6)}@example.com"))
    claims: Claims = field(default_factory=dict)


@dataclass
class Code(AuthorizationCodeMixin):  # type: ignore[misc]
    code: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


class Client(ClientMixin):  # type: ignore[misc]
    """The one client that is registered."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> None:
        return None

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in REDIRECTS

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method in ("client_secret_post", "client_secret_basic")

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Provider:
    """The server, and what the tests set on it."""

    url: str = ""
    person: Somebody = field(default_factory=Somebody)
    forge: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    sign: Callable[[Claims], str] | None = None
    metadata: Claims = field(default_factory=dict)
    is_broken: bool = False
    has_id_token: bool = True
    codes: dict[str, Code] = field(default_factory=dict)
    challenges: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Forget what a test has set."""
        self.person, self.forge, self.sign = Somebody(), lambda claims: claims, None
        self.metadata, self.is_broken, self.has_id_token = {}, False, True

    def id_token(self, nonce: str | None) -> str:
        """Return a signed token about the person."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "sub": str(self.person.id),
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            **self.person.claims,
        }
        claims = self.forge(claims)
        return self.sign(claims) if self.sign else jwt.encode(claims, KEY, "RS256", {"kid": "one"})


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Serve for the block."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _app(provider), threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _app(provider: Provider) -> Flask:
    app = Flask("provider")
    server = _authorization_server(app, provider)

    @app.before_request
    def break_down() -> Response | None:
        return Response("<h1>out of order</h1>", 502) if provider.is_broken else None

    @app.get("/login/oauth/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user=provider.person)
        return server.create_authorization_response(grant_user=provider.person, grant=grant)

    @app.post("/login/oauth/access_token")
    def issue() -> Any:
        code = provider.codes.get(request.form["code"])
        answer = server.create_token_response()
        if answer.status_code == 200 and provider.has_id_token and code is not None and "openid" in code.scope:
            return jsonify({**answer.get_json(), "id_token": provider.id_token(code.nonce)})
        return answer

    @app.get("/api/user")
    def user() -> Any:
        person = provider.person
        return jsonify({"id": person.id, "login": person.login, "name": person.name, "email": "public@evil.example"})

    @app.get("/api/user/emails")
    def emails() -> Any:
        return jsonify(provider.person.emails)

    @app.get("/.well-known/openid-configuration")
    def describe() -> Any:
        return jsonify(
            {
                "issuer": provider.url,
                "authorization_endpoint": f"{provider.url}/login/oauth/authorize",
                "token_endpoint": f"{provider.url}/login/oauth/access_token",
                "jwks_uri": f"{provider.url}/jwks",
                "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
                **provider.metadata,
            }
        )

    @app.get("/jwks")
    def keys() -> Any:
        key = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return jsonify({"keys": [{**key, "kid": "one", "use": "sig", "alg": "RS256"}]})

    return app


def _authorization_server(app: Flask, provider: Provider) -> AuthorizationServer:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic", "client_secret_post"]  # noqa: RUF012 - Authlib's own shape

        def save_authorization_code(self, code: str, request: Any) -> Code:
            sent = request.payload.data
            provider.challenges.append(sent["code_challenge"])
            provider.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                sent.get("nonce"),
                sent["code_challenge"],
                sent["code_challenge_method"],
            )
            return provider.codes[code]

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> Somebody:
            return provider.person

    server = AuthorizationServer(
        app, query_client=lambda client_id: Client() if client_id == CLIENT_ID else None, save_token=lambda *_: None
    )
    server.register_grant(CodeGrant, [CodeChallenge(required=True)])
    return server
