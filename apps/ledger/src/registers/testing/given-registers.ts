import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "#event-store/event-store.ts";
import type { Session } from "#projections/sqlite/sessions.ts";
import { sessionHere } from "#projections/sqlite/sessions.ts";
import { Registers } from "../registers.ts";
import type { OpenSession } from "../store/database.ts";

export const CLOCK: Clock = { now: () => "2022-12-01T10:00:00.000Z" };

/** Nobody by this name: the address is reserved for examples, the number for fiction. */
export const PERSON = {
  name: "Exempel Exempelsson",
  email: "exempel.exempelsson@example.se",
  phone: "08-465 004 17",
  title: "Ekonomidirektör",
};

export const SECRET_CONTENT = "Underskrift: Exempel Exempelsson, med egen hand.";

export function openIn(folder: string, session: OpenSession = sessionHere): Promise<Registers> {
  return Registers.open({
    file: join(folder, "registers.sqlite"),
    attachments: join(folder, "attachments"),
    clock: CLOCK,
    session,
  });
}

export async function* contentOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text.slice(0, 10));
  yield Buffer.from(text.slice(10));
}

/** Calls back before each statement, with its number from 1 on. */
export function counted(before: (statement: number) => void): OpenSession {
  return async (settings) => {
    const session: Session = await sessionHere(settings);
    let statement = 0;
    return {
      run: (sql, parameters) => {
        before(++statement);
        return session.run(sql, parameters);
      },
      close: () => session.close(),
    };
  };
}

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** The files that hold any of the texts, in UTF-8 or in UTF-16 of either order, with what they hold. */
export function tracesIn(folder: string, texts: readonly string[]): string[] {
  return filesIn(folder).flatMap((path) => {
    const bytes = readFileSync(path);
    return texts
      .filter((text) => formsOf(text).some((form) => bytes.includes(form)))
      .map((text) => `${path}: ${text}`);
  });
}

function formsOf(text: string): Buffer[] {
  const little = Buffer.from(text, "utf16le");
  return [Buffer.from(text), little, Buffer.from(little).swap16(), Buffer.from(text.toLocaleLowerCase("sv"))];
}
