import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { StoreUnavailable, type UnavailableReason } from "#event-store/errors.ts";

export const DEFAULT_DATA_FOLDER = "./var/ledger";

/** The folder that everything of one ledger lies in. */
export interface DataFolder {
  /** Absolute. */
  readonly path: string;
  readonly log: string;
  readonly settledMark: string;
  /** What a start would otherwise read from the whole log. It can be removed; it is made anew from the log. */
  readonly workingMemory: string;
  /** The registers of persons, contacts and attachments. */
  readonly registers: string;
  /** The attachments' files. */
  readonly attachments: string;
  /** A folder: the read model's generations. It can be removed; it is built anew from the log. */
  readonly readModel: string;
}

/** Which folder is meant: the one given, else `LEDGER_DATA_DIR`, else `./var/ledger`. Nothing is touched. */
export function dataFolderAt(
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): DataFolder {
  // An empty variable means that it is not set, as everywhere in a shell.
  const path = resolve(given || environment["LEDGER_DATA_DIR"] || DEFAULT_DATA_FOLDER);
  return {
    path,
    log: join(path, "ledger.sqlite"),
    settledMark: join(path, "settled.json"),
    workingMemory: join(path, "working-memory.sqlite"),
    registers: join(path, "registers.sqlite"),
    attachments: join(path, "attachments"),
    readModel: join(path, "read-model"),
  };
}

const WHY: Readonly<Record<string, [UnavailableReason, string]>> = {
  EEXIST: ["not_a_directory", "is not a folder"],
  ENOTDIR: ["not_a_directory", "is not a folder, or lies in something that is none"],
  EACCES: ["not_writable", "cannot be written to"],
  EPERM: ["not_writable", "cannot be written to"],
  EROFS: ["not_writable", "cannot be written to: its disk is read-only"],
  ENOSPC: ["disk_full", "cannot be created: the disk is full"],
  EDQUOT: ["disk_full", "cannot be created: the quota is used up"],
};

/**
 * Creates the folder when it is missing.
 *
 * @throws StoreUnavailable `not_a_directory`, `not_writable`, `disk_full`, `input_output`
 */
export function createDataFolder({ path }: DataFolder): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const [reason, why] = WHY[code ?? ""] ?? ["input_output", `cannot be used (${message})`];
    throw new StoreUnavailable(reason, `The data folder ${path} ${why}.`, { cause });
  }
}

/** Whether a ledger has been begun there. */
export const holdsLedger = ({ log }: DataFolder): boolean => existsSync(log);

/**
 * For those who only read: nothing is created.
 *
 * @throws StoreUnavailable `not_found`, `not_a_directory`
 */
export function mustHoldLedger({ path, log }: DataFolder): void {
  if (statSync(log, { throwIfNoEntry: false })) return;
  const about = statSync(path, { throwIfNoEntry: false });
  if (about && !about.isDirectory()) {
    throw new StoreUnavailable("not_a_directory", `The data folder ${path} is not a folder.`);
  }
  throw new StoreUnavailable(
    "not_found",
    `There is no ledger in ${path}: import something first, or name the folder with --data or LEDGER_DATA_DIR.`,
  );
}
