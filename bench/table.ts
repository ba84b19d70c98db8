import Table from "cli-table3";
import type { Figure, Row } from "./rows.ts";

export function tableOf(rows: readonly Row[]): string {
  const table = new Table({
    head: ["what", "measured", "compared with", "ratio", "aim"],
    style: { head: [], border: [] },
  });
  for (const { what, measured, compared, ratio, aim, notMeasured } of rows) {
    table.push([
      what,
      measured ? figure(measured) : (notMeasured ?? ""),
      compared ? `${compared.with}\n${figure(compared.figure)}` : "",
      ratio === undefined ? "" : ratio.toFixed(2),
      aim ? `${aim.text}: ${aim.held ? "held" : "fell short"}` : "",
    ]);
  }
  return table.toString();
}

function figure({ value, unit, also }: Figure): string {
  return `${value >= 100 ? Math.round(value) : value.toFixed(2)} ${unit}${also === undefined ? "" : `\n${also}`}`;
}
