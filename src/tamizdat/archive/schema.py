"""The tables of the archive, as numbered migrations: each is run once, in order, and never edited."""

from __future__ import annotations

# «TMZD», by which `file` and SQLite know whose database it is.
APPLICATION = 0x544D5A44

MIGRATIONS = (
    """
    CREATE TABLE polls (
        url TEXT PRIMARY KEY, checked_at INTEGER NOT NULL, status INTEGER NOT NULL,
        etag TEXT NOT NULL, last_modified TEXT NOT NULL, digest TEXT NOT NULL, body BLOB NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE entries (
        number INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, publication TEXT NOT NULL, source TEXT NOT NULL,
        section TEXT NOT NULL, title TEXT NOT NULL, published INTEGER, modified INTEGER, locator TEXT NOT NULL,
        noted_at INTEGER NOT NULL, captured_at INTEGER
    );
    CREATE INDEX entries_source ON entries (source, captured_at);

    -- One row a WARC record that holds a body; a revisit names the record that it repeats.
    CREATE TABLE records (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, at INTEGER NOT NULL,
        kind TEXT NOT NULL, file INTEGER NOT NULL, start INTEGER NOT NULL, length INTEGER NOT NULL,
        digest TEXT NOT NULL
    );
    CREATE INDEX records_url ON records (url, at);

    -- How far each WARC file is ours.
    CREATE TABLE files_of_records (file INTEGER PRIMARY KEY, length INTEGER NOT NULL);

    CREATE TABLE captures (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, final_url TEXT NOT NULL,
        publication TEXT NOT NULL, captured_at INTEGER NOT NULL, status INTEGER NOT NULL, headers TEXT NOT NULL,
        via TEXT NOT NULL, section TEXT NOT NULL, published INTEGER, digest TEXT NOT NULL,
        record INTEGER NOT NULL REFERENCES records (number), read INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX captures_url ON captures (url, captured_at);
    CREATE INDEX captures_unread ON captures (publication, captured_at) WHERE NOT read;
    CREATE TABLE seen (digest TEXT PRIMARY KEY) WITHOUT ROWID;

    CREATE TABLE contents (digest TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;

    -- What came of reading a capture; `starts` where it differs from the reading before it in time.
    CREATE TABLE readings (
        capture INTEGER PRIMARY KEY REFERENCES captures (number), id TEXT NOT NULL, captured_at INTEGER NOT NULL,
        digest TEXT NOT NULL REFERENCES contents (digest), extractor TEXT NOT NULL, confidence TEXT NOT NULL,
        starts INTEGER NOT NULL
    );
    CREATE INDEX readings_id ON readings (id, captured_at, capture);

    -- The newest revision of each article, light enough for every list.
    CREATE TABLE current (
        id TEXT PRIMARY KEY, capture INTEGER NOT NULL REFERENCES readings (capture), publication TEXT NOT NULL,
        url TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, at INTEGER NOT NULL, published INTEGER, light BLOB NOT NULL
    );
    CREATE INDEX current_publication ON current (publication);
    CREATE TABLE aliases (url TEXT PRIMARY KEY, id TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE shown (id TEXT NOT NULL, url TEXT NOT NULL, PRIMARY KEY (id, url)) WITHOUT ROWID;

    CREATE TABLE pictures (
        url TEXT PRIMARY KEY, digest TEXT NOT NULL, media_type TEXT NOT NULL,
        width INTEGER NOT NULL, height INTEGER NOT NULL, added_at INTEGER NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE failures (
        stage TEXT NOT NULL, subject TEXT NOT NULL, message TEXT NOT NULL, hint TEXT NOT NULL, trace TEXT NOT NULL,
        at INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (stage, subject)
    ) WITHOUT ROWID;

    -- A new revision is indexed under a new number; the old number then leads nowhere.
    CREATE VIRTUAL TABLE search USING fts5 (text, content = '', detail = none);
    CREATE TABLE searched (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE);

    CREATE TABLE places (
        edition TEXT NOT NULL, id TEXT NOT NULL, path TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (edition, id), UNIQUE (edition, number), UNIQUE (edition, path)
    ) WITHOUT ROWID;
    CREATE TABLE releases (edition TEXT PRIMARY KEY, version INTEGER NOT NULL, created INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE files (
        edition TEXT NOT NULL, path TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, length INTEGER NOT NULL,
        PRIMARY KEY (edition, path)
    ) WITHOUT ROWID;
    CREATE TABLE moves (
        edition TEXT NOT NULL, path TEXT NOT NULL, deleted INTEGER NOT NULL, PRIMARY KEY (edition, path)
    ) WITHOUT ROWID;
    CREATE TABLE receipts (
        mirror TEXT NOT NULL, edition TEXT NOT NULL, version INTEGER NOT NULL, pushed_at INTEGER NOT NULL,
        changed INTEGER NOT NULL, PRIMARY KEY (mirror, edition)
    ) WITHOUT ROWID;
    """,
    """
    -- Without these, each change of a row searched the whole table that may name it.
    CREATE INDEX records_digest ON records (url, digest);
    CREATE INDEX readings_digest ON readings (digest);
    CREATE INDEX current_capture ON current (capture);

    -- What the source said of a modification when the entry was last captured: clocks differ.
    ALTER TABLE entries ADD COLUMN answered INTEGER;
    UPDATE entries SET answered = modified WHERE modified <= captured_at;
    """,
    """
    -- What the pages of a publication have in common, each time that it was learned (`Learned` of model.py).
    CREATE TABLE learned (
        publication TEXT NOT NULL, name TEXT NOT NULL, learned_at INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (publication, name)
    ) WITHOUT ROWID;
    """,
    """
    -- What captures were read as and is held back; `reasons` holds a sentence by the name of each sign.
    CREATE TABLE quarantine (
        capture INTEGER PRIMARY KEY REFERENCES captures (number), publication TEXT NOT NULL, url TEXT NOT NULL,
        title TEXT NOT NULL, digest TEXT NOT NULL REFERENCES contents (digest), extractor TEXT NOT NULL,
        confidence TEXT NOT NULL, reasons TEXT NOT NULL, held_at INTEGER NOT NULL
    );
    CREATE INDEX quarantine_digest ON quarantine (digest);
    CREATE INDEX quarantine_publication ON quarantine (publication);

    -- From which capture on a sign of drift is how a publication is.
    CREATE TABLE accepted (
        publication TEXT NOT NULL, sign TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (publication, sign)
    ) WITHOUT ROWID;

    -- Everything that was read, in the order of capture: what of it was kept, and what is held back.
    CREATE INDEX captures_publication ON captures (publication, captured_at, number);
    CREATE VIEW read_as AS SELECT
        captures.number, captures.id, captures.publication, captures.captured_at, readings.digest AS kept,
        quarantine.digest AS held, reasons, coalesce(quarantine.extractor, readings.extractor) AS extractor
        FROM captures
        LEFT JOIN readings ON readings.capture = number LEFT JOIN quarantine ON quarantine.capture = number;
    """,
)
