import { RuleError } from "#domain/rule-error.ts";
import { LONGEST_LINE, type Line, linesOf } from "./lines.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* chunks(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield part;
}

async function read(...parts: readonly Uint8Array[]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of linesOf(chunks(...parts))) lines.push(line);
  return lines;
}

const told = ({ content }: Line): string => (content instanceof RuleError ? content.rule : content);

describe("the lines of a bulk", () => {
  it("are the same however the bytes arrive, and a letter may be cut in two", async () => {
    const all = bytes('{"reason":"Återbetalning"}\n\n{"a":1}\r\n{"b":2}');
    const byByte = await read(...[...all].map((byte) => Uint8Array.of(byte)));
    expect(byByte).toEqual(await read(all));
    expect(byByte.map(told)).toEqual(['{"reason":"Återbetalning"}', "", '{"a":1}\r', '{"b":2}']);
    expect(byByte.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  it("end with the last newline: nothing after it is no line", async () => {
    expect((await read(bytes("{}\n"))).map(told)).toEqual(["{}"]);
    expect(await read()).toEqual([]);
  });

  it("may each be as long as a single write's body and no longer; the next one is read as ever", async () => {
    const longest = "x".repeat(LONGEST_LINE);
    const lines = await read(bytes(`${longest}\n${longest}`), bytes(`x\n{}\n`));
    expect(lines.map(told)).toEqual([longest, "line-too-long", "{}"]);
  });

  it("are refused each by itself where they are no UTF-8", async () => {
    const lines = await read(Uint8Array.of(0x22, 0xe5, 0x22, 0x0a), bytes("{}\n"));
    expect(lines.map(told)).toEqual(["line-encoding", "{}"]);
  });

  it("never hold what a sender that broke off had begun", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes('{"a":1}\n{"b":');
      throw new Error("gone");
    }
    const seen: string[] = [];
    const reading = (async () => {
      for await (const line of linesOf(broken())) seen.push(told(line));
    })();
    await expect(reading).rejects.toThrow("gone");
    expect(seen).toEqual(['{"a":1}']);
  });
});
