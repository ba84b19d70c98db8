import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sessionHere } from "#projections/sqlite/sessions.ts";
import { Registers } from "./registers.ts";
import {
  CLOCK,
  PERSON,
  SECRET_CONTENT,
  contentOf,
  filesIn,
  openIn,
  tracesIn,
} from "./testing/given-registers.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "registers-"));
  file = join(folder, "registers.sqlite");
});
afterEach(() => rmSync(folder, { recursive: true }));

const asker = (key: string) => ({ actor: "anna", commandId: `anna/${key}` });

describe("the registers' file", () => {
  it("is refused and left alone when it is somebody else's database", async () => {
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE theirs (id INTEGER)");
    other.close();
    const before = readFileSync(file);
    await expect(openIn(folder)).rejects.toMatchObject({
      reason: "not_an_event_store",
      message: `${file} is not a register of persons. Nothing in it was changed.`,
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it("is refused when it is no database at all", async () => {
    writeFileSync(file, "This is no database, but a text of some length.".repeat(20));
    await expect(openIn(folder)).rejects.toMatchObject({ reason: "not_an_event_store" });
  });

  it("is refused when a newer version of the program wrote it", async () => {
    await (await openIn(folder)).close();
    const newer = new DatabaseSync(file);
    newer.exec("PRAGMA user_version = 2");
    newer.close();
    await expect(openIn(folder)).rejects.toMatchObject({
      reason: "newer_version",
      message: expect.stringContaining("schema version 2; this program knows version 1"),
    });
  });

  it("know nobody any more who was erased, also who was known a moment ago and asked for meanwhile", async () => {
    const registers = await openIn(folder);
    const { subject: person } = await registers.registerPerson(PERSON, asker("person"));
    expect(await registers.standing(person)).toBe("known");
    const meanwhile = registers.standing(person);
    const erased = registers.erasePerson(person, "requested", asker("erase"));
    const asked = Array.from({ length: 5 }, () => registers.standing(person));
    expect(await meanwhile).toBe("known");
    await erased;
    expect(await registers.standing(person)).toBe("erased");
    await Promise.all(asked);
    expect(await registers.standing(person)).toBe("erased");
    expect(await registers.standing("nobody")).toBe("unknown");
    await registers.close();
  });

  it("keep nothing of a file about somebody who is erased while it comes in, though its sender falls silent", async () => {
    const registers = await openIn(folder);
    const { subject: person } = await registers.registerPerson(PERSON, asker("person"));
    const { subject: other } = await registers.registerPerson({ name: "Påhitt" }, asker("other"));
    const store = (key: string, persons: string[], content: AsyncIterable<Uint8Array>) =>
      registers.storeAttachment(content, { fileName: "a.txt", mediaType: "text/plain", persons }, asker(key));
    // Each sends a part, which is on disk when the next one is asked for; then one says no more.
    const begun: Promise<void>[] = [];
    const half = (goesOn: Promise<void>): AsyncIterable<Uint8Array> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      begun.push(promise);
      return (async function* () {
        yield Buffer.from(SECRET_CONTENT);
        resolve();
        await goesOn;
        yield Buffer.from(" and more");
      })();
    };
    const { promise: later, resolve: goOn } = Promise.withResolvers<void>();
    const never = new Promise<void>(() => undefined);
    const silent = store("silent", [other, person], half(never));
    const about = store("about-other", [other], half(later));
    const refused = expect(silent).rejects.toMatchObject({ rule: "person-erased" });
    await Promise.all(begun);
    expect(tracesIn(folder, [SECRET_CONTENT])).toHaveLength(2);

    await registers.erasePerson(person, "requested", asker("erase"));
    await refused;
    expect(tracesIn(folder, [SECRET_CONTENT])).toHaveLength(1);
    // What is about somebody else is not disturbed.
    goOn();
    expect((await about).begun).toBe(true);
    await registers.close();
  });

  it("holds no name among those of many that were erased, whatever SQLite moved in between", async () => {
    const registers = await openIn(folder);
    const ids: string[] = [];
    for (let number = 0; number < 150; number += 1) {
      const fields = { ...PERSON, name: `Nummer ${number} Bortglömdsson`, title: "x".repeat(number * 3) };
      ids.push((await registers.registerPerson(fields, asker(`person-${number}`))).subject);
    }
    // Corrected to be longer, so that rows move between pages before one in three is erased.
    for (const [number, id] of ids.entries()) {
      const fields = { name: `Nummer ${number} Bortglömdsson`, title: "y".repeat(400) };
      await registers.correctPerson(id, fields, asker(`correct-${number}`));
    }
    const erased = ids.flatMap((_, number) => (number % 3 === 0 ? [`Nummer ${number} Bortglömdsson`] : []));
    for (const [number, id] of ids.entries()) {
      if (number % 3 === 0) await registers.erasePerson(id, "retention_ended", asker(`erase-${number}`));
    }
    expect(tracesIn(folder, erased)).toEqual([]);
    expect(tracesIn(folder, ["Nummer 1 Bortglömdsson"])).not.toEqual([]);
    await registers.close();
    expect(tracesIn(folder, erased)).toEqual([]);
  });

  it("says that traces may be left while another program reads it, and finishes on the repeat", async () => {
    const registers = await openIn(folder, (settings) =>
      sessionHere({ ...settings, pragmas: ["busy_timeout = 20"] }),
    );
    const { subject } = await registers.registerPerson(PERSON, asker("person"));
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM persons").get();
    const erase = () => registers.erasePerson(subject, "requested", asker("erase"));
    await expect(erase()).rejects.toMatchObject({ name: "TracesLeft" });
    reader.close();
    expect(await erase()).toMatchObject({ repeated: true, subject });
    expect(tracesIn(folder, [PERSON.name, PERSON.email])).toEqual([]);
    await registers.close();
  });

  it("keeps nothing of a file that turns out to be larger than it takes", async () => {
    const attachments = join(folder, "attachments");
    const registers = await Registers.open({
      ...{ file, attachments, clock: CLOCK },
      largestAttachment: 20,
    });
    const fields = { fileName: "stor.bin", mediaType: "application/octet-stream" };
    const tooLarge = registers.storeAttachment(contentOf("x".repeat(21)), fields, asker("large"));
    await expect(tooLarge).rejects.toMatchObject({ name: "AttachmentTooLarge", most: 20 });
    expect(filesIn(attachments)).toEqual([]);
    await registers.storeAttachment(contentOf("x".repeat(20)), fields, asker("large"));
    expect(filesIn(attachments)).toHaveLength(1);
    await registers.close();
  });
});
