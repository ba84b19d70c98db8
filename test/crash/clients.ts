import type { Answered, Chain, Write } from "./writes.ts";

/** A write that was answered: it must be in the log once, and every repeat must be answered alike. */
export interface Acknowledged {
  readonly write: Write;
  readonly status: number;
  readonly body: Answered["body"] & Readonly<Record<string, unknown>>;
}

/** A line of a bulk that was answered, whatever became of the rest. */
export interface AcknowledgedLine {
  readonly commandId: string;
  readonly events: readonly string[];
}

/** The log's name of a write, as the service derives it from who asks and the key. */
export const commandIdOf = ({ actor, key }: Write): string => `${actor}/${key}`;

/** A write whose answer never came, or said to repeat it: the next round does. */
class Unanswered extends Error {}

/** What the clients of all rounds remember of what they were told. */
export class Memory {
  readonly acknowledged: Acknowledged[] = [];
  readonly lines: AcknowledgedLine[] = [];
  readonly refused: Write[] = [];
  /** Writes that were sent and not answered, not yet repeated. */
  readonly open = new Map<string, Write>();
  /** How many writes were answered, but for repeats that a check asks for. */
  get answers(): number {
    return this.acknowledged.length + this.lines.length;
  }
}

/** One client: it goes on with its step after each crash under the same key, until it is answered. */
export class Client {
  readonly #next: () => Chain;
  readonly #memory: Memory;
  #chain: Chain;
  #write: Write | undefined;

  constructor(memory: Memory, next: () => Chain) {
    this.#memory = memory;
    this.#next = next;
    this.#chain = next();
  }

  /** Writes until the server is gone; `held` tells which unanswered writes the log was found to hold. */
  async work(url: string, held: (write: Write) => boolean): Promise<void> {
    try {
      for (;;) await this.#step(url, held);
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
    }
  }

  async #step(url: string, held: (write: Write) => boolean): Promise<void> {
    if (!this.#write) {
      const { value, done } = this.#chain.next({ status: 0, body: {} });
      if (done) return void (this.#chain = this.#next());
      this.#write = value;
    }
    const answer = await this.#send(url, this.#write, held);
    const { value, done } = this.#chain.next(answer);
    this.#write = done ? undefined : value;
    // What was refused leaves nothing for the steps after it to stand on.
    if (done || answer.status >= 400) {
      this.#write = undefined;
      this.#chain = this.#next();
    }
  }

  async #send(url: string, write: Write, held: (write: Write) => boolean): Promise<Answered> {
    const repeats = this.#memory.open.has(write.key);
    this.#memory.open.set(write.key, write);
    const { status, body } =
      write.path === "/api/bulk" ? await this.#sendBulk(url, write) : await sent(url, write);
    this.#memory.open.delete(write.key);
    if (status >= 500) throw new Error(`${write.path} (${write.key}): ${status} ${JSON.stringify(body)}`);
    if (status >= 400) this.#memory.refused.push(write);
    else if (write.path !== "/api/bulk") {
      // A key that the log holds must not be decided a second time; one that it does not hold was not decided.
      const isOfLog = body["repeated"] !== undefined;
      if (isOfLog && body["repeated"] !== (repeats && held(write))) {
        throw new Error(`${write.key}: repeated is ${String(body["repeated"])}, in the log: ${held(write)}`);
      }
      this.#memory.acknowledged.push({ write, status, body });
    }
    return { status, body };
  }

  /** A bulk is answered line by line: each whole line that came is an answer. */
  async #sendBulk(url: string, write: Write): Promise<Told> {
    const lines: string[] = [];
    const take = (line: string): void => {
      const { key, status, events } = JSON.parse(line) as {
        key?: string;
        status?: string;
        events?: string[];
      };
      lines.push(line);
      if (status !== "written" && status !== "repeated") return;
      this.#memory.lines.push({ commandId: `${write.actor}/${key ?? ""}`, events: events ?? [] });
    };
    return asUnanswered(async () => {
      const response = await fetch(`${url}${write.path}`, requestOf(write));
      let text = "";
      for await (const part of response.body ?? []) {
        text += Buffer.from(part as Uint8Array).toString("utf8");
        const whole = text.split("\n");
        text = whole.pop() ?? "";
        for (const line of whole) take(line);
      }
      const summary = JSON.parse(lines.at(-1) ?? "{}") as { done?: boolean; refused?: number };
      if (response.status !== 200 || summary.done !== true) throw new Unanswered();
      if (summary.refused !== 0) throw new Error(`A line of ${write.key} was refused: ${lines.join("\n")}`);
      return { status: 200, body: {} };
    });
  }
}

interface Told {
  readonly status: number;
  readonly body: Acknowledged["body"];
}

/** Sends a write once more, as whoever lost the answer would. */
export function sent(url: string, write: Write): Promise<Told> {
  return asUnanswered(async () => {
    const response = await fetch(`${url}${write.path}`, requestOf(write));
    const body = JSON.parse(await response.text()) as Told["body"];
    if (response.status === 503) throw new Unanswered();
    return { status: response.status, body };
  });
}

function requestOf({ actor, key, body, headers }: Write): RequestInit {
  return {
    method: "POST",
    headers: {
      ...{ "Content-Type": "application/json", "Ledger-Actor": actor, "Idempotency-Key": key },
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** A connection that breaks is no answer; what goes wrong here in the test is not taken for one. */
async function asUnanswered(ask: () => Promise<Told>): Promise<Told> {
  try {
    return await ask();
  } catch (error) {
    // By its name: under Jest an error of fetch has another realm's class. Half an answer is no JSON.
    const broken = ["TypeError", "SyntaxError"].includes((error as Error).name);
    throw broken ? new Unanswered() : error;
  }
}
