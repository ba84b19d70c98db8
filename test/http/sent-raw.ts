import { request } from "node:http";

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request and hangs up: as soon as it is sent, or when the answer has come and nobody has read it. */
export function lost(
  url: string,
  { method, path, headers, body }: Sent,
  when: "sent" | "answered",
): Promise<void> {
  return new Promise((resolve) => {
    const outgoing = request(`${url}${path}`, { method, headers });
    outgoing.on("error", () => undefined);
    outgoing.on("close", resolve);
    if (when === "answered") outgoing.on("response", () => outgoing.destroy());
    outgoing.end(body ?? "", () => {
      if (when === "sent") outgoing.destroy();
    });
  });
}
