import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export interface Patience {
  /** Milliseconds that a request may still take to arrive. */
  readonly forRequests: number;
  /** Milliseconds until every connection is cut, whatever it is doing. */
  readonly forAnswers: number;
}

const PATIENCE: Patience = { forRequests: 2_000, forAnswers: 10_000 };

/**
 * Lets a server close in seconds, whatever its clients do: `close` of Node's server waits for every connection,
 * also for one that never says a word, and for a body whose sender has gone to sleep.
 *
 * Connections on which nothing is asked are cut at once, those whose request does not arrive a little later, and
 * in the end all. What is cut was not answered; a write that was under way stands once or not at all, and its
 * repeat tells which.
 *
 * @returns begins to cut, when the server closes
 */
export function cutConnections(server: Server, patience = PATIENCE): () => void {
  const sockets = new Set<Socket>();
  const asked = new Map<Socket, Set<IncomingMessage>>();
  let closing = false;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const open = asked.get(socket) ?? new Set();
    asked.set(socket, open.add(request));
    response.once("close", () => {
      open.delete(request);
      if (open.size > 0) return;
      asked.delete(socket);
      if (closing) socket.end();
    });
  });
  const cut = (isCut: (socket: Socket) => boolean): void => {
    for (const socket of [...sockets].filter(isCut)) socket.destroy();
  };
  const isIdle = (socket: Socket): boolean => !asked.has(socket);
  const isArriving = (socket: Socket): boolean =>
    isIdle(socket) || [...(asked.get(socket) ?? [])].some(({ complete }) => !complete);
  return () => {
    closing = true;
    cut(isIdle);
    const timers = [
      setTimeout(() => cut(isArriving), patience.forRequests),
      setTimeout(() => cut(() => true), patience.forAnswers),
    ];
    server.once("close", () => timers.forEach(clearTimeout));
  };
}
