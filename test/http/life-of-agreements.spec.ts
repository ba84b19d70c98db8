import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatAmount } from "#domain/money.ts";
import { MemoryEventStore } from "#event-store/memory/memory-event-store.ts";
import { dataFolderAt } from "#ledger/data-folder/data-folder.ts";
import { openLedger } from "#ledger/data-folder/open-ledger.ts";
import { systemClock } from "#ledger/data-folder/system-clock.ts";
import { type ApiClient, apiClient, sendTo } from "#ledger/demo/over-http/api-client.ts";
import { registerFiles, tellOverHttp } from "#ledger/demo/over-http/stories-over-http.ts";
import { playDemo } from "#ledger/demo/play.ts";
import type { Result, Standing } from "#ledger/demo/result.ts";
import { STORIES } from "#ledger/demo/stories.ts";
import { Ledger } from "#ledger/ledger/ledger.ts";
import { type RunningServer, startServer } from "#ledger/serve.ts";

/** Milliseconds: the whole demo twice, once over sockets and on a disk, takes its time on a busy machine. */
const LONG = 120_000;

interface Row {
  readonly key: Readonly<Record<string, string | null>>;
  readonly net: Readonly<Record<string, string>>;
}
interface Balances {
  readonly rows: readonly Row[];
}

/** A served ledger: one that nobody but HTTP has ever spoken to, or one that the demo was played on. */
interface Served {
  readonly api: ApiClient;
  readonly server: RunningServer;
  readonly ledger: Ledger;
}

const DIMENSIONS = ["anslagspost", "agreement,recipient,line,holder", "receipt"];
/** Before, within and after the years of the agreements of 2013 and 2022. */
const DAYS = [
  ...["2012-12-31", "2013-03-31", "2013-06-30", "2013-12-04", "2013-12-31", "2014-06-30"],
  ...["2022-03-31", "2022-06-13", "2022-12-01", "2022-12-31", "2023-03-31", "2023-06-30"],
];

describe("the life of the agreements over HTTP alone", () => {
  let folder: string;
  let told: Served;
  let played: Served;
  let result: Result;
  let requests: ReadonlyMap<string, number>;

  const served = async (ledger: Ledger): Promise<Served> => {
    const server = await startServer({ ledger, port: 0 });
    return { ledger, server, api: await apiClient(sendTo(server.url)) };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ledger-life-"));
    told = await served(
      await openLedger({ folder: dataFolderAt(join(folder, "empty")), clock: systemClock }),
    );
    await registerFiles(told.api);
    const counts = new Map<string, number>();
    for (const story of STORIES) counts.set(story.agreement, await tellOverHttp(told.api, story));
    requests = counts;

    const inProcess = await Ledger.open(new MemoryEventStore({ clock: systemClock }));
    result = await playDemo(inProcess);
    played = await served(inProcess);
  }, LONG);

  afterAll(async () => {
    for (const one of [told, played]) {
      await one.server.close();
      await one.ledger.close();
    }
    await rm(folder, { recursive: true, force: true });
  });

  it("takes every request of the demo, and refuses those that the demo says are refused", () => {
    expect(result.told.map(({ agreement, commands }) => [agreement, commands])).toEqual([...requests]);
    expect([...requests.keys()]).toEqual(expect.arrayContaining(["vissa-2013", "sjsv-2022"]));
  });

  describe.each(["effective", "posting"])("by %s date", (axis) => {
    it.each(DIMENSIONS)("ends with the demo's balances by %s, on every day", async (by) => {
      for (const day of DAYS) {
        const path = `/api/balances?by=${by}&axis=${axis}&effective=${day}`;
        const { rows } = await told.api.get<Balances>(path);
        expect([day, rows]).toEqual([day, (await played.api.get<Balances>(path)).rows]);
      }
    });
  });

  it("has moved money in both years: equal balances are not equally empty ones", async () => {
    for (const [agreement, day] of [
      ["vissa-2013", "2013-12-31"],
      ["sjsv-2022", "2022-12-31"],
    ]) {
      const { rows } = await told.api.get<Balances>(
        `/api/balances?by=recipient&agreement=${agreement}&effective=${day}`,
      );
      expect(rows.filter(({ net }) => Number(net["outstanding"]) > 0).length).toBeGreaterThan(0);
    }
  });

  it("ends where the demo itself says that it ends", async () => {
    const endings: [readonly string[], readonly Standing[]][] = [
      [["anslagspost"], result.byAnslagspost],
      [["agreement", "recipient"], result.byRecipient],
      [["receipt"], result.receipts],
    ];
    for (const [by, standings] of endings) {
      const { rows } = await told.api.get<Balances>(`/api/balances?by=${by.join()}`);
      const standing = rows
        .filter(({ key }) => by.every((dimension) => key[dimension] !== null))
        .map(({ key, net }) => [
          by.map((dimension) => key[dimension]),
          Object.fromEntries(Object.entries(net).filter(([, amount]) => amount !== "0.00")),
        ]);
      const expected = standings.map(({ of, accounts }) => [
        of,
        Object.fromEntries(accounts.map(({ account, amount }) => [account, formatAmount(amount)])),
      ]);
      expect(expected.length).toBeGreaterThan(0);
      expect(standing).toEqual(expected);
    }
  });
});
