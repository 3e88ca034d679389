"""How often what may be tried: by address, by account, and in all, so that many addresses together find an end too."""

from typing import Final

from api.errors import Problem
from api.limits import Limit, Limits

LOGIN_IN_ALL: Final = Limit("login:all", 1200, 60)
REGISTER_IN_ALL: Final = Limit("register:all", 2000, 3600)
FORGOT_BY_ADDRESS: Final = Limit("forgot:address", 30, 3600)
FORGOT_BY_ACCOUNT: Final = Limit("forgot:account", 5, 3600)
FORGOT_IN_ALL: Final = Limit("forgot:all", 1000, 3600)
LINK_BY_ADDRESS: Final = Limit("link:address", 100, 300)
CONFIRMATION_BY_ACCOUNT: Final = Limit("confirmation:account", 5, 3600)
EMAIL_CHANGE_BY_ACCOUNT: Final = Limit("email:account", 5, 3600)
PROOF_BY_ACCOUNT: Final = Limit("proof:account", 20, 300)
# 20 guesses an hour at three codes of a million that are good at a moment: 0.15 % a day for who knows the password.
SECOND_FACTOR_BY_ACCOUNT: Final = Limit("second-factor:account", 20, 3600)
SECOND_FACTOR_BY_ADDRESS: Final = Limit("second-factor:address", 100, 300)
PASSKEY_BY_ADDRESS: Final = Limit("passkey:address", 100, 300)
PASSKEY_IN_ALL: Final = Limit("passkey:all", 1200, 60)
ELSEWHERE_BY_ADDRESS: Final = Limit("elsewhere:address", 100, 300)
ELSEWHERE_IN_ALL: Final = Limit("elsewhere:all", 600, 60)

EVERYBODY: Final = "everybody"


async def within(limits: Limits, limit: Limit, key: str) -> bool:
    """Count one hit and tell whether it is allowed, for answers that must not show it."""
    try:
        await limits.hit(limit, key)
    except Problem:
        return False
    return True
