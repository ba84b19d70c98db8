import { sql } from "kysely";
import { compareTables } from "./compare.ts";
import { ReadModel } from "./read-model.ts";

/** More than are read at once, and all with the same beginning of their key. */
const ROWS = 4_500;

let built: ReadModel;
let found: ReadModel;
beforeEach(async () => {
  [built, found] = await Promise.all([withRows(), withRows()]);
});
afterEach(async () => {
  await built.close();
  await found.close();
});

async function withRows(): Promise<ReadModel> {
  const model = await ReadModel.inMemory();
  const rows = sql`with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < ${ROWS})
    insert into place_months select 1, 'effective', '2022-01', printf('%06d', i), i, 0 from n`;
  await model.read((db) => rows.execute(db));
  return model;
}

const differences = () => built.read((ours) => found.read((theirs) => compareTables(ours, theirs)));
const change = (statement: string) => found.read((db) => sql.raw(statement).execute(db));

describe("comparing two read models", () => {
  it("finds no difference between equal ones, however many rows begin their keys alike", async () => {
    expect(await differences()).toEqual([]);
  });

  it("finds one row among many that says something else", async () => {
    await change("update place_months set inflow = 77 where known_month = '004321'");
    expect(await differences()).toEqual([
      {
        table: "place_months",
        rows: { built: ROWS, found: ROWS, differing: 1 },
        first: {
          built: '[1,"effective","2022-01","004321",4321,0]',
          found: '[1,"effective","2022-01","004321",77,0]',
        },
      },
    ]);
  });

  it("counts the rows of both where some are missing or too many", async () => {
    await change("delete from place_months where known_month >= '004000'");
    await change("insert into places (id, key, account) values (1, 'somewhere', 'available')");
    const [months, places] = (await differences()).sort((a, b) => a.table.localeCompare(b.table));
    expect(months?.rows).toEqual({ built: ROWS, found: 4_000, differing: 500 });
    expect(places?.first.built).toBeUndefined();
    expect(places?.rows).toEqual({ built: 0, found: 1, differing: 1 });
  });

  it("tells null from the word, and a number from its text", async () => {
    const rows = (holder: string) =>
      `insert into places (id, key, account, year, holder) values (1, 'somewhere', 'available', 2022, ${holder})`;
    await built.read((db) => sql.raw(rows("null")).execute(db));
    await change(rows("'null'"));
    expect((await differences()).map(({ table }) => table)).toEqual(["places"]);
  });
});
