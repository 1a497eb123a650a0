"""The names that languages have in themselves."""

from __future__ import annotations

from chalicelib.content.language_tag import primary

# After CLDR.
_NAMES = """
    ar: العربية
    az: azərbaycan
    be: беларуская
    bg: български
    bn: বাংলা
    br: brezhoneg
    bs: bosanski
    ca: català
    cs: čeština
    cy: Cymraeg
    da: dansk
    de: Deutsch
    el: Ελληνικά
    eo: Esperanto
    es: español
    et: eesti
    eu: euskara
    fa: فارسی
    fi: suomi
    ga: Gaeilge
    gl: galego
    gu: ગુજરાતી
    he: עברית
    hi: हिन्दी
    hr: hrvatski
    hu: magyar
    hy: հայերեն
    id: Indonesia
    is: íslenska
    it: italiano
    ja: 日本語
    ka: ქართული
    kk: қазақ тілі
    km: ខ្មែរ
    kn: ಕನ್ನಡ
    ko: 한국어
    ku: kurdî (kurmancî)
    lb: Lëtzebuergesch
    lo: ລາວ
    lt: lietuvių
    lv: latviešu
    mk: македонски
    ml: മലയാളം
    mn: монгол
    mr: मराठी
    ms: Melayu
    my: မြန်မာ
    nb: norsk bokmål
    ne: नेपाली
    nl: Nederlands
    nn: norsk nynorsk
    no: norsk
    oc: occitan
    pa: ਪੰਜਾਬੀ
    pl: polski
    ps: پښتو
    pt: português
    ro: română
    ru: русский
    si: සිංහල
    sk: slovenčina
    sl: slovenščina
    so: Soomaali
    sq: shqip
    sr: српски
    sv: svenska
    sw: Kiswahili
    ta: தமிழ்
    te: తెలుగు
    th: ไทย
    tr: Türkçe
    uk: українська
    ur: اردو
    uz: o‘zbek
    vi: Tiếng Việt
    yi: ייִדיש
    zh: 中文
    zu: isiZulu
    pt-BR: português (Brasil)
    pt-PT: português (Portugal)
    sr-Cyrl: српски (ћирилица)
    sr-Latn: srpski (latinica)
    zh-Hans: 中文 (简体)
    zh-Hant: 中文 (繁體)
"""
NAMES = dict(line.strip().split(": ") for line in _NAMES.strip().splitlines())


def name_of(tag: str) -> str:
    """Returns the name of a language in itself, with what else its tag says: ``Deutsch (AT)``; the tag, where
    the name is not known."""
    if tag in NAMES:
        return NAMES[tag]
    language = NAMES.get(primary(tag))
    return f"{language}{subtags_of(tag)}" if language else tag


def subtags_of(tag: str) -> str:
    """Returns script, region and what follows them, in brackets after a space; "" where a tag has none."""
    subtags = tag.partition("-")[2]
    return f" ({subtags})" if subtags else ""
