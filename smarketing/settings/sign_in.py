"""Who one is: passwords, sessions, the second step, the company's own directory."""

from __future__ import annotations

import os

from accounts.directory.config import read_directory
from smarketing.settings.environment import IS_LOCAL, env

AUTH_USER_MODEL = "accounts.User"
# auth.W004 wants `unique=True`; the address is unique regardless of case, by the constraint user_email_once.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Before people, company, tokens, second step and exports: a sign-in or confirmation of the last 15 minutes.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Beside allauth's own limits (sign-in, new password …): guesses of the set-up code, per address and of all.
ACCOUNT_RATE_LIMITS = {"setup_code": "10/10m/ip,100/h/key"}
# The company's own directory, if the environment names one (docs/operations.md).
OIDC = read_directory(os.environ, is_local=IS_LOCAL)
SOCIALACCOUNT_ADAPTER = "accounts.directory.adapter.DirectoryAccounts"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 3
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Smarketing"
MFA_ADAPTER = "accounts.second_step.EncryptingMFAAdapter"

SESSION_ENGINE = "smarketing.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
# Without a click for so long one signs in again; after 14 days in any case.
SESSION_IDLE_HOURS = env.float("SESSION_IDLE_HOURS", 12)
