"""The mails to readers: the request to confirm, and answers."""

from __future__ import annotations

from chalicelib.conversation import subscribing
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import Action
from chalicelib.conversation.mail import Mail
from chalicelib.conversation.retention import UNCONFIRMED
from chalicelib.conversation.subscription import Subscription
from chalicelib.mail.writer import Writer, one_line, quoted
from chalicelib.web.words import span


def write_request(subscription: Subscription, comment: Comment, writer: Writer) -> Mail:
    """Returns the mail that asks to confirm. It quotes nothing that was written: who has typed the address of
    another cannot send anything to it. Raises `Unavailable`."""
    language = writer.language_of(comment.article)
    _ = writer.catalogue(language).gettext
    title = one_line(writer.title(comment.article))
    facts = {"site": one_line(writer.site.title, 60), "title": title}
    paragraphs = [
        _("Somebody, probably you, commented on “%(title)s” and asked to be told of answers by mail.")
        % facts,
        _("If it was you, please confirm it:") + "\n" + _link("confirm", subscription, writer),
        _("If it was not, do nothing: no other mail will come, and this address is deleted within %(span)s.")
        % {"span": span(UNCONFIRMED, language)},
        f"-- \n{facts['site']}\n{writer.urls.public('home')}",
    ]
    subject = _("Please confirm: answers to your comment on “%(title)s”") % {
        **facts,
        "title": one_line(title, 60),
    }
    return Mail(subject, "\n\n".join(paragraphs), to=subscription.email)


def write_answer(subscription: Subscription, answer: Comment, writer: Writer) -> Mail:
    """Returns the mail with an answer. Raises `Unavailable`."""
    language = writer.language_of(answer.article)
    _ = writer.catalogue(language).gettext
    title = one_line(writer.title(answer.article))
    facts = {"name": one_line(answer.name), "title": title, "date": writer.time(answer.posted, language)}
    unsubscribe = _link("unsubscribe", subscription, writer)
    paragraphs = [
        _("%(name)s answered on “%(title)s”, %(date)s:") % facts,
        quoted(answer.text),
        _("Read it there, or answer:") + f"\n{writer.address(answer.article, answer.id)}",
        "-- \n" + _("You get this because you asked for it. No more of it:") + f"\n{unsubscribe}",
    ]
    names = {"name": one_line(answer.name, 40), "title": one_line(title, 60)}
    return Mail(
        _("%(name)s answered your comment on “%(title)s”") % names,
        "\n\n".join(paragraphs),
        to=subscription.email,
        unsubscribe=unsubscribe,
    )


def _link(action: Action, subscription: Subscription, writer: Writer) -> str:
    token = subscribing.token_of(action, subscription, writer.secret, writer.now)
    return writer.urls.public("subscription", token=token)
