import { type Socket, connect } from "node:net";

const END_OF_HEAD = Buffer.from("\r\n\r\n");
const LENGTH = /^content-length: *(\d+)/im;

interface Waiting {
  resolve(head: string): void;
  reject(error: Error): void;
}

/**
 * One client's connection that is kept, with one request under way at a time. It reads no more of an answer than
 * its head and where it ends, so that the one who measures takes as little as possible from the measured.
 */
export class Connection {
  readonly #socket: Socket;
  #waiting: Waiting | undefined;
  #received: Buffer | undefined;

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

  /**
   * Resolves with the answer's head when its last byte is there.
   *
   * @throws Error with the whole answer when it is a refusal: what is refused is quick, and no measurement
   */
  send(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    const received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    this.#received = received;
    const headEnds = received.indexOf(END_OF_HEAD);
    if (headEnds < 0) return;
    const head = received.toString("latin1", 0, headEnds);
    const length = LENGTH.exec(head)?.[1];
    if (length === undefined) return this.#fail(new Error(`An answer without length: ${head}`));
    if (received.length < headEnds + END_OF_HEAD.length + Number(length)) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#received = undefined;
    // HTTP/1.1 201 Created
    if (head[9] === "2") waiting?.resolve(head);
    else waiting?.reject(new Error(`A request was refused: ${received.toString("utf8")}`));
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}

/** The value of a header in an answer's head; undefined when it has none of that name. */
export function headerOf(head: string, name: string): string | undefined {
  return new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1]?.trim();
}
