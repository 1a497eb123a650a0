-- The file for full-text search: the words of every article that is not a draft, also of those to come or over.
--
-- One file, `_index/search-1.sqlite`. It knows no state: what readers may see, its title, date and tags are told by the
-- index, which knows the same articles by the same keys. Row numbers hold within this file alone and order nothing.

-- Which bytes in the bucket the words were taken from.
CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    etag TEXT NOT NULL,
    parser_version INTEGER NOT NULL   -- the rules by which they were taken (article_parser.PARSER_VERSION)
) STRICT;

-- Title, tags, categories and text, compressed (search_document.pack): read for what is shown, and to remove a document.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,           -- of the document
    content BLOB NOT NULL
) STRICT;

-- One row: the words with which the texts are compressed. A text of 600 words alone has too few.
CREATE TABLE dictionary (
    words BLOB NOT NULL
) STRICT;

-- The words, by document, without the texts, as index/words.py takes these apart: SQLite cuts at the blanks between them
-- and leaves them as they are. The body comes first, since each word of another column takes two bytes more.
CREATE VIRTUAL TABLE words USING fts5 (
    body, title, tags, content = '', tokenize = "ascii tokenchars '+#.'"
);

-- The words of the titles once more: which titles have a word is told without passing over all texts that do.
CREATE VIRTUAL TABLE titles USING fts5 (title, content = '', tokenize = "ascii tokenchars '+#.'");
