import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreUnavailable } from "#event-store/errors.ts";
import { damageIn, openUnchanged } from "#event-store/sqlite/unchanged-file.ts";
import { AttachmentFiles } from "./attachment-files.ts";
import { AttachmentChanged } from "./register-errors.ts";
import { APPLICATION_ID, VERSION, notOurs, ofAnotherVersion } from "./schema.ts";

/** What was found of the attachments' files. */
export interface ExaminedAttachments {
  readonly files: number;
  /** Missing, or not what was uploaded; the first of them. */
  readonly wrong: readonly string[];
  /** How many lie under `incoming/`, as a crash leaves them. */
  readonly waiting: number;
  /** How many are named like attachments and stand in no register. */
  readonly unknown: number;
}

const PAGE = 200;
const MOST = 5;

/** The registers, opened to be looked over. Nothing is changed, and a server may run beside it. */
export class RegistersToExamine {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #files: AttachmentFiles;

  private constructor(database: DatabaseSync, folder: string) {
    this.#database = database;
    this.#folder = folder;
    this.#files = new AttachmentFiles(folder);
  }

  /** @throws StoreUnavailable when it is not ours or cannot be read at all */
  static open(file: string, attachments: string): RegistersToExamine {
    let database: DatabaseSync | undefined;
    try {
      database = openUnchanged(file);
      const found = database.prepare("PRAGMA application_id").get()?.["application_id"];
      if (found !== APPLICATION_ID) throw notOurs(file);
      const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
      if (version !== VERSION) throw ofAnotherVersion(file, Number(version));
      return new RegistersToExamine(database, attachments);
    } catch (error) {
      database?.close();
      if (error instanceof StoreUnavailable) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new StoreUnavailable("input_output", `The register ${file} cannot be read: ${why}.`, {
        cause: error,
      });
    }
  }

  /** What SQLite finds wrong with the file; the first findings. */
  damage(): readonly string[] {
    return damageIn(this.#database);
  }

  /** Erasures whose files are still to be removed. */
  unfinished(): number {
    return Number(this.#database.prepare("SELECT count(*) AS files FROM unfinished").get()?.["files"]);
  }

  /** Which of these persons and attachments the register has never heard of; what was erased it has. */
  unknownAmong(ids: readonly string[]): string[] {
    const known = this.#database.prepare(
      `SELECT 1 FROM persons WHERE id = :id UNION ALL SELECT 1 FROM attachments WHERE id = :id
       UNION ALL SELECT 1 FROM tombstones WHERE id = :id LIMIT 1`,
    );
    return ids.filter((id) => known.get({ id }) === undefined);
  }

  /** Reads every attachment's file and holds it against what was uploaded. */
  async attachments(): Promise<ExaminedAttachments> {
    const page = this.#database.prepare("SELECT * FROM attachments WHERE seq > ? ORDER BY seq LIMIT ?");
    const wrong: string[] = [];
    let files = 0;
    for (let last = 0, more = true; more;) {
      const rows = page.all(last, PAGE);
      for (const { id, key, bytes, sha256 } of rows) {
        files += 1;
        if (wrong.length >= MOST) continue;
        if (!(await this.#isAsUploaded(String(id), String(key), Number(bytes), String(sha256)))) {
          wrong.push(`${String(id)} is changed, damaged or gone`);
        }
      }
      last = Number(rows.at(-1)?.["seq"] ?? last);
      more = rows.length === PAGE;
    }
    return { files, wrong, ...this.#others() };
  }

  async #isAsUploaded(id: string, key: string, bytes: number, sha256: string): Promise<boolean> {
    try {
      const content = await this.#files.read(id, key, bytes);
      return createHash("sha256").update(content).digest("hex") === sha256;
    } catch (error) {
      if (!(error instanceof AttachmentChanged)) throw error;
      // A crash may have left it where it came in; and a server may have erased it a moment ago.
      if (existsSync(join(this.#folder, "incoming", id))) return true;
      return this.#database.prepare("SELECT 1 FROM attachments WHERE id = ?").get(id) === undefined;
    }
  }

  #others(): Pick<ExaminedAttachments, "waiting" | "unknown"> {
    const names = existsSync(this.#folder) ? readdirSync(this.#folder) : [];
    const known = this.#database.prepare("SELECT 1 FROM attachments WHERE id = ?");
    const filed = names
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((name) => readdirSync(join(this.#folder, name)));
    const waiting = names.includes("incoming") ? readdirSync(join(this.#folder, "incoming")).length : 0;
    return { waiting, unknown: filed.filter((id) => known.get(id) === undefined).length };
  }

  close(): void {
    this.#database.close();
  }
}
