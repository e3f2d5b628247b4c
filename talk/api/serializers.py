from __future__ import annotations

from rest_framework import serializers

from talk.models import Comment


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment as it is read: on a lead, a campaign or a call-to-action, the other two are null.

    Of a deleted one the text is blank and `deleted_at` says when.
    """

    mentioned = serializers.PrimaryKeyRelatedField[Comment](many=True, read_only=True)

    class Meta:
        model = Comment
        fields = (
            *("id", "lead", "campaign", "cta", "user", "text", "mentioned"),
            *("created_at", "edited_at", "deleted_at"),
        )


class CommentInput(serializers.ModelSerializer[Comment]):
    """What is said; “@” and the name of a colleague tells them."""

    class Meta:
        model = Comment
        fields = ("text",)
