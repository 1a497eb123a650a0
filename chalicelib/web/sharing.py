"""Share links: plain addresses, no script of any network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from chalicelib.content.site import Share

LABELS = {
    "linkedin": "LinkedIn",
    "x": "X",
    "facebook": "Facebook",
    "whatsapp": "WhatsApp",
    "mastodon": "Mastodon",
}


@dataclass(frozen=True)
class Link:
    """One place to share an article at."""

    label: str
    address: str


def links(share: Share, title: str, url: str, mail_label: str) -> list[Link]:
    """Returns the links for one article; none where its public address is unknown."""
    if not url:
        return []
    both = f"{title} {url}"
    addresses = {
        "linkedin": "https://www.linkedin.com/sharing/share-offsite/?" + urlencode({"url": url}),
        "x": "https://x.com/intent/post?" + urlencode({"text": title, "url": url}),
        "facebook": "https://www.facebook.com/sharer/sharer.php?" + urlencode({"u": url}),
        "whatsapp": "https://wa.me/?" + urlencode({"text": both}),
        "mastodon": f"https://{share.mastodon_server}/share?" + urlencode({"text": both}),
        "mail": f"mailto:?subject={quote(title)}&body={quote(url)}",
    }
    return [Link(LABELS.get(name, mail_label), addresses[name]) for name in share.networks]
