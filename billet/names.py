"""The names of a stage's resources, on AWS as in the template, the policies and the configuration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one stage; those that an account shares with all the world hold its id."""

    stage: str

    @property
    def comments(self) -> str:
        """A DynamoDB table."""
        return f"billet-{self.stage}-comments"

    @property
    def messages(self) -> str:
        """A DynamoDB table."""
        return f"billet-{self.stage}-messages"

    @property
    def secret(self) -> str:
        """The SSM parameter that signs forms."""
        return f"/billet/{self.stage}/secret"

    def bucket(self, account: str) -> str:
        """The S3 bucket in the account with this id."""
        return f"billet-{self.stage}-{account}"

    def topic(self, account: str, region: str, partition: str) -> str:
        """The ARN of the SNS topic that tells the author and the operator."""
        return f"arn:{partition}:sns:{region}:{account}:billet-{self.stage}-news"

    def environment(self, account: str = "", region: str = "", partition: str = "aws") -> dict[str, str]:
        """Returns the environment variables of a deployment that hold them; neither bucket nor topic without
        an account."""
        return {
            "BILLET_BUCKET": self.bucket(account) if account else "",
            "BILLET_NEWS_TOPIC": self.topic(account, region, partition) if account else "",
            "BILLET_COMMENTS_TABLE": self.comments,
            "BILLET_MESSAGES_TABLE": self.messages,
            "BILLET_SECRET_PARAMETER": self.secret,
        }
