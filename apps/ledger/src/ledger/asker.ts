import { commandHash } from "#event-store/canonical-json.ts";
import type { ExpectedRevision } from "#event-store/event-store.ts";
import type { LedgerRequest } from "./requests.ts";

/** Who asks, and by which name the request is known for ever. */
export interface Asker {
  readonly actor: string;
  /** The client and its idempotency key, or an id of the caller's own. */
  readonly commandId: string;
  /** The revision that the caller saw (`If-Match`). */
  readonly expectedRevision?: ExpectedRevision;
  /** Attachments in the register that the request rests on; recorded with its events. */
  readonly documents?: readonly string[];
  /**
   * What the boundary demands before the request is decided, such as that a person is in the register. It is
   * not asked on a repeat: what was decided stands, also when that person has been erased since.
   */
  readonly admit?: () => Promise<void>;
}

/** The documents are part of what is asked: under the same key another list is another request. */
export function hashOf(request: LedgerRequest, { documents }: Asker): string {
  return commandHash(documents === undefined ? request : { ...request, documents });
}

/** The id of a part of a request. Keys hold no spaces, so no client's own key can be taken for one. */
export function partId({ commandId }: Asker, ...part: readonly string[]): string {
  return [commandId, ...part].join(" ");
}
