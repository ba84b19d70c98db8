import { derivedId } from "#event-store/derived-id.ts";
import type { StoredEvent } from "#event-store/event-store.ts";
import { Findings, RESTORE, checksOf } from "../check.ts";
import type { Examination } from "../examination.ts";

const { ok, problem } = checksOf("log");

/**
 * Whether every event was written by a command: it says which one, of what content and by whom, and its id follows
 * from that. An event that was slipped in, or whose command was changed, does not bear this out.
 */
export function identities(): Examination {
  const strange = new Findings();
  let before: StoredEvent | undefined;
  let index = 0;
  return {
    take: ({ stored }) => {
      const { commandId, commandHash, actor } = stored.metadata;
      // A command's events stand together.
      index = before?.stream === stored.stream && before.metadata["commandId"] === commandId ? index + 1 : 0;
      before = stored;
      const event = `${stored.type} at position ${stored.position}`;
      if (typeof commandId !== "string" || typeof commandHash !== "string" || typeof actor !== "string") {
        strange.add(`${event} does not say which command wrote it, of what content and by whom`);
      } else if (derivedId(commandId, commandHash, stored.stream, index) !== stored.id) {
        strange.add(`the id of ${event} does not follow from its command`);
      }
    },
    checks: ({ isWhole }) => {
      if (strange.any) {
        return [problem("ids", `Events are not as commands write them: ${strange.toString()}.`, RESTORE)];
      }
      return isWhole ? [ok("ids", "Every event names its command, and its id follows from it.")] : [];
    },
  };
}
