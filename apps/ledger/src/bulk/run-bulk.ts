import type { Ledger } from "../ledger/ledger.ts";
import { type BulkCommand, type Sender, fieldsIn, ownKeyOf, readCommand } from "./bulk-command.ts";
import { BARRIER, namesIn } from "./dependence.ts";
import { FileOrder } from "./file-order.ts";
import { LONGEST_LINE, type Line, linesOf } from "./lines.ts";
import { BulkCount, type BulkSummary, type LineOutcome, type Named, notTaken, taken } from "./outcomes.ts";
import { inOrder } from "./in-order.ts";

/** Lines that are read and not yet answered; many, so that appends to one log go together. */
export const MOST_IN_FLIGHT = 256;
const MOST_BYTES_IN_FLIGHT = 8 * LONGEST_LINE;

export interface BulkOptions extends Sender {
  /** A refused line ends the bulk: lines are then carried out one by one, and those after it are not tried. */
  readonly stopOnRefusal: boolean;
  /** Aborted when no more should be begun: what is under way is finished and answered. */
  readonly ended: AbortSignal;
}

/** What is told of a bulk while it runs: outcomes in the order of the lines, and at the end the summary. */
export interface BulkNews {
  readonly outcomes: readonly LineOutcome[];
  readonly count: BulkCount;
  readonly summary?: BulkSummary;
}

/**
 * Carries out a bulk, one command per line, as its lines arrive. No more is read than is being carried out,
 * so that whoever reads the outcomes slowly slows the sender.
 *
 * Commands are carried out side by side where they do not depend on each other, see `dependence.ts`. Each is
 * all or nothing by itself, as a single write is; the bulk as a whole is not, and can be repeated as it is. A
 * failure of the log ends it, since every further line would fail as well.
 *
 * @throws what the bytes throw when they break off; the lines before that are carried out
 */
export async function* runBulk(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: BulkOptions,
): AsyncGenerator<BulkNews> {
  const bulk = new Bulk(ledger, options);
  const limits = {
    most: options.stopOnRefusal ? 1 : MOST_IN_FLIGHT,
    mostBytes: MOST_BYTES_IN_FLIGHT,
    ended: options.ended,
  };
  const { count } = bulk;
  try {
    for await (const outcomes of inOrder(linesOf(chunks), (line) => bulk.begin(line), limits)) {
      for (const outcome of outcomes) count.outcome(outcome);
      yield { outcomes, count };
    }
    yield { outcomes: [], count, summary: count.summary(!options.ended.aborted) };
  } finally {
    // Nobody is told any more: what waits for its turn is not begun.
    bulk.stop();
  }
}

/** The lines of one bulk, each begun in its turn. */
class Bulk {
  readonly count = new BulkCount();
  readonly #order = new FileOrder();
  readonly #ledger: Ledger;
  readonly #options: BulkOptions;
  #stopped = false;

  constructor(ledger: Ledger, options: BulkOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Never rejects; a blank line has no outcome. */
  async begin(line: Line): Promise<LineOutcome | undefined> {
    this.count.line();
    if (typeof line.content === "string" && line.content.trim() === "") return undefined;
    if (this.#stopped) return { line: line.number, key: null, status: "not_tried" };
    let named: Named = { line: line.number, key: null };
    let command: BulkCommand;
    try {
      const fields = fieldsIn(line);
      named = { line: line.number, key: ownKeyOf(fields) };
      command = readCommand(fields, line.number, this.#options);
    } catch (error) {
      return this.#told(notTaken(named, error));
    }
    const names = namesIn(command.request);
    // Two lines under one name are one command, or the later of them is refused.
    const inOrderWith = names === BARRIER ? BARRIER : [...names, `command ${command.asker.commandId}`];
    return this.#order.begin(inOrderWith, () => this.#carryOut(named, command));
  }

  async #carryOut(named: Pick<LineOutcome, "line" | "key">, command: BulkCommand): Promise<LineOutcome> {
    if (this.#stopped || this.#options.ended.aborted) return { ...named, status: "not_tried" };
    const { request, asker } = command;
    try {
      if (request.type === "lapse-due") return taken(named, await this.#ledger.lapse(request, asker), false);
      return taken(named, [await this.#ledger.take(request, asker)], true);
    } catch (error) {
      return this.#told(notTaken(named, error, command));
    }
  }

  #told(outcome: LineOutcome): LineOutcome {
    if (outcome.status === "failed" || this.#options.stopOnRefusal) this.#stopped = true;
    return outcome;
  }
}
