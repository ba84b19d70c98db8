import type { StoredEvent } from "#event-store/event-store.ts";
import type { PostedEvent } from "#projections/read-model/part.ts";
import { RESTORE, checksOf } from "./check.ts";
import type { Examination, Part } from "./examination.ts";

/**
 * A part that tells what it came upon where it fails: events that contradict each other may be more than it can make
 * sense of, and must not hide what the other parts find.
 */
export function guarded(name: string, part: Part, next: string = RESTORE): Part {
  return async (subject) => {
    let failed: { readonly at: StoredEvent | undefined; readonly error: unknown } | undefined;
    let examination: Examination;
    try {
      examination = await part(subject);
    } catch (error) {
      return { checks: () => [checksOf(name).problem("examined", cannotBeLookedOver(error), next)] };
    }
    const take = (event: PostedEvent): void => {
      if (failed) return;
      try {
        examination.take?.(event);
      } catch (error) {
        failed = { at: event.stored, error };
      }
    };
    return {
      take,
      checks: async (walked) => {
        if (failed === undefined) {
          try {
            return await examination.checks(walked);
          } catch (error) {
            failed = { at: undefined, error };
          }
        }
        return [checksOf(name).problem("examined", sentence(failed), next)];
      },
      close: () => examination.close?.(),
    } satisfies Examination;
  };
}

function cannotBeLookedOver(error: unknown): string {
  return `It could not be looked over: ${error instanceof Error ? error.message : String(error)}. It is not as the ledger writes it.`;
}

function sentence({ at, error }: { readonly at: StoredEvent | undefined; readonly error: unknown }): string {
  const reason = error instanceof Error ? error.message : String(error);
  const where = at === undefined ? "" : ` at ${at.type}, position ${at.position}`;
  return `It could not be looked over${where}: ${reason}. Something in the log is not as the ledger writes it.`;
}
