/** Changes with the tables and with what they mean: a file of another version is thrown away. */
export const VERSION = 3;

/**
 * A command is known by a fingerprint of its id alone: the log itself says what the id was, and where and
 * with which content it was used. That keeps the file at some twenty bytes a command, and nothing in it can
 * make a command look taken that was not.
 */
export const SCHEMA: readonly string[] = [
  "BEGIN IMMEDIATE",
  `CREATE TABLE commands (
    fingerprint INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, position)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE named (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (kind, name)
  ) STRICT`,
  "CREATE TABLE kept (id INTEGER PRIMARY KEY CHECK (id = 1), content TEXT NOT NULL) STRICT",
  `PRAGMA user_version = ${VERSION}`,
  "COMMIT",
];
