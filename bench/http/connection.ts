import { type Socket, connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const LENGTH = /^content-length: *(\d+)/im;

interface Waiting {
  resolve(status: number): void;
  reject(error: Error): void;
}

/**
 * One client's connection that is kept, with one request under way at a time. It reads no more of an answer than
 * its status and where it ends, so that the one who measures takes as little as possible from the measured.
 */
export class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #received: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("The server closed the connection.")));
  }

  static async open({ hostname, port }: URL): Promise<Connection> {
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    return new Connection(socket);
  }

  /** Resolves with the answer's status when its last byte is there. */
  send(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request, "latin1");
    });
  }

  /** What came last, for the words of a refusal. */
  get lastAnswer(): string {
    return this.#received.toString("utf8");
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    this.#received =
      this.#waiting && this.#received.length > 0 ? Buffer.concat([this.#received, chunk]) : chunk;
    const head = this.#received.indexOf(END_OF_HEAD);
    if (head < 0) return;
    const text = this.#received.toString("latin1", 0, head);
    const length = LENGTH.exec(text)?.[1];
    if (length === undefined) return this.#fail(new Error(`An answer without length: ${text}`));
    if (this.#received.length < head + END_OF_HEAD.length + Number(length)) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const whole = this.#received;
    // Kept when it was refused, since the next thing that is done is to tell why.
    const status = Number(text.slice(9, 12));
    this.#received = status < 300 ? Buffer.alloc(0) : whole;
    waiting?.resolve(status);
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
