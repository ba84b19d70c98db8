import Table from "cli-table3";
import type { Figure, Row, Run } from "./rows.ts";

export const rowsOf = ({ parts }: Run): Row[] => Object.values(parts).flatMap(({ rows }) => rows);

/** For a terminal. Of a run that only shows that everything works, nothing is held against an aim. */
export function tableOf(run: Run): string {
  const counts = run.scale === "full";
  const table = new Table({
    head: ["what", "measured", "compared with", "ratio", "aim"],
    colWidths: [42, 46, 46, 8, 14],
    wordWrap: true,
    // Without colours, which are noise in a file.
    style: { head: [], border: [] },
  });
  for (const row of rowsOf(run)) {
    table.push([row.what, figureOf(row), comparedOf(row), ratioOf(row), counts ? aimOf(row) : ""]);
  }
  return counts ? table.toString() : `${table.toString()}\n${ONLY_WORKS}`;
}

const ONLY_WORKS =
  "A small run shows that everything works. Its figures say nothing of how fast anything is.";

export function figureOf({ measured, notMeasured = "" }: Row): string {
  return measured ? inWords(measured) : notMeasured;
}

export function comparedOf({ compared }: Row): string {
  return compared ? `${compared.with}: ${inWords(compared.figure)}` : "";
}

/** `0.43`, or `12` from ten on. */
export function ratioOf({ ratio }: Row): string {
  if (ratio === undefined) return "";
  return ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0);
}

export function aimOf({ aim }: Row): string {
  return aim ? `${aim.text}: ${aim.held ? "held" : "fell short"}` : "";
}

function inWords({ value, unit, also }: Figure): string {
  const number = value >= 100 ? Math.round(value).toLocaleString("sv") : value.toFixed(2);
  return `${number} ${unit}${also === undefined ? "" : ` (${also})`}`;
}
