import { agreementStream, partyStream } from "#domain/accounts.ts";
import { didYouMean } from "#domain/agreements/did-you-mean.ts";
import { RuleError } from "#domain/rule-error.ts";
import type { Key } from "#projections/balance-fold.ts";
import type { WorkingMemory } from "#projections/working-memory.ts";

/**
 * Refuses a question about something that nobody has registered: no rows would look like no money.
 *
 * @throws RuleError `agreement-unknown`, `line-unknown`, `party-unknown`, `anslagspost-unknown`
 */
export function assertKnown(
  view: WorkingMemory,
  { agreement, line, recipient, holder, anslagspost }: Key,
): void {
  const texts = [...view.agreements.values()].flatMap((state) => state.agreement ?? []);
  if (agreement && !view.agreements.get(agreementStream(agreement))?.agreement) {
    const ids = texts.map(({ id }) => id);
    throw unknown("agreement", "agreement", agreement, ids);
  }
  if (line) {
    const lines = texts
      .filter(({ id }) => !agreement || id === agreement)
      .flatMap((text) => text.lines.map(({ id }) => id));
    if (!lines.includes(line)) throw unknown("line", "line", line, lines);
  }
  for (const [field, party] of Object.entries({ recipient, holder })) {
    if (party && !view.parties.get(partyStream(party))?.party) {
      const ids = [...view.parties.values()].flatMap((state) => state.party?.party ?? []);
      throw unknown(field, "party", party, ids);
    }
  }
  const posts: readonly string[] = [...view.fundings.keys()];
  if (anslagspost && !posts.includes(anslagspost)) {
    throw unknown("anslagspost", "anslagspost", anslagspost, posts);
  }
}

function unknown(field: string, what: string, given: string, known: readonly string[]): RuleError {
  return new RuleError(
    `${what}-unknown`,
    `${field} is ${given}, but no such ${what} is registered${didYouMean(given, known)}.`,
    { field, figures: { [what]: given } },
  );
}
