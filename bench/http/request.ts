import { type Grant, LINES } from "../world/world.ts";
import { dayAt, otherThan } from "../world/rounds.ts";

/** After the day on which the grants of the world were paid. */
const FIRST_DAY = 100;
const DAYS = 28;

/**
 * The command that is measured, as the bytes that a client sends: a recipient hands a krona on. It is decided on
 * the grant's accounts over all days, and moves money.
 */
export function passOnRequest(grants: readonly Grant[], name: string, index: number): string {
  const grant = grants[index % grants.length];
  if (grant === undefined) throw new Error("There is no grant to send a command for.");
  const round = Math.floor(index / grants.length);
  const body = JSON.stringify({
    items: [{ line: LINES[round % 2], to: otherThan(grant, round), amount: "1.00" }],
    decision: "Eget beslut",
    effectiveOn: dayAt(FIRST_DAY + (round % DAYS)),
  });
  return (
    `POST /api/agreements/${grant.agreement}/grants/${grant.recipient}/transfers-to-holders HTTP/1.1\r\n` +
    `Host: 127.0.0.1\r\nLedger-Actor: registrar\r\nIdempotency-Key: ${name}-${index}\r\n` +
    `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}
