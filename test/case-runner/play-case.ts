import type { RecordedEvent } from "#domain/policies.ts";
import { transfersOf } from "#domain/transfers.ts";
import type { ExpectedRevision, Position } from "#event-store/event-store.ts";
import type { Outcome } from "#ledger/ledger/outcome.ts";
import type { LedgerRequest } from "#ledger/ledger/requests.ts";
import { readRequest } from "#ledger/requests/read-request.ts";
import { agreementRequest, requestsOf } from "./agreement-data.ts";
import type { Case, CommandText, PlacedStep, Step } from "./case-file.ts";
import { assertChecks } from "./checks.ts";
import { engineOf } from "./engines.ts";
import { assertInvariants } from "./invariants.ts";
import { type Answer, type Asked, LiveLedger } from "./live-ledger.ts";
import { Mismatch } from "./mismatch.ts";
import { assertRefused, assertWritten, refusalOf } from "./outcomes.ts";
import { isApproval, wireForm } from "./wire-form.ts";

/** What is remembered of a step that was given a name, or of the one before. */
interface Played extends Asked {
  readonly revision: ExpectedRevision | undefined;
  readonly events: readonly RecordedEvent[];
}

/**
 * Plays a case from an empty ledger to its end; commands that are under way at the same time are begun in
 * the order of the file, or in the opposite one.
 *
 * @returns everything that the case wrote, in the order of the log
 * @throws Mismatch with what was expected and what the ledger had
 */
export async function playCase(
  { steps, defaults, store }: Case,
  order: "as written" | "opposite",
): Promise<readonly RecordedEvent[]> {
  let now = "2006-01-01";
  const engine = await engineOf(store, { now: () => `${now}T12:00:00.000Z` });
  const live = new LiveLedger(engine);
  const player = new Player(live, defaults, order);
  try {
    await live.open();
    for (const placed of steps) {
      now = placed.step.on ?? now;
      await player.play(placed);
    }
    return await live.writtenSince(undefined);
  } finally {
    await live.close();
    await engine.remove();
  }
}

class Player {
  private readonly live: LiveLedger;
  private readonly defaults: Case["defaults"];
  private readonly order: "as written" | "opposite";
  /** Carried from step to step, so that a day is said once. */
  private on: string | undefined;
  private readonly played = new Map<string, Played>();
  private commands = 0;

  constructor(live: LiveLedger, defaults: Case["defaults"], order: "as written" | "opposite") {
    this.live = live;
    this.defaults = defaults;
    this.order = order;
  }

  async play({ place, step }: PlacedStep): Promise<void> {
    try {
      await this.playStep(step);
      await this.live.ledger.caughtUp();
      const { view, store } = this.live.ledger;
      await assertInvariants(view, store);
      assertChecks(step, view);
    } catch (error) {
      const text = error instanceof Mismatch ? error.message : `  ${String((error as Error).stack)}`;
      throw new Mismatch(
        `${place}, ${described(step)}${this.on === undefined ? "" : ` on ${this.on}`}\n${text}`,
      );
    }
  }

  private async playStep(step: Step): Promise<void> {
    this.on = step.on ?? this.on;
    if (step.restart === true) await this.live.restart();
    if (step.import !== undefined) {
      for (const request of requestsOf(step.import)) {
        const { refusal } = await this.live.send({ request, commandId: this.newId(), actor: "anna" });
        if (refusal) throw new Mismatch(`  Refused by ${refusal.rule}: ${refusal.message}`);
      }
    }
    if (step.concurrently !== undefined) await this.playAtOnce(step.concurrently, step.wins);
    if (step.repeat !== undefined) await this.playAgain(step, step.repeat);
    if (step.command !== undefined) await this.playCommand(step, step.command);
  }

  private async playCommand(step: Step, command: CommandText): Promise<void> {
    const before = await this.live.lastPosition();
    const asked = this.asked(step, command);
    if (asked === undefined) return;
    if (step.crash === true) {
      await this.live.dieDuring(asked);
      this.remember(step, asked, undefined, await this.live.writtenSince(before));
      return;
    }
    if (step.landsFirst !== undefined) this.live.letLandFirst(this.prepare({}, step.landsFirst));
    const answer = await this.live.send(asked);
    await this.judge(step, asked, answer, before);
  }

  /** Undefined when the request is not in its wire form, as the step says. */
  private asked(step: Step, command: CommandText): Asked | undefined {
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
  private prepare(step: Step, command: CommandText): Asked {
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
    return readRequest(wireForm({ ...rest, ...found }, on, this.defaults, this.live.ledger.view));
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
    asked: Asked,
    { outcomes, refusal }: Answer,
    before: Position | undefined,
  ): Promise<void> {
    const written = await this.live.writtenSince(before);
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
    asked: Asked,
    revision: ExpectedRevision | undefined,
    events: readonly RecordedEvent[],
  ): void {
    if (step.as !== undefined) this.played.set(step.as, { ...asked, revision, events });
  }

  private async playAgain(step: Step, name: string): Promise<void> {
    const { request, commandId, actor, events } = this.named(name);
    const before = await this.live.lastPosition();
    const { outcomes, refusal } = await this.live.send({ request, commandId, actor });
    if (refusal) throw new Mismatch(`  The repeat was refused by ${refusal.rule}: ${refusal.message}`);
    const written = await this.live.writtenSince(before);
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
    const answers = await Promise.all(asked.map((one) => this.live.send(one)));
    await this.live.ledger.caughtUp();
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
      assertChecks(step, this.live.ledger.view);
    }
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
