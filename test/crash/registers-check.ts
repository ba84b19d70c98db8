import type { Acknowledged, Memory } from "./clients.ts";

/** What the registers answered is there after the crash as it was answered, and once. */
export class RegistersCheck {
  readonly #memory: Memory;
  #checked = 0;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Reads back what was answered since the last look. */
  async look(url: string): Promise<void> {
    const all = this.#memory.acknowledged;
    for (const { write, body } of all.slice(this.#checked)) {
      if (write.path !== "/api/persons" && write.path !== "/api/attachments") continue;
      const response = await fetch(`${url}${write.path}/${body.id}`);
      const found: unknown = await response.json();
      must(JSON.stringify(found) === JSON.stringify(body), `${write.key} reads ${JSON.stringify(found)}`);
      if (write.path !== "/api/attachments") continue;
      const content = await (await fetch(`${url}${write.path}/${body.id}/content`)).text();
      must(content === write.body, `the file of ${write.key} is another one`);
    }
    this.#checked = all.length;
  }

  /** Nothing was registered twice: what stands there was answered, or is still to be repeated. */
  async mustHoldEachOnce(url: string): Promise<void> {
    for (const [path, name] of [
      ["/api/persons", "persons"],
      ["/api/attachments", "attachments"],
    ] as const) {
      const known = this.#memory.acknowledged.filter(({ write }) => write.path === path).map(idOf);
      const open = [...this.#memory.open.values()].filter((write) => write.path === path).length;
      const found = await idsAt(url, path, name);
      must(new Set(found).size === found.length, `${name} have an id twice`);
      must(
        found.length >= known.length && found.length <= known.length + open,
        `${found.length} ${name}; ${known.length} were answered and ${open} are open`,
      );
      const there = new Set(found);
      for (const id of known) must(there.has(id), `${id} was answered and is not listed`);
    }
  }
}

const idOf = ({ body }: Acknowledged): string => body.id ?? "";

async function idsAt(url: string, path: string, name: string): Promise<string[]> {
  const ids: string[] = [];
  // A page names the number that the next one goes on from, and null at the end of the list.
  for (let next: number | null = 0; next !== null;) {
    const response: Response = await fetch(`${url}${path}?limit=100&after=${next}`);
    const page = (await response.json()) as Record<string, { id: string }[]> & { next: number | null };
    must(response.status === 200, `${path}: ${response.status} ${JSON.stringify(page)}`);
    ids.push(...(page[name] ?? []).map(({ id }) => id));
    next = page.next;
  }
  return ids;
}

function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}
