"""The pages of accounts; allauth's names stand outside the namespace."""

from __future__ import annotations

from allauth.account import views as allauth
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, include, path, re_path
from django.views.generic import RedirectView

from accounts.permissions import public
from accounts.views import (
    company,
    directory,
    invitations,
    language,
    notices,
    notifications,
    own_email,
    people,
    profile,
    sessions,
    setup,
    sign_in_link,
    team_chats,
    tokens,
    two_steps,
)
from pages.once import once

pages: list[URLPattern] = [
    path("setup/", setup.setup, name="setup"),
    path("language/", language.set_language, name="set_language"),
    path("profile/", profile.profile, name="profile"),
    path("profile/address/", own_email.own_email, name="own_email"),
    path("profile/address/<str:secret>/", own_email.own_email_confirm, name="own_email_confirm"),
    path("profile/two-steps/later/", two_steps.put_off, name="two_steps_put_off"),
    path("profile/tokens/", tokens.tokens, name="tokens"),
    path("profile/tokens/<int:pk>/revoke/", tokens.revoke, name="token_revoke"),
    path("profile/notifications/", notices.notices, name="notices"),
    path("profile/notifications/choose/", notices.choose, name="notices_choose"),
    path("profile/notifications/usual/", notices.usual, name="notices_usual"),
    path("notifications/unsubscribe/<str:secret>/", notices.notices_unsubscribe, name="notices_unsubscribe"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<int:pk>/open/", notifications.open_notification, name="notification_open"),
    path("company/", company.company, name="company"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite_person, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/reactivate/", people.reactivate_person, name="person_reactivate"),
    path("people/invitations/<int:pk>/resend/", people.resend, name="invitation_resend"),
    path("people/invitations/<int:pk>/withdraw/", people.withdraw, name="invitation_withdraw"),
    path("team-chats/", team_chats.team_chats, name="team_chats"),
    path("team-chats/new/", team_chats.team_chat_new, name="team_chat_new"),
    path("team-chats/<int:pk>/", team_chats.team_chat, name="team_chat"),
    path("team-chats/<int:pk>/test/", team_chats.team_chat_test, name="team_chat_test"),
    path("team-chats/<int:pk>/remove/", team_chats.team_chat_remove, name="team_chat_remove"),
    path("account/directory/", directory.sign_in, name="directory_sign_in"),
    path("account/directory/callback/", directory.callback, name="directory_callback"),
    path("account/directory/confirm/", directory.confirm, name="directory_confirm"),
    path("account/sessions/end/<int:pk>/", sessions.end, name="session_end"),
    path("account/sessions/end-others/", sessions.end_others, name="sessions_end_others"),
    path("account/link/<str:secret>/", sign_in_link.sign_in_link, name="sign_in_link"),
    path("invitation/<str:secret>/", invitations.invitation, name="invitation"),
]

# Addresses of people are kept in one place, the user; allauth's own page would keep a second list of them.
no_second_address_list = public(RedirectView.as_view(pattern_name="accounts:profile"))

# What allauth changes by a form is done once too. Who signs in gets a session with the answer, which cannot
# be given to anybody again; signing out and ending sessions come to the same however often.
KEY = r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"
done_once: list[URLPattern] = [
    path("account/password/change/", once(allauth.password_change), name="account_change_password"),
    path(
        "account/password/reset/", once(allauth.password_reset, is_public=True), name="account_reset_password"
    ),
    re_path(
        KEY, once(allauth.password_reset_from_key, is_public=True), name="account_reset_password_from_key"
    ),
    path("account/2fa/totp/activate/", once(totp.activate_totp), name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", once(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/2fa/recovery-codes/generate/",
        once(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns = [
    path("", include((pages, "accounts"))),
    *done_once,
    # By the name allauth knows it: ours reads what the browser calls itself.
    path("account/sessions/", sessions.sessions, name="usersessions_list"),
    path("account/email/", no_second_address_list, name="account_email"),
    # allauth's pages, one by one: of its sign-in by others only the directory above is open.
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
