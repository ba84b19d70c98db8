import { RuleError } from "#domain/rule-error.ts";

/** What the register holds, by the word that its rules and paths use. */
export type Kind = "person" | "contact" | "attachment";

export function unknownEntry(kind: Kind, field: string = kind): RuleError {
  return new RuleError(`${kind}-unknown`, `The register has no such ${kind}.`, { field });
}

/** @param erasedOn the day, when it is told */
export function erasedEntry(kind: Kind, field: string = kind, erasedOn?: string): RuleError {
  const when = erasedOn === undefined ? "" : ` on ${erasedOn}`;
  const figures = erasedOn === undefined ? {} : { erasedOn };
  return new RuleError(`${kind}-erased`, `This ${kind} was erased from the register${when}.`, {
    field,
    figures,
  });
}

/** The entry has been corrected since the version that the caller saw. Nothing was written. */
export class VersionChanged extends Error {
  override readonly name = "VersionChanged";
  readonly expected: number;
  readonly actual: number;

  constructor(expected: number, actual: number) {
    super(`The entry is at version ${actual}, not at ${expected}: read it again and decide anew.`);
    this.expected = expected;
    this.actual = actual;
  }
}

/** The file is not what was stored under its id: changed, damaged or gone. It is never served. */
export class AttachmentChanged extends Error {
  override readonly name = "AttachmentChanged";

  constructor(attachment: string) {
    super(
      `The stored file of ${attachment} is not the one that was uploaded: it was changed, damaged or removed. Restore it from a backup.`,
    );
  }
}

/** An upload is larger than the register takes. */
export class AttachmentTooLarge extends Error {
  override readonly name = "AttachmentTooLarge";

  readonly most: number;

  constructor(most: number) {
    super(`An attachment may hold at most ${most} bytes.`);
    this.most = most;
  }
}

/** The register's database or a file of it is locked, full, gone or damaged. Asking again may help. */
export class RegisterUnavailable extends Error {
  override readonly name = "RegisterUnavailable";
}
