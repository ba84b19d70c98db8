import { agreementStream, partyStream } from "#domain/accounts.ts";
import { agreement as agreementDecider } from "#domain/agreements/agreement.ts";
import type { Agreement } from "#domain/agreements/agreement-terms.ts";
import type { Day } from "#domain/calendar.ts";
import type { DistributionKey } from "#domain/distribution-keys/distribution-key-file.ts";
import type { PartyRecord } from "#domain/parties/party-file.ts";
import { RuleError } from "#domain/rule-error.ts";
import { canonicalJson, commandHash } from "#event-store/canonical-json.ts";
import { derivedId } from "#event-store/derived-id.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { LedgerRequest, LapseRequest } from "../ledger/requests.ts";
import type { NamedFile } from "./files-to-import.ts";
import { type Difference, compared, refuseDifferences, registrationOf } from "./import-parties.ts";
import { mustBeRegistered } from "./named-by-agreement.ts";

export type Change = "registered" | "renamed" | "amended" | "unchanged";

/** One thing of one file, and the command that it takes; none when nothing changes. */
export interface PlannedStep {
  readonly file: string;
  readonly id: string;
  readonly change: Change;
  readonly request?: Exclude<LedgerRequest, LapseRequest>;
  readonly commandId?: string;
  /** What the file knows and the ledger does not, and no import records. */
  readonly notes?: readonly string[];
}

export interface ImportOptions {
  /** Opaque id of who imports. */
  readonly actor: string;
  /** Why agreements that are registered with another content are amended; without it they are refused. */
  readonly amend?: string;
  /** The day of an amendment. */
  readonly on: Day;
}

/**
 * Works out what files ask of the ledger as it stands, whatever their order: parties first, then keys, then
 * the agreements that name both. Decides nothing of its own: where a decider would refuse, so does the plan,
 * before the first command is taken.
 *
 * A command's id follows from its content and from what it builds on, so that importing twice, also after
 * a lost answer, changes nothing.
 *
 * @throws RuleError `party-differs`, `distribution-key-exists`, `agreement-names-unknown`,
 *   `agreement-differs`, `import-contradicts-itself`, and those of the deciders
 */
export async function planImport(
  ledger: Ledger,
  files: readonly NamedFile[],
  options: ImportOptions,
): Promise<PlannedStep[]> {
  const plan = new ImportPlan(ledger, options);
  for (const each of files) if (each.kind === "parties") plan.parties(each.file, each.parties);
  plan.mustNotDiffer();
  for (const each of files) if (each.kind === "distribution_key") await plan.key(each.file, each.key);
  for (const each of files) if (each.kind === "agreement") await plan.agreement(each.file, each.agreement);
  return plan.steps;
}

class ImportPlan {
  readonly steps: PlannedStep[] = [];
  /** What the files of this import said so far: stream → canonical content. */
  readonly #said = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #differences: Difference[] = [];
  readonly #ledger: Ledger;
  readonly #options: ImportOptions;

  constructor(ledger: Ledger, options: ImportOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  parties(file: string, records: readonly PartyRecord[]): void {
    for (const record of records) {
      if (this.#saidBefore(`party ${record.id}`, record)) {
        this.steps.push({ file, id: record.id, change: "unchanged" });
        continue;
      }
      const state = this.#ledger.view.parties.get(partyStream(record.id));
      if (!state) {
        this.#step(file, record.id, "registered", registrationOf(record));
        continue;
      }
      const { renamings, differences, notes } = compared(record, state);
      this.#differences.push(...differences);
      for (const renaming of renamings) this.#step(file, record.id, "renamed", renaming);
      if (renamings.length === 0 || notes.length > 0) {
        this.steps.push({ file, id: record.id, change: "unchanged", notes });
      }
    }
  }

  /** @throws RuleError `party-differs` naming all that differ, so that they are mended at once */
  mustNotDiffer(): void {
    refuseDifferences(this.#differences);
  }

  async key(file: string, key: DistributionKey): Promise<void> {
    const registered = await this.#registeredKey(key.id);
    this.#keys.add(key.id);
    const known = this.#saidBefore(`key ${key.id}`, key);
    if (known || (registered && canonicalJson(registered) === canonicalJson(key))) {
      this.steps.push({ file, id: key.id, change: "unchanged" });
      return;
    }
    if (registered) {
      throw new RuleError(
        "distribution-key-exists",
        `Key ${key.id} is registered with another content (${registered.label}): a key with other weights gets an id of its own.`,
        { field: "id", figures: { key: key.id, registered: registered.label } },
      );
    }
    this.#step(file, key.id, "registered", { type: "register-distribution-key", key });
  }

  async agreement(file: string, agreement: Agreement): Promise<void> {
    const { id } = agreement;
    if (this.#saidBefore(`agreement ${id}`, agreement)) {
      this.steps.push({ file, id, change: "unchanged" });
      return;
    }
    const state = this.#ledger.view.agreements.get(agreementStream(id));
    if (state?.agreement && canonicalJson(state.agreement) === canonicalJson(agreement)) {
      this.steps.push({ file, id, change: "unchanged" });
      return;
    }
    const keys = new Set(this.#keys);
    for (const { distribution } of agreement.lines) {
      if (distribution?.method === "key" && (await this.#registeredKey(distribution.key)))
        keys.add(distribution.key);
    }
    mustBeRegistered(agreement, {
      hasParty: (party) =>
        this.#said.has(`party ${party}`) || this.#ledger.view.parties.has(partyStream(party)),
      hasKey: (key) => keys.has(key),
    });
    if (!state) {
      this.#step(file, id, "registered", { type: "register-agreement", agreement });
      return;
    }
    const { amend: reason, actor, on } = this.#options;
    if (reason === undefined) {
      throw new RuleError(
        "agreement-differs",
        `Agreement ${id} is registered with another content (version ${state.version}): import it with --amend "reason" to make this its next version.`,
        { field: "agreement", figures: { agreement: id, version: String(state.version) } },
      );
    }
    const request = { type: "amend-agreement", agreement, reason, on } as const;
    agreementDecider.decide({ ...request, by: actor }, state);
    this.#step(file, id, "amended", request, state.version);
  }

  /** @throws RuleError `import-contradicts-itself` when another file of this import said something else */
  #saidBefore(what: string, content: object): boolean {
    const now = canonicalJson(content);
    const before = this.#said.get(what);
    this.#said.set(what, now);
    if (before === undefined || before === now) return before !== undefined;
    throw new RuleError(
      "import-contradicts-itself",
      `The files of this import say two different things about ${what}: leave one of them out.`,
      { field: "file", figures: { what } },
    );
  }

  async #registeredKey(id: string): Promise<DistributionKey | undefined> {
    try {
      return await this.#ledger.states.distributionKey(id);
    } catch (error) {
      if (error instanceof RuleError && error.rule === "distribution-key-unknown") return undefined;
      throw error;
    }
  }

  #step(
    file: string,
    id: string,
    change: Change,
    request: Exclude<LedgerRequest, LapseRequest>,
    onVersion = 0,
  ): void {
    const commandId = `import:${derivedId(commandHash(request), onVersion)}`;
    this.steps.push({ file, id, change, request, commandId });
  }
}
