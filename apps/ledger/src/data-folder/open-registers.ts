import { existsSync, readdirSync, statSync } from "node:fs";
import { RuleError } from "#domain/rule-error.ts";
import type { Clock } from "#event-store/event-store.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import { Registers } from "../registers/registers.ts";
import { type DataFolder, createDataFolder } from "./data-folder.ts";

const LARGEST = "LEDGER_ATTACHMENT_BYTES";
/** A file is read into memory to be checked before it is sent. */
const MOST = 1_073_741_824;

/**
 * Opens the registers of a folder; new ones are created. The process that writes to the folder's log is the
 * one that may.
 *
 * @throws StoreUnavailable, and RuleError `setting-format` when `LEDGER_ATTACHMENT_BYTES` is no number of bytes
 */
export async function openRegisters(
  folder: DataFolder,
  clock: Clock,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Registers> {
  createDataFolder(folder);
  const { registers: file, attachments } = folder;
  mustNotBeLost(folder);
  const largestAttachment = largest(environment[LARGEST]);
  return Registers.open({
    file,
    attachments,
    clock,
    ...(largestAttachment === undefined ? {} : { largestAttachment }),
  });
}

/**
 * Files of attachments tell that there was a register. A new one would know nobody, and let what was erased be
 * entered again.
 *
 * @throws StoreUnavailable `lost_events`
 */
function mustNotBeLost({ registers, attachments }: DataFolder): void {
  if ((statSync(registers, { throwIfNoEntry: false })?.size ?? 0) > 0 || !existsSync(attachments)) return;
  if (!readdirSync(attachments).some((name) => /^[0-9a-f]{2}$/.test(name))) return;
  throw new StoreUnavailable(
    "lost_events",
    `The register ${registers} is gone or empty, though ${attachments} holds files that it knew. Nothing was changed. Restore the newest copy of the register.`,
  );
}

function largest(setting: string | undefined): number | undefined {
  if (!setting) return undefined;
  const bytes = /^[1-9]\d{0,9}$/.test(setting) ? Number(setting) : Number.NaN;
  if (bytes <= MOST) return bytes;
  throw new RuleError(
    "setting-format",
    `${LARGEST} must be a whole number of bytes from 1 to ${MOST}, not ${setting}.`,
    { field: LARGEST, figures: { given: setting, most: String(MOST) } },
  );
}
