"""Accounts: addresses and passwords, sign-ins, second factors, passkeys, accounts elsewhere."""
