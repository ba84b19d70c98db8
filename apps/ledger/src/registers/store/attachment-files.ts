import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto";
import { mkdir, open, readFile, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AttachmentChanged, AttachmentTooLarge, RegisterUnavailable } from "./register-errors.ts";

/** Bytes: a signed cost report with its enclosures, scanned, is some few million. */
export const LARGEST_ATTACHMENT = 25 * 1024 * 1024;

/** What has come in and lies beside the attachments, not yet one of them. */
export interface Incoming {
  /** `att-` and the HMAC-SHA-256 of the content under `key`, hex. */
  readonly id: string;
  readonly key: string;
  readonly sha256: string;
  readonly bytes: number;
}

const ID = /^att-[0-9a-f]{64}$/;

/**
 * The files of the attachments: `<two hex>/<id>`, and what is coming in under `incoming/`. A file becomes an
 * attachment by a rename, after the register knows it: a crash leaves files in `incoming/` only, and the
 * register says which of them are wanted. Nothing else is ever removed that was not asked for, so that an
 * older register put back from a backup does no harm to the files.
 */
export class AttachmentFiles {
  readonly #folder: string;
  readonly #largest: number;

  constructor(folder: string, largest: number = LARGEST_ATTACHMENT) {
    this.#folder = folder;
    this.#largest = largest;
  }

  /**
   * Writes what comes in to disk and computes its id and its hash on the way.
   *
   * @throws AttachmentTooLarge, RegisterUnavailable: nothing is kept
   */
  receive(content: AsyncIterable<Uint8Array>): Promise<Incoming> {
    return onDisk(() => this.#receive(content));
  }

  async #receive(content: AsyncIterable<Uint8Array>): Promise<Incoming> {
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    const unnamed = join(this.#incoming, randomUUID());
    const key = randomBytes(32);
    const [mac, hash] = [createHmac("sha256", key), createHash("sha256")];
    let bytes = 0;
    const file = await open(unnamed, "wx", 0o600);
    try {
      try {
        for await (const part of content) {
          bytes += part.byteLength;
          if (bytes > this.#largest) throw new AttachmentTooLarge(this.#largest);
          mac.update(part);
          hash.update(part);
          await file.writeFile(part);
        }
        await file.sync();
      } finally {
        await file.close();
      }
      const id = `att-${mac.digest("hex")}`;
      await rename(unnamed, join(this.#incoming, id));
      await syncFolder(this.#incoming);
      return { id, key: key.toString("hex"), sha256: hash.digest("hex"), bytes };
    } catch (error) {
      await rm(unnamed, { force: true });
      throw error;
    }
  }

  /**
   * Puts what has come in in its place; what lies there already stays.
   *
   * @throws RegisterUnavailable: it waits where it came in, for a repeat or the next start
   */
  place(id: string): Promise<void> {
    return onDisk(async () => {
      const path = this.#pathOf(id);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await rename(join(this.#incoming, id), path).catch(missing);
      await syncFolder(dirname(path));
      await syncFolder(this.#folder);
    });
  }

  /** Lets go of what has come in and is not wanted. */
  async discard(id: string): Promise<void> {
    await rm(join(this.#incoming, id), { force: true });
  }

  /**
   * The content, which is what was uploaded and nothing else.
   *
   * @throws AttachmentChanged
   */
  async read(id: string, key: string, bytes: number): Promise<Buffer> {
    const path = this.#pathOf(id);
    // A file of another size is not read at all: whoever put it there may have put any size there.
    const size = await stat(path).then((about) => about.size, missing);
    if (size !== bytes) throw new AttachmentChanged(id);
    const content = await readFile(path);
    const mac = createHmac("sha256", Buffer.from(key, "hex")).update(content).digest("hex");
    if (`att-${mac}` !== id) throw new AttachmentChanged(id);
    return content;
  }

  /** Removes an attachment's file, wherever it lies. Removing it again is harmless. */
  async remove(id: string): Promise<void> {
    await this.discard(id);
    const path = this.#pathOf(id);
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch(missing);
  }

  /** Puts in place what the register knows, and lets go of the rest, after a crash. */
  async heal(isKnown: (id: string) => Promise<boolean>): Promise<void> {
    const names = await readdir(this.#incoming).catch((error: unknown) => {
      missing(error);
      return [];
    });
    for (const name of names) {
      if (ID.test(name) && (await isKnown(name))) await this.place(name);
      else await rm(join(this.#incoming, name), { force: true });
    }
  }

  get #incoming(): string {
    return join(this.#folder, "incoming");
  }

  #pathOf(id: string): string {
    return join(this.#folder, id.slice("att-".length, "att-".length + 2), id);
  }
}

/** What a disk says that is full, read-only, broken, or has too many files open. */
const OF_THE_DISK: ReadonlySet<string> = new Set([
  ...["ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EACCES", "EPERM", "EIO", "EMFILE", "ENFILE"],
]);

/** Tells what the disk would not do as the register's own trouble: nobody's request was wrong. */
async function onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (!OF_THE_DISK.has(code)) throw error;
    throw new RegisterUnavailable(`A file of an attachment cannot be written: ${message}.`, { cause: error });
  }
}

function missing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
  throw error;
}

/** A new name is on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
