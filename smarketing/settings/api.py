"""The API: how a call is read, allowed, answered and described."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api.TokenAuthentication", "accounts.api.SessionOfAPerson"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api.TablePermission"],
    "DEFAULT_PARSER_CLASSES": ["smarketing.api.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["accounts.api.CountedFilters"],
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would describe operations to whom they are closed
    "DEFAULT_PAGINATION_CLASS": "smarketing.api.NewestFirst",
    "DEFAULT_SCHEMA_CLASS": "smarketing.api_schema.OperationSchema",
    "EXCEPTION_HANDLER": "smarketing.api.answer_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Smarketing API",
    "DESCRIPTION": "Campaigns, leads, handoffs, ratings, outcomes, conversion: the rules of the pages. Here "
    "stands what a token can do; each operation names the scope it needs.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["accounts.api.SignedIn"],
    "AUTHENTICATION_WHITELIST": ["accounts.api.TokenAuthentication"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "GradeEnum": "leads.models.Grade",
        "CtaKindEnum": "campaigns.models.CtaKind",
        "LeadKindEnum": "leads.models.LeadKind",
        "IncomingKindEnum": "leads.api.serializers.KINDS",
        "LeadStageEnum": "leads.models.LeadStage",
        "HandoffAnswerEnum": "handoff.models.Answer",
        "ConsentChannelEnum": "leads.models.ConsentChannel",
        "CampaignStatusEnum": "campaigns.models.campaigns.Campaign.Status",
        "AttemptChannelEnum": "feedback.models.AttemptChannel",
        "OutcomeKindEnum": "feedback.models.OutcomeKind",
        "FollowUpEndEnum": "feedback.models.FollowUpEnd",
        "DisputeEndEnum": "feedback.models.disputes.DisputeEnd",
        "FindingKindEnum": "findings.models.FindingKind",
        "AnswerStepEnum": "feedback.models.AnswerStep",
        "FindingAnswerEnum": "findings.api.views.ANSWERS",
        "FindingStepEnum": "findings.models.FindingStep",
        "VerdictEnum": "feedback.models.disputes.Verdict",
        "BenefitVerdictEnum": [(word, word) for word in ("better", "worse", "unsure", "unknown")],
        "LeanEnum": [(word, word) for word in ("optimistic", "pessimistic", "level")],
        "DirectionEnum": [(word, word) for word in ("up", "down", "level")],
        "FindingDirectionEnum": "findings.models.FindingDirection",
        "NoticeWayEnum": "accounts.models.Way",
        "NoticeKindEnum": "accounts.kinds.Kind",
    },
}
