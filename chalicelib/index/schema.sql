-- The index: all that publishing knows of the bucket and all that pages ask of it, but for the words of the texts.
--
-- One file, `_index/site-1.sqlite.gz`. The 1 is the version of this schema: a change that the code before it cannot read
-- takes another number, and the first run of the new code reads all files again. What no file can tell again is handed on
-- from the newest other index: the tables `ids`, `former_paths` and `retired_ids`, which never change their columns.
--
-- Moments are whole microseconds since 1970 (UTC): whole seconds would disagree with Python around a moment. Texts hold
-- neither half characters nor NUL. What must be folded (case, accents, composition) was folded by Python.
-- The row number `article` joins tables and orders nothing: orders end in the key.

PRAGMA application_id = 0x42494C54;
PRAGMA user_version = 1;
PRAGMA page_size = 4096;

-- One row: what holds for the whole.
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    generation INTEGER NOT NULL,      -- how many different states of the bucket were looked at
    listing_digest TEXT NOT NULL,     -- of the keys and ETags of that state
    complete INTEGER NOT NULL,        -- whether all files of that state were read
    parser_version INTEGER NOT NULL,  -- the rules by which files were read (article_parser.PARSER_VERSION)
    site TEXT NOT NULL,               -- site.toml, as JSON
    theme TEXT NOT NULL               -- theme.css, as browsers get it
) STRICT;

-- The texts in the bucket, site.toml and theme.css, as they were last read, good or not. Their receipts are made of these rows.
CREATE TABLE files (
    key TEXT PRIMARY KEY,
    etag TEXT NOT NULL,
    unread INTEGER NOT NULL,          -- whether it must be read again although its bytes are the same
    since INTEGER NOT NULL,           -- the generation that saw the key first
    slug_conflict INTEGER NOT NULL,   -- whether it is refused only because another has its address
    title TEXT NOT NULL,              -- what could be read of a refused file, else ''
    slug TEXT NOT NULL,
    note TEXT NOT NULL,               -- which deleted article it is again and how that is known, '' for none
    problems TEXT NOT NULL            -- errors and warnings that the file alone explains, as JSON
) STRICT, WITHOUT ROWID;

-- The last good version of each article and standing page, drafts too.
CREATE TABLE articles (
    article INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    etag TEXT NOT NULL,               -- with `version`, the exact bytes that readers get
    version TEXT NOT NULL,
    kind TEXT NOT NULL,               -- 'articles' or 'pages'
    id TEXT NOT NULL,                 -- what comments hang on; see `ids`
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    language TEXT NOT NULL,
    excerpt TEXT NOT NULL,
    minutes INTEGER NOT NULL,         -- to read it
    draft INTEGER NOT NULL,
    unlisted INTEGER NOT NULL,
    featured INTEGER NOT NULL,
    date INTEGER NOT NULL,
    written_date TEXT NOT NULL,       -- the same with the offset it was written in, ISO 8601
    year INTEGER NOT NULL,            -- of the date, in the site's zone
    begins INTEGER NOT NULL,          -- public from then on,
    expires INTEGER,                  -- and until then
    appears TEXT NOT NULL,            -- as written, ISO 8601, '' where there is none; so are the next three
    written_expires TEXT NOT NULL,
    updated TEXT NOT NULL,
    edited TEXT NOT NULL,
    translation TEXT NOT NULL,        -- what it shares with the same text in other languages
    tags TEXT NOT NULL,               -- JSON lists, as their author writes them
    categories TEXT NOT NULL,
    series TEXT NOT NULL,
    author TEXT NOT NULL,
    page_order INTEGER NOT NULL,      -- of standing pages in the menu
    details TEXT NOT NULL,            -- JSON: what only its own page needs
    words TEXT NOT NULL DEFAULT '',   -- those of `article_words`, with blanks between them
    nfc_key TEXT NOT NULL,            -- the key in the spelling that links are compared in
    UNIQUE (slug, kind)               -- in this order: no list by kind alone is to go through it
) STRICT;

-- What lists show, newest first: all they count and filter by is in the index itself.
CREATE INDEX articles_listed ON articles (date, key, begins, expires, year, kind, draft, unlisted)
    WHERE kind = 'articles' AND draft = 0 AND unlisted = 0;
CREATE INDEX articles_begin ON articles (begins) WHERE draft = 0;
CREATE INDEX articles_end ON articles (expires) WHERE draft = 0 AND expires IS NOT NULL;
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_nfc_key ON articles (nfc_key);
CREATE INDEX articles_featured ON articles (date, key) WHERE featured = 1 AND draft = 0;
CREATE INDEX articles_translated ON articles (translation, kind) WHERE translation <> '';
CREATE INDEX articles_pages ON articles (page_order, key) WHERE kind = 'pages';

-- The tags, categories and series that lists are made of; `label` as the article writes it.
CREATE TABLE article_terms (
    taxonomy TEXT NOT NULL,           -- 'tags', 'categories' or 'series'
    slug TEXT NOT NULL,
    date INTEGER NOT NULL,            -- of the article
    article INTEGER NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (taxonomy, slug, date, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_terms_by_article ON article_terms (article);

-- At most 16 words an article is about, chosen from its text alone; for related articles.
CREATE TABLE article_words (
    word TEXT NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (word, article)
) STRICT, WITHOUT ROWID;

-- What links may call an article: title (rank 0), slug (1), file name (2), other names (3), all as slugs.
CREATE TABLE article_names (
    name TEXT NOT NULL,
    rank INTEGER NOT NULL,
    article INTEGER NOT NULL,
    PRIMARY KEY (name, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_names_by_article ON article_names (article);

-- Old addresses that the files themselves name, as they are compared (content/old_address.py).
CREATE TABLE aliases (
    path TEXT NOT NULL,               -- with its query, where that belongs to the address
    article INTEGER NOT NULL,
    PRIMARY KEY (path, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_article ON aliases (article);

-- What a text refers to: its receipt tells what of it is missing when somebody asks.
CREATE TABLE article_references (
    article INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,               -- 'link', 'picture', 'player', 'wikilink' or 'frame'
    written TEXT NOT NULL,
    described INTEGER NOT NULL,       -- whether a picture has a text for who does not see it
    line INTEGER NOT NULL,            -- where it stands in the file, from 1; 0 is unknown
    column INTEGER NOT NULL,
    PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;

-- The places in a text that links may lead to, in its order: the id of each, and the names that other tools give it,
-- with blanks between them, if they differ from it.
CREATE TABLE article_anchors (
    article INTEGER NOT NULL,
    position INTEGER NOT NULL,
    id TEXT NOT NULL,
    names TEXT NOT NULL,
    PRIMARY KEY (article, position)
) STRICT, WITHOUT ROWID;

-- Pictures, sounds, films and other files beside the texts.
CREATE TABLE media (
    key TEXT PRIMARY KEY,
    etag TEXT NOT NULL,
    size INTEGER NOT NULL,            -- bytes
    width INTEGER NOT NULL,           -- pixels, 0 where unknown
    height INTEGER NOT NULL,
    widths TEXT NOT NULL,             -- of its smaller copies, JSON
    nfc_key TEXT NOT NULL,
    name TEXT NOT NULL                -- of the file alone, case folded
) STRICT, WITHOUT ROWID;
CREATE INDEX media_by_nfc_key ON media (nfc_key);
CREATE INDEX media_by_name ON media (name, key);
CREATE INDEX media_by_size ON media (size);

-- The cards of articles that are in the bucket, by the file of the article: it may have more than the present one.
CREATE TABLE cards (
    key TEXT NOT NULL,
    digest TEXT NOT NULL,             -- of what is on it (content/card.py)
    PRIMARY KEY (key, digest)
) STRICT, WITHOUT ROWID;

-- The three tables that every later version reads, one of them a view: their columns never change.

-- The id of each file's article, and what tells it again if the file is deleted: `uploaded` is when a file that names no
-- date was first uploaded (ISO 8601, '' where it names its date), `title` is '' where the file's name alone gave it.
CREATE VIEW ids AS SELECT
    key,
    id,
    iif(json_extract(details, '$.dated_by_upload'), written_date, '') AS uploaded,
    etag,
    iif(json_extract(details, '$.titled_by_name'), '', title) AS title,
    '/' || kind || '/' || slug AS path
FROM articles;

-- The addresses that articles had and have no longer.
CREATE TABLE former_paths (
    path TEXT PRIMARY KEY,
    id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX former_paths_by_id ON former_paths (id);

-- The ids that no published article has: those of deleted files, of files that wait for an address, and, handed on from
-- another version, of files that are not read yet. One file may have left several.
CREATE TABLE retired_ids (
    number INTEGER PRIMARY KEY,       -- grows: of two ids the one that was written last has the higher
    id TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL,                -- '' where nothing tells whose it was: it is given to nobody
    uploaded TEXT NOT NULL,           -- as in `ids`
    etag TEXT NOT NULL,
    title_digest TEXT NOT NULL,       -- of the title in folded letters, '' for none: the title itself is not kept
    path TEXT NOT NULL,               -- the last address, '' where the article was never published
    status TEXT NOT NULL              -- 'deleted', 'waiting' or 'published' (by the version before)
) STRICT;
CREATE INDEX retired_ids_by_key ON retired_ids (key);
