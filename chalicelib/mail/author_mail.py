"""The mail that tells the author what waits: each comment and message whole, with its links."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.content.problem import Problem
from chalicelib.conversation import moderation_link
from chalicelib.conversation.comment import Comment
from chalicelib.conversation.comment_link import FOR_AUTHOR, Action, CommentLink
from chalicelib.conversation.mail import Mail
from chalicelib.conversation.message import Message
from chalicelib.conversation.notifying import WHOLE, News
from chalicelib.mail.writer import Writer, one_line, quoted

WHOLE_BYTES = 120_000
"""Bytes of the comments and messages that are shown whole. SNS takes 262,144 in all."""

MOST_LINES = 60
"""Comments and messages that are shown as one line, after those that are shown whole; the others are
counted."""

MOST_PROBLEMS = 30
"""Problems of uploads that are shown; the others are counted."""

_LONGEST_PROBLEM = 600


def write(news: News, writer: Writer) -> Mail:
    """Returns the mail that tells some news. Raises `Unavailable`."""
    _ = writer.catalogue().gettext
    blocks = [*_items(news, writer), *_spam(news, writer), *_problems(news.problems, writer)]
    blocks.append("-- \n" + _footer(writer))
    reply_to = news.messages[0].email if len(news.messages) == 1 and not news.comments else ""
    return Mail(
        f"[{one_line(writer.site.title, 40)}] {_subject(news, writer)}",
        "\n\n".join(blocks),
        reply_to=reply_to,
    )


def _subject(news: News, writer: Writer) -> str:
    translations = writer.catalogue()
    _, ngettext = translations.gettext, translations.ngettext
    if len(news.comments) == 1 and not news.messages:
        comment = news.comments[0]
        facts = {"name": one_line(comment.name, 40), "title": one_line(writer.title(comment.article), 60)}
        return _("Comment by %(name)s on “%(title)s”") % facts
    if len(news.messages) == 1 and not news.comments:
        message = news.messages[0]
        facts = {"name": one_line(message.name, 40), "subject": one_line(message.subject, 60)}
        return _("Message from %(name)s: %(subject)s") % facts
    comments, messages, problems = len(news.comments), len(news.messages), len(news.problems)
    parts = (
        (comments, ngettext("%(num)d comment", "%(num)d comments", comments)),
        (messages, ngettext("%(num)d message", "%(num)d messages", messages)),
        (problems, ngettext("%(num)d problem of uploads", "%(num)d problems of uploads", problems)),
    )
    counted = [text % {"num": number} for number, text in parts if number]
    return ", ".join(counted) or ngettext(
        "%(num)d text set aside as spam", "%(num)d texts set aside as spam", news.spam
    ) % {"num": news.spam}


def _items(news: News, writer: Writer) -> Iterator[str]:
    """Yields comments and messages, the oldest first: whole, then as lines, then counted."""
    items: list[Comment | Message] = [*news.comments, *news.messages]
    items.sort(key=_time_of)
    size = whole = 0
    for item in items[:WHOLE]:
        block = _comment(item, writer) if isinstance(item, Comment) else _message(item, writer)
        size += len(block.encode("utf-8", "replace"))
        if size > WHOLE_BYTES:
            break
        yield block
        whole += 1
    if left := items[whole:]:
        yield "\n".join(_lines(left, writer))


def _lines(items: list[Comment | Message], writer: Writer) -> Iterator[str]:
    _ = writer.catalogue().gettext
    yield _("There are more, the beginning of each:")
    for item in items[:MOST_LINES]:
        beginning = item.text if isinstance(item, Comment) else f"{item.subject}: {item.text}"
        yield f"* {one_line(item.name, 40)}: {one_line(beginning, 100)}"
    if (number := len(items) - MOST_LINES) > 0:
        others = writer.catalogue().ngettext("and %(num)d other", "and %(num)d others", number)
        yield others % {"num": number}
    if any(isinstance(item, Comment) for item in items):
        yield _("Read and judge all comments here:") + " " + _queue(writer)
    if any(isinstance(item, Message) for item in items):
        yield _("Read all messages with this command:") + " billet messages list"


def _time_of(item: Comment | Message) -> datetime:
    return item.posted if isinstance(item, Comment) else item.received


def _comment(comment: Comment, writer: Writer) -> str:
    _ = writer.catalogue().gettext
    facts = {
        "name": one_line(comment.name),
        "title": one_line(writer.title(comment.article)),
        "date": writer.time(comment.posted),
    }
    lines = [_("%(name)s wrote about “%(title)s”, %(date)s:") % facts, "", quoted(comment.text), ""]
    if comment.email:
        lines.append(_("E-mail:") + f" {one_line(comment.email, 254)}")
    article = writer.article(comment.article)
    if comment.parent and (address := writer.address(comment.article, comment.parent)):
        lines.append(_("Answers:") + f" {address}")
    elif article and (address := writer.urls.public_of(article)):
        lines.append(_("Article:") + f" {address}")
    return "\n".join([*lines, *_links(comment, writer)])


def _links(comment: Comment, writer: Writer) -> Iterator[str]:
    _ = writer.catalogue().gettext
    labels: dict[Action, str] = {
        "approve": _("Approve:"),
        "reply": _("Reply:") if comment.state == "approved" else _("Approve and reply:"),
        "reject": _("Reject:"),
        "spam": _("Spam:"),
    }
    if not writer.urls.base:
        yield f"billet comments approve {comment.id}"
        yield f"billet comments reject {comment.id}"
        return
    for action, label in labels.items():
        assert action in FOR_AUTHOR, "no other link goes to the author"
        if action != "approve" or comment.state != "approved":
            token = CommentLink(action, comment.id, comment.revision, writer.now).token(writer.secret)
            yield f"{label} {writer.urls.public('moderation_comment', token=token)}"


def _message(message: Message, writer: Writer) -> str:
    _ = writer.catalogue().gettext
    facts = {"name": one_line(message.name), "date": writer.time(message.received)}
    lines = [
        _("%(name)s sent a message, %(date)s:") % facts,
        "",
        quoted(message.subject),
        ">",
        quoted(message.text),
        "",
        _("E-mail:") + f" {one_line(message.email, 254)}",
    ]
    return "\n".join(lines)


def _spam(news: News, writer: Writer) -> Iterator[str]:
    if news.spam:
        sentence = writer.catalogue().ngettext(
            "%(num)d text was set aside as spam. If a person wrote it, it is here:",
            "%(num)d texts were set aside as spam. If persons wrote some of them, they are here:",
            news.spam,
        ) % {"num": news.spam}
        yield f"{sentence} {_queue(writer, 'spam')}"


def _problems(problems: Sequence[Problem], writer: Writer) -> Iterator[str]:
    translations = writer.catalogue()
    _ = translations.gettext
    for fatal, heading in (
        (True, _("These uploads were refused:")),
        (False, _("These uploads have warnings:")),
    ):
        of_kind = [problem for problem in problems if problem.fatal == fatal]
        if not of_kind:
            continue
        lines = [
            heading,
            *(f"* {one_line(str(problem), _LONGEST_PROBLEM)}" for problem in of_kind[:MOST_PROBLEMS]),
        ]
        if (number := len(of_kind) - MOST_PROBLEMS) > 0:
            others = translations.ngettext(
                "and %(num)d other, which this command shows:",
                "and %(num)d others, which this command shows:",
                number,
            )
            lines.append(f"{others % {'num': number}} billet status")
        yield "\n".join(lines)


def _queue(writer: Writer, state: str = "") -> str:
    """Returns a link to the moderation page; the command that makes one where there is no public address."""
    address = writer.urls.public("moderation")
    if not address:
        return "billet comments list" + (f" --state {state}" if state else "")
    key = moderation_link.issue(writer.secret, writer.now)
    return f"{address}?key={key}" + (f"&list={state}" if state else "")


def _footer(writer: Writer) -> str:
    _ = writer.catalogue().gettext
    return "\n".join(
        [
            _("All that waits, what was decided, and the search:") + " " + _queue(writer),
            _("Who has these links may judge comments: keep this mail to yourself. They work for 30 days."),
        ]
    )
