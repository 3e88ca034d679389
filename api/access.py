"""What each route takes: one line a route, by the name of its function.

API keys are let in by this table (api/deps.py), `docs/authorization.md` is written from it (`make openapi`),
and the matrix test asks every route as everybody. A route without a line is closed to keys and fails that test.
"""

from enum import Enum
from typing import Final

from api.roles import Action


class Need(Enum):
    """What a route takes when it is not about one workspace; the value is how the documentation says it."""

    NOTHING = "nothing: open to everybody"
    LINK = "the secret in the request: a link's token, a ping's address, a ticket, a cookie"
    VISIBILITY = "what the person allows: everybody, signed-in people, or people of a shared workspace"
    SIGNED_IN = "an access token or an API key; answers about one's own workspaces only"
    ACCOUNT = "an access token: it is about the account itself, so API keys do not open it"
    OPERATOR = "the access token of an operator; 404 for everybody else"


Access = Need | Action

ROUTES: Final[dict[str, Access]] = {
    # operation
    "get_health": Need.NOTHING,
    "get_readiness": Need.NOTHING,
    "show_docs": Need.NOTHING,
    "show_first_page": Need.NOTHING,
    "show_redoc": Need.NOTHING,
    "openapi": Need.NOTHING,
    "get_static_file": Need.NOTHING,
    # public
    "check_publicly": Need.NOTHING,
    "check_by_page": Need.NOTHING,
    "show_status_page": Need.NOTHING,
    "show_status_history": Need.NOTHING,
    "show_status_day": Need.NOTHING,
    "get_status_feed": Need.NOTHING,
    "get_status_live": Need.NOTHING,
    "get_status_picture": Need.NOTHING,
    "get_status_summary": Need.NOTHING,
    "get_status_half": Need.NOTHING,
    "get_badge": Need.NOTHING,
    "get_badge_facts": Need.NOTHING,
    "show_leave_page": Need.LINK,
    "leave_by_page": Need.LINK,
    "show_confirm_page": Need.LINK,
    "confirm_by_page": Need.LINK,
    "confirm_recipient": Need.LINK,
    "leave_recipients": Need.LINK,
    "ping": Need.LINK,
    "ping_signal": Need.LINK,
    "preview_invite": Need.LINK,
    # signing in
    "register": Need.NOTHING,
    "login": Need.NOTHING,
    "refresh_token": Need.LINK,
    "logout": Need.LINK,
    "confirm_address": Need.LINK,
    "forget_password": Need.NOTHING,
    "reset_password": Need.LINK,
    "finish_second_factor": Need.LINK,
    "begin_passkey_login": Need.NOTHING,
    "login_with_passkey": Need.LINK,
    "get_second_factor": Need.LINK,
    "get_sign_in_methods": Need.NOTHING,
    "begin_github": Need.NOTHING,
    "finish_github": Need.LINK,
    "begin_oidc": Need.NOTHING,
    "finish_oidc": Need.LINK,
    # oneself
    "get_me": Need.SIGNED_IN,
    "change_me": Need.ACCOUNT,
    "delete_me": Need.ACCOUNT,
    "resend_confirmation": Need.ACCOUNT,
    "change_email": Need.ACCOUNT,
    "change_password": Need.ACCOUNT,
    "list_sessions": Need.ACCOUNT,
    "end_session": Need.ACCOUNT,
    "logout_everywhere": Need.ACCOUNT,
    "get_security": Need.ACCOUNT,
    "set_up_totp": Need.ACCOUNT,
    "confirm_totp": Need.ACCOUNT,
    "remove_totp": Need.ACCOUNT,
    "renew_recovery_codes": Need.ACCOUNT,
    "list_passkeys": Need.ACCOUNT,
    "begin_passkey": Need.ACCOUNT,
    "add_passkey": Need.ACCOUNT,
    "rename_passkey": Need.ACCOUNT,
    "remove_passkey": Need.ACCOUNT,
    "list_identities": Need.ACCOUNT,
    "link_identity": Need.ACCOUNT,
    "unlink_identity": Need.ACCOUNT,
    "get_overview": Need.SIGNED_IN,
    "list_own_alerts": Need.SIGNED_IN,
    "change_own_alerts": Action.READ,
    "set_photo": Need.ACCOUNT,
    "delete_photo": Need.ACCOUNT,
    "list_api_keys": Need.ACCOUNT,
    "make_api_key": Need.ACCOUNT,
    "revoke_api_key": Need.ACCOUNT,
    "accept_invite": Need.ACCOUNT,
    # people
    "get_person": Need.VISIBILITY,
    "get_photo": Need.VISIBILITY,
    # workspaces
    "list_workspaces": Need.SIGNED_IN,
    "make_workspace": Need.ACCOUNT,
    "get_workspace": Action.READ,
    "get_workspace_overview": Action.READ,
    "change_workspace": Action.EDIT_WORKSPACE,
    "delete_workspace": Action.DELETE_WORKSPACE,
    "restore_workspace": Action.DELETE_WORKSPACE,
    "transfer_workspace": Action.MANAGE_MEMBERS,
    "leave_workspace": Action.LEAVE,
    "list_members": Action.READ,
    "change_member": Action.MANAGE_MEMBERS,
    "remove_member": Action.MANAGE_MEMBERS,
    "list_invites": Action.INVITE,
    "make_invite": Action.INVITE,
    "resend_invite": Action.INVITE,
    "revoke_invite": Action.INVITE,
    "list_recipients": Action.EDIT_RECIPIENTS,
    "add_recipient": Action.EDIT_RECIPIENTS,
    "remove_recipient": Action.EDIT_RECIPIENTS,
    "try_recipient_again": Action.EDIT_RECIPIENTS,
    "list_audit_log": Action.READ_AUDIT_LOG,
    "export_audit_log": Action.READ_AUDIT_LOG,
    "get_status_page_settings": Action.READ,
    "change_status_page_settings": Action.EDIT_WORKSPACE,
    # monitors
    "list_monitors": Need.SIGNED_IN,
    "list_workspace_monitors": Action.READ,
    "make_monitor": Action.EDIT_MONITORS,
    "change_monitors": Action.EDIT_MONITORS,
    "get_monitor": Action.READ,
    "get_certificate": Action.READ,
    "change_monitor": Action.EDIT_MONITORS,
    "delete_monitor": Action.EDIT_MONITORS,
    "pause_monitor": Action.EDIT_MONITORS,
    "resume_monitor": Action.EDIT_MONITORS,
    "check_monitor": Action.CHECK_NOW,
    "check_unsaved_monitor": Action.CHECK_NOW,
    # live
    "make_live_ticket": Need.SIGNED_IN,
    "follow_live": Need.LINK,
    # numbers
    "get_monitor_days": Action.READ,
    "get_workspace_days": Action.READ,
    "get_latency": Action.READ,
    "get_percentiles": Action.READ,
    "get_heatmap": Action.READ,
    "get_reliability": Action.READ,
    "get_baseline": Action.READ,
    "list_changes": Action.READ,
    "list_checks": Action.READ,
    "export_checks_csv": Action.READ,
    "export_checks_json": Action.READ,
    "export_checks_parquet": Action.READ,
    "ask": Action.READ,
    "get_uptime": Action.READ,
    "list_all_incidents": Need.SIGNED_IN,
    "list_incidents": Action.READ,
    "list_workspace_incidents": Action.READ,
    "list_policies": Action.READ,
    "make_policy": Action.EDIT_WORKSPACE,
    "list_exclusions": Action.READ,
    "make_exclusion": Action.EDIT_WORKSPACE,
    "revoke_exclusion": Action.EDIT_WORKSPACE,
    "list_objectives": Action.READ,
    "make_objective": Action.EDIT_WORKSPACE,
    "change_objective": Action.EDIT_WORKSPACE,
    "remove_objective": Action.EDIT_WORKSPACE,
    "get_budget": Action.READ,
    # reports
    "get_sla": Action.READ,
    "get_sla_json": Action.READ,
    "get_sla_csv": Action.READ,
    "get_sla_xlsx": Action.READ,
    "get_sla_parquet": Action.READ,
    "get_sla_pdf": Action.READ,
    "list_reports": Action.READ,
    "order_report": Action.READ,
    "get_report": Action.READ,
    "get_report_file": Action.READ,
    "remove_report": Action.EDIT_WORKSPACE,
    # archives
    "list_archives": Action.EDIT_WORKSPACE,
    "order_archive": Action.EDIT_WORKSPACE,
    "get_archive": Action.EDIT_WORKSPACE,
    "get_archive_file": Action.EDIT_WORKSPACE,
    "remove_archive": Action.EDIT_WORKSPACE,
    "list_imports": Need.ACCOUNT,
    "bring_archive": Need.ACCOUNT,
    "get_import": Need.ACCOUNT,
    "remove_import": Need.ACCOUNT,
    "list_report_schedules": Action.READ,
    "make_report_schedule": Action.EDIT_WORKSPACE,
    "delete_report_schedule": Action.EDIT_WORKSPACE,
    "get_linked_report": Need.LINK,
    # maintenance
    "list_maintenance": Action.READ,
    "make_maintenance": Action.EDIT_MONITORS,
    "change_maintenance": Action.EDIT_MONITORS,
    "delete_maintenance": Action.EDIT_MONITORS,
    # the installation
    "get_operator": Need.OPERATOR,
    "list_mails": Need.OPERATOR,
    "get_mail": Need.OPERATOR,
    "list_refused_addresses": Need.OPERATOR,
    "forget_refused_address": Need.OPERATOR,
}


# Asked with POST, for their answers are secrets or take work, but they change nothing: open to keys that may only read.
READS_BY_POST: Final = frozenset({"make_live_ticket", "ask"})


def opens_to_keys(route: str) -> bool:
    """Tell whether an API key may be used there at all."""
    access = ROUTES.get(route)
    return isinstance(access, Action) or access in (Need.SIGNED_IN, Need.VISIBILITY)
