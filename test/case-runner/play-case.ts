import type { RecordedEvent } from "#domain/policies.ts";
import { transfersOf } from "#domain/transfers.ts";
import { StoreUnavailable } from "#event-store/errors.ts";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";
import { Ledger, type Outcome } from "#ledger/ledger/ledger.ts";
import type { LedgerRequest } from "#ledger/ledger/requests.ts";
import { readRequest } from "#ledger/requests/read-request.ts";
import { agreementRequest, requestsOf } from "./agreement-data.ts";
import type { Case, CommandText, PlacedStep, Step } from "./case-file.ts";
import { assertChecks } from "./checks.ts";
import { type Engine, MortalStore, engineOf } from "./engines.ts";
import { assertInvariants } from "./invariants.ts";
import { Mismatch } from "./mismatch.ts";
import { type Refusal, assertRefused, assertWritten, refusalOf } from "./outcomes.ts";
import { isApproval, wireForm } from "./wire-form.ts";

/** What is remembered of a step that was given a name, or of the one before. */
interface Played {
  readonly request: LedgerRequest;
  readonly commandId: string;
  readonly actor: string;
  readonly revision: ExpectedRevision | undefined;
  readonly events: readonly RecordedEvent[];
}

interface Answer {
  readonly outcomes: readonly Outcome[];
  readonly refusal: Refusal | undefined;
}

/**
 * Plays a case from an empty ledger to its end; commands that are under way at the same time are begun in
 * the order of the file, or in the opposite one.
 *
 * @throws Mismatch with what was expected and what the ledger had
 */
export async function playCase(
  { steps, defaults, store }: Case,
  order: "as written" | "opposite",
): Promise<void> {
  let now = "2006-01-01";
  const engine = await engineOf(store, { now: () => `${now}T12:00:00.000Z` });
  const player = new Player(engine, defaults, order);
  try {
    await player.open();
    for (const placed of steps) {
      now = placed.step.on ?? now;
      await player.play(placed);
    }
  } finally {
    await player.close();
    await engine.remove();
  }
}

class Player {
  private readonly engine: Engine;
  private readonly defaults: Case["defaults"];
  private readonly order: "as written" | "opposite";
  private ledger: Ledger | undefined;
  private store: MortalStore | undefined;
  /** Carried from step to step, so that a day is said once. */
  private on: string | undefined;
  private readonly played = new Map<string, Played>();
  private commands = 0;

  constructor(engine: Engine, defaults: Case["defaults"], order: "as written" | "opposite") {
    this.engine = engine;
    this.defaults = defaults;
    this.order = order;
  }

  async open(): Promise<void> {
    this.store = new MortalStore(await this.engine.open());
    this.ledger = await Ledger.open(this.store);
  }

  async close(): Promise<void> {
    await this.ledger?.close();
  }

  async play({ place, step }: PlacedStep): Promise<void> {
    try {
      await this.playStep(step);
      await this.current().caughtUp();
      const { view, store } = this.current();
      await assertInvariants(view, store);
      assertChecks(step, view);
    } catch (error) {
      const text = error instanceof Mismatch ? error.message : `  ${String((error as Error).stack)}`;
      throw new Mismatch(
        `${place}, ${described(step)}${this.on === undefined ? "" : ` on ${this.on}`}\n${text}`,
      );
    }
  }

  private current(): Ledger {
    if (!this.ledger) throw new Error("The case has no open ledger.");
    return this.ledger;
  }

  private async playStep(step: Step): Promise<void> {
    this.on = step.on ?? this.on;
    if (step.restart === true) await this.restart();
    if (step.import !== undefined) {
      for (const request of requestsOf(step.import)) await this.send(request, this.newId(), "anna");
    }
    if (step.concurrently !== undefined) await this.playAtOnce(step.concurrently, step.wins);
    if (step.repeat !== undefined) await this.playAgain(step, step.repeat);
    if (step.command !== undefined) await this.playCommand(step, step.command);
  }

  private async restart(): Promise<void> {
    await this.current().close();
    await this.open();
  }

  private async playCommand(step: Step, command: CommandText): Promise<void> {
    const before = await this.lastPosition();
    const asked = this.asked(step, command);
    if (asked === undefined) return;
    if (step.crash === true) {
      await this.dieDuring(asked);
      this.remember(step, asked, undefined, await this.writtenSince(before));
      return;
    }
    const answer = await this.send(asked.request, asked.commandId, asked.actor, asked.seen);
    await this.judge(step, asked, answer, before);
  }

  /** Undefined when the request is not in its wire form, as the step says. */
  private asked(step: Step, command: CommandText): ReturnType<Player["prepare"]> | undefined {
    try {
      return this.prepare(step, command);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      if (step.refused === undefined) throw new Mismatch(`  Refused by ${refusal.rule}: ${refusal.message}`);
      assertRefused(step.refused, refusal);
      return undefined;
    }
  }

  /** The command with the id and the person it comes from. */
  private prepare(step: Step, command: CommandText): Omit<Played, "revision" | "events"> & Seen {
    const actor = step.by ?? (isApproval(command.type) ? "bo" : "anna");
    const commandId = step.idOf === undefined ? this.newId() : this.named(step.idOf).commandId;
    const seen = step.seen === undefined ? undefined : this.named(step.seen).revision;
    return { request: this.requestOf(command, step.on ?? this.on), commandId, actor, seen };
  }

  private requestOf(command: CommandText, on: string | undefined): LedgerRequest {
    if (command.type === "register-agreement") return agreementRequest("register-agreement", command);
    if (command.type === "amend-agreement") {
      return agreementRequest("amend-agreement", { on, reason: "amendment", ...command });
    }
    const { entry, ...rest } = command as CommandText & { entry?: string };
    const found = entry === undefined ? {} : this.entry(entry);
    return readRequest(wireForm({ ...rest, ...found }, on, this.defaults, this.current().view));
  }

  /**
   * `step` is the first event of that step that moved money; `step.Type` names it when there are several,
   * and `step.Type in stream` when there are several of one type.
   */
  private entry(name: string): { stream: string; eventId: string } {
    const [path = "", stream] = name.split(" in ");
    const dot = path.lastIndexOf(".");
    const [step, type] =
      this.played.has(path) || dot < 0 ? [path] : [path.slice(0, dot), path.slice(dot + 1)];
    const events = this.named(step).events.filter((each) => stream === undefined || each.stream === stream);
    const moving = events.find((each) => each.type !== "FundsArrived" && transfersOf(each).length > 0);
    const found = type === undefined ? (moving ?? events[0]) : events.find((each) => each.type === type);
    if (!found) throw new Mismatch(`  Step ${step} wrote no ${type ?? "event"}.`);
    return { stream: found.stream, eventId: found.eventId };
  }

  private async judge(
    step: Step,
    asked: Omit<Played, "revision" | "events">,
    { outcomes, refusal }: Answer,
    before: Position | undefined,
  ): Promise<void> {
    const written = await this.writtenSince(before);
    if (step.refused !== undefined) {
      assertRefused(step.refused, refusal);
      if (written.length > 0) throw new Mismatch(`  Refused, and yet it wrote ${namesOf(written)}.`);
      return;
    }
    if (refusal) throw new Mismatch(`  Refused by ${refusal.rule}: ${refusal.message}`);
    if (outcomes.some(({ repeated }) => repeated))
      throw new Mismatch("  Taken as a repeat; expected a new command.");
    assertElsewhere(step, outcomes);
    const own = outcomes.flatMap(({ events }) => events);
    const ids = new Set(own.map(({ eventId }) => eventId));
    const elsewhere = written.filter(({ eventId }) => !ids.has(eventId));
    assertWritten(step, own, elsewhere);
    this.remember(step, asked, outcomes[0]?.revision, [...own, ...elsewhere]);
  }

  private remember(
    step: Step,
    asked: Omit<Played, "revision" | "events">,
    revision: ExpectedRevision | undefined,
    events: readonly RecordedEvent[],
  ): void {
    if (step.as !== undefined) this.played.set(step.as, { ...asked, revision, events });
  }

  private async playAgain(step: Step, name: string): Promise<void> {
    const { request, commandId, actor, events } = this.named(name);
    const before = await this.lastPosition();
    const { outcomes, refusal } = await this.send(request, commandId, actor);
    if (refusal) throw new Mismatch(`  The repeat was refused by ${refusal.rule}: ${refusal.message}`);
    const written = await this.writtenSince(before);
    if (written.length > 0) throw new Mismatch(`  The repeat wrote ${namesOf(written)}.`);
    const [outcome] = outcomes;
    if (outcome?.repeated !== true) throw new Mismatch("  The ledger did not say that it is a repeat.");
    const first = events.filter(({ stream }) => stream === outcome.stream).map(({ eventId }) => eventId);
    const again = outcome.events.map(({ eventId }) => eventId);
    if (again.some((id) => !first.includes(id))) throw new Mismatch("  The repeat had another outcome.");
    assertElsewhere(step, outcomes);
  }

  /** Each winner's own checks hold when it wins; each loser is refused as it says. */
  private async playAtOnce(inner: readonly Step[], wins: number | undefined): Promise<void> {
    const steps = this.order === "as written" ? inner : inner.toReversed();
    const asked = steps.map((step) => this.prepare(step, step.command ?? missingCommand()));
    const answers = await Promise.all(
      asked.map(({ request, commandId, actor, seen }) => this.send(request, commandId, actor, seen)),
    );
    await this.current().caughtUp();
    const taken = answers.filter(({ refusal }) => refusal === undefined).length;
    if (wins !== undefined && taken !== wins) {
      const said = answers.map(
        ({ refusal }, index) => `${described(steps[index] as Step)}: ${refusal?.message ?? "taken"}`,
      );
      throw new Mismatch(`  Expected ${wins} to be taken, not ${taken}:\n    ${said.join("\n    ")}`);
    }
    for (const [index, { outcomes, refusal }] of answers.entries()) {
      const step = steps[index] as Step;
      if (refusal) {
        if (step.refused === undefined)
          throw new Mismatch(`  ${described(step)}: refused by ${refusal.message}`);
        assertRefused(step.refused, refusal);
        continue;
      }
      assertElsewhere(step, outcomes);
      const own = outcomes.flatMap(({ events }) => events);
      assertWritten(step, own, []);
      const one = asked[index];
      if (one) this.remember(step, one, outcomes[0]?.revision, own);
      assertChecks(step, this.current().view);
    }
  }

  /** The command's own events are written; what they cause elsewhere, and the answer, are not. */
  private async dieDuring({ request, commandId, actor }: Omit<Played, "revision" | "events">): Promise<void> {
    this.store?.dieAfterNextAppend();
    try {
      await this.take(request, commandId, actor);
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      return this.restart();
    }
    throw new Mismatch("  The process should have died, and answered.");
  }

  private async send(
    request: LedgerRequest,
    commandId: string,
    actor: string,
    expectedRevision?: ExpectedRevision,
  ): Promise<Answer> {
    try {
      return { outcomes: await this.take(request, commandId, actor, expectedRevision), refusal: undefined };
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return { outcomes: [], refusal };
    }
  }

  private async take(
    request: LedgerRequest,
    commandId: string,
    actor: string,
    expectedRevision?: ExpectedRevision,
  ): Promise<readonly Outcome[]> {
    const asker = { actor, commandId, ...(expectedRevision === undefined ? {} : { expectedRevision }) };
    if (request.type === "lapse-due") return this.current().lapse(request, asker);
    return [await this.current().take(request, asker)];
  }

  private named(name: string): Played {
    const found = this.played.get(name);
    if (!found) throw new Mismatch(`  No step is called ${name} (as: ${name}), or it was not taken.`);
    return found;
  }

  private newId(): string {
    this.commands += 1;
    return `case:${this.commands}`;
  }

  private async lastPosition(): Promise<Position | undefined> {
    await this.current().caughtUp();
    return this.current().view.position;
  }

  private async writtenSince(after: Position | undefined): Promise<RecordedEvent[]> {
    const written: RecordedEvent[] = [];
    for await (const { id, stream, type, data } of this.current().store.readAll(
      after === undefined ? {} : { after },
    )) {
      written.push({ eventId: id, stream, type, data } as RecordedEvent);
    }
    return written;
  }
}

interface Seen {
  readonly seen: ExpectedRevision | undefined;
}

/** What the command caused elsewhere was refused there, exactly when the step says so. */
function assertElsewhere({ refusedElsewhere }: Step, outcomes: readonly Outcome[]): void {
  const [first] = outcomes.flatMap(({ refusals }) => refusals);
  if (refusedElsewhere !== undefined) {
    assertRefused(refusedElsewhere, refusalOf(first), "What it caused elsewhere");
  } else if (first !== undefined) {
    throw new Mismatch(`  Refused elsewhere by ${first.rule}: ${first.message}`);
  }
}

function described({ command, repeat, use, import: file, concurrently, as }: Step): string {
  if (command) return as === undefined ? command.type : `${command.type} (${as})`;
  if (repeat !== undefined) return `repeat of ${repeat}`;
  if (file !== undefined) return `import of ${file}`;
  if (use !== undefined) return use;
  return concurrently ? concurrently.map(described).join(" and at the same time ") : "checks";
}

const namesOf = (events: readonly RecordedEvent[]): string => events.map(({ type }) => type).join(", ");

function missingCommand(): never {
  throw new Mismatch("  What is under way at the same time are commands.");
}
