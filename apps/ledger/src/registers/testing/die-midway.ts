/**
 * A process of a test's own that dies, as by a power cut, right before the given statement of what it is told
 * to do: `die-midway.ts FOLDER erase PERSON STATEMENT`, `die-midway.ts FOLDER store PERSON STATEMENT`, or
 * `die-midway.ts FOLDER upload` in the middle of a file. It ends with 0 when there was no such statement.
 */
import { SECRET_CONTENT, contentOf, counted, openIn } from "./given-registers.ts";

const [folder = "", what = "", person = "", statement = ""] = process.argv.slice(2);
const asker = { actor: "anna", commandId: `anna/${what}` };

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

async function* cutOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from(SECRET_CONTENT);
  // The bytes are on disk before the next are asked for.
  die();
  yield Buffer.from("more");
}

let opened = Number.POSITIVE_INFINITY;
let now = 0;
const registers = await openIn(
  folder,
  counted((number) => {
    now = number;
    if (number === opened + Number(statement)) die();
  }),
);
opened = now;
const fields = { fileName: "underskrift.txt", mediaType: "text/plain", persons: [person] };
if (what === "erase") await registers.erasePerson(person, "requested", asker);
else if (what === "store") await registers.storeAttachment(contentOf(SECRET_CONTENT), fields, asker);
else await registers.storeAttachment(cutOff(), { ...fields, persons: [] }, asker);
await registers.close();
