import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type CoverageAnalysis,
  INSTRUMENTER_CONSTANTS,
  type InstrumenterContext,
} from "@stryker-mutator/api/core";
import { PluginKind, declareClassPlugin } from "@stryker-mutator/api/plugin";
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { expect } from "expect";
import fc from "fast-check";
import { describe, getState, it } from "jest-circus";

type Block = ReturnType<typeof getState>["rootDescribeBlock"];

interface Test {
  readonly id: string;
  readonly play: () => Promise<unknown>;
}

interface Wish {
  /** The ids of the tests that reach the mutant; all when left out. */
  readonly wanted?: ReadonlySet<string> | undefined;
  readonly coverage: CoverageAnalysis;
  readonly toTheEnd: boolean;
}

/** What the mutated code looks at: which mutant is on, and whom a mutant's being reached is written to. */
const switches: InstrumenterContext = ((globalThis as Record<string, unknown>)[
  INSTRUMENTER_CONSTANTS.NAMESPACE
] ??= {}) as InstrumenterContext;

/**
 * Plays the domain's specs and the cases of `test/cases` in one process that stays: a mutant is switched on by a
 * variable, so that the next one costs the tests that reach it and nothing else. Jest's own runner for Stryker
 * loads every module anew for every mutant, which takes seconds where the tests take milliseconds. What the specs
 * are written with is Jest's: its `describe` and `it` (jest-circus), its `expect`.
 */
export class InProcessRunner implements TestRunner {
  private readonly loaded = new Map<string, readonly Test[]>();

  /** What ran while a module was loaded cannot run again: Stryker starts a new process for such mutants. */
  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: false };
  }

  async dryRun({ coverageAnalysis }: DryRunOptions): Promise<DryRunResult> {
    const result = await this.run(specFiles(), { coverage: coverageAnalysis, toTheEnd: true });
    if (result.status !== DryRunStatus.Complete || !switches.mutantCoverage) return result;
    return { ...result, mutantCoverage: switches.mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, sandboxFileName, mutantActivation, testFilter, hitLimit, disableBail } = options;
    // A mutant of what runs at a call is not on while modules are loaded; one of a constant is.
    const files = specFiles(sandboxFileName);
    if (mutantActivation === "runtime") for (const file of files) await this.testsIn(file);
    switches.activeMutant = activeMutant.id;
    switches.hitCount = 0;
    if (hitLimit === undefined) delete switches.hitLimit;
    else switches.hitLimit = hitLimit;
    const wanted = testFilter && new Set(testFilter);
    const result = await this.run(files, { wanted, coverage: "off", toTheEnd: disableBail });
    return toMutantRunResult(determineHitLimitReached(switches.hitCount, hitLimit) ?? result);
  }

  private async run(files: readonly string[], { wanted, coverage, toTheEnd }: Wish): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    for (const file of files) {
      for (const { id, play } of await this.testsIn(file)) {
        if (wanted && !wanted.has(id)) continue;
        if (coverage === "perTest") switches.currentTestId = id;
        const began = performance.now();
        const failureMessage = await failureOf(play);
        delete switches.currentTestId;
        const had = { id, name: id, fileName: file, timeSpentMs: performance.now() - began };
        if (failureMessage === undefined) tests.push({ ...had, status: TestStatus.Success });
        else tests.push({ ...had, status: TestStatus.Failed, failureMessage });
        if (failureMessage !== undefined && !toTheEnd) return { status: DryRunStatus.Complete, tests };
      }
    }
    return { status: DryRunStatus.Complete, tests };
  }

  /** A file that cannot be loaded is one failed test: a mutant that breaks a constant's making is killed. */
  private async testsIn(file: string): Promise<readonly Test[]> {
    const known = this.loaded.get(file);
    if (known) return known;
    // The same random cases for every mutant, and the first that fails is enough.
    fc.configureGlobal({ seed: 1862, endOnFailure: true });
    Object.assign(globalThis, { describe, it, expect });
    const { rootDescribeBlock: root } = getState();
    const before = root.children.length;
    const failure = await failureOf(() => import(resolve(file)));
    const tests =
      failure === undefined
        ? root.children.slice(before).flatMap((child) => testsOf(child, file))
        : [{ id: `${file} is loaded`, play: () => Promise.reject(new Error(failure)) }];
    this.loaded.set(file, tests);
    return tests;
  }
}

/** The quick ones first, and of these the mutated file's own: what a spec of the domain kills, no case has to. */
function specFiles(mutated?: string): readonly string[] {
  const domain = join("libs", "domain", "src");
  const specs = readdirSync(domain, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".spec.ts"))
    .sort()
    .map((file) => join(domain, file));
  const own = specs.filter((spec) => mutated?.endsWith(spec.replace(".spec.ts", ".ts")));
  return [...new Set([...own, ...specs, join("test", "cases.spec.ts")])];
}

function testsOf(entry: Block["children"][number], within: string): Test[] {
  const id = `${within} › ${entry.name}`;
  if (entry.type === "describeBlock") return entry.children.flatMap((child) => testsOf(child, id));
  return [{ id, play: async () => (entry.fn as () => unknown)() }];
}

async function failureOf(play: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await play();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "in-process", InProcessRunner)];
