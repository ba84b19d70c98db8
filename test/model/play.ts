import type { Day } from "#domain/calendar.ts";
import { addDays } from "#domain/calendar.ts";
import type { RecordedEvent } from "#domain/policies.ts";
import type { RuleError } from "#domain/rule-error.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import type { Outcome } from "#ledger/ledger/outcome.ts";
import type { LedgerRequest } from "#ledger/ledger/requests.ts";
import { readRequest } from "#ledger/requests/read-request.ts";
import type { LedgerView } from "#projections/ledger-view.ts";
import { agreementRequest } from "../case-runner/agreement-data.ts";
import { refusalOf } from "../case-runner/outcomes.ts";
import { wireForm } from "../case-runner/wire-form.ts";
import { compareBalances, compareInvariants } from "./compare.ts";
import { Disagreement } from "./disagreement.ts";
import type { Asked, Verdict } from "./facts.ts";
import { Model } from "./model.ts";

export interface PlayedStep {
  readonly name: string;
  readonly asked: Asked;
  readonly verdict: Verdict;
  /** The ledger's rule, when it refused. */
  readonly rule: string | undefined;
}

const CLOCK = { now: (): string => "2015-01-01T12:00:00.000Z" };

export type Open = (store: MemoryEventStore) => Promise<Ledger<LedgerView>>;

/** One ledger and one model that are asked the same things, step by step. */
export class Play {
  readonly model: Model;
  readonly steps: PlayedStep[] = [];
  private readonly ledger: Ledger<LedgerView>;
  private readonly written = new Map<string, readonly RecordedEvent[]>();

  private constructor(ledger: Ledger<LedgerView>, model: Model) {
    this.ledger = ledger;
    this.model = model;
  }

  static async begin(model = new Model(), open: Open = (store) => Ledger.open(store)): Promise<Play> {
    return new Play(await open(new MemoryEventStore({ clock: CLOCK })), model);
  }

  async end(): Promise<void> {
    await this.ledger.close();
  }

  /** @throws Disagreement when the two do not agree on what came of it */
  async ask(asked: Asked): Promise<void> {
    const name = `s${this.steps.length + 1}`;
    const before = this.model.world.books.lines.length;
    const verdict = this.model.take(asked, name);
    const step = { name, asked, verdict };
    const { outcomes, rule, message } = await this.answer(asked, name).catch((error: unknown) => {
      this.steps.push({ ...step, rule: undefined });
      throw failed(error);
    });
    this.steps.push({ ...step, rule });
    this.assertAlike(verdict, rule, message, outcomes);
    await this.ledger.caughtUp();
    const added = this.model.world.books.lines.slice(before);
    const dated = added.flatMap(({ effective, posting }) => [effective, posting]);
    const days = [...new Set(dated.flatMap((each) => [addDays(each, -1), each]))].sort();
    this.compare(days);
  }

  /** Everything on every day on which something is dated. */
  compareAll(): void {
    compareInvariants(this.ledger.view);
    this.compare(this.model.world.books.days());
  }

  private compare(days: readonly Day[]): void {
    compareBalances(this.model.world.books, this.ledger.view, days);
  }

  private async answer(
    asked: Asked,
    name: string,
  ): Promise<{ outcomes: readonly Outcome[]; rule: string | undefined; message: string }> {
    try {
      const request = this.requestOf(asked);
      const asker = { actor: asked.by, commandId: `walk:${name}` };
      const outcomes =
        request.type === "lapse-due"
          ? await this.ledger.lapse(request, asker)
          : [await this.ledger.take(request, asker)];
      this.written.set(
        name,
        outcomes.flatMap(({ events, caused }) => [...events, ...caused]),
      );
      return { outcomes, rule: undefined, message: "" };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { outcomes: [], rule: refusal.rule, message: refusal.message };
    }
  }

  private requestOf({ command, on }: Asked): LedgerRequest {
    const { type } = command;
    if (type === "register-agreement") return agreementRequest(type, command);
    if (type === "amend-agreement") return agreementRequest(type, { on, reason: "amendment", ...command });
    const { entry, ...rest } = command;
    const named = entry === undefined ? {} : this.entryNamed(String(entry));
    return readRequest(wireForm({ ...rest, ...named, type }, on, {}, this.ledger.view));
  }

  private entryNamed(name: string): { stream: string; eventId: string } {
    const [path = "", stream] = name.split(" in ");
    const [step = "", type] = path.split(".");
    const event = this.written.get(step)?.find((each) => each.type === type && each.stream === stream);
    if (!event) throw new Disagreement(`The ledger wrote no ${name}.`);
    return { stream: event.stream, eventId: event.eventId };
  }

  private assertAlike(
    verdict: Verdict,
    rule: string | undefined,
    message: string,
    outcomes: readonly Outcome[],
  ): void {
    if ("refused" in verdict) {
      const reasons = verdict.refused.join(", ");
      if (rule === undefined) throw new Disagreement(`The model refuses (${reasons}), the ledger takes it.`);
      if (verdict.refused.includes(rule)) return;
      throw new Disagreement(`The model refuses by ${reasons}, the ledger by ${rule}: ${message}`);
    }
    if (rule !== undefined)
      throw new Disagreement(`The model takes it, the ledger refuses by ${rule}: ${message}`);
    const elsewhere = outcomes.flatMap(({ refusals }) => refusals);
    const said = elsewhere.map((each: RuleError) => `${each.rule}: ${each.message}`).join("; ");
    const expected = verdict.elsewhere ?? [];
    if (
      expected.length > 0 !== elsewhere.length > 0 ||
      elsewhere.some((each) => !expected.includes(each.rule))
    ) {
      throw new Disagreement(
        `Refused elsewhere: the model says ${expected.join(", ") || "nothing"}, the ledger ${said || "nothing"}.`,
      );
    }
  }
}

/** Neither taken nor refused: whatever the model says, that is a defect. */
function failed(error: unknown): Disagreement {
  if (error instanceof Disagreement) return error;
  return new Disagreement(`The ledger fails: ${String(error instanceof Error ? error.stack : error)}`);
}
