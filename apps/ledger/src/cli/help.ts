/** At the end of every `--help`; docs/cli.md says more. */
export const EXIT_CODES = `
Exit codes: 0 fine, 1 findings, 2 bad input, 3 refused by a rule, 4 data folder or log unavailable,
70 defect of the ledger, or no Node 24.`;

/** What stands at the end of each `--help`. The examples run in a clone, on the agreements that come with it. */
export const EXAMPLES = {
  ledger: `
Begin with:
  ledger check agreements/sjsv-2022.yaml
  ledger import agreements/parties.yaml agreements/keys/*.yaml agreements/*-20*.yaml
  ledger balances --by anslagspost,recipient
  ledger serve`,
  check: `
Examples:
  ledger check agreements/sjsv-2022.yaml        what does not add up in the agreement of 2022
  ledger check agreements/*.yaml --json         all four as one list, for a script
  ledger check my-agreement.yaml                is my own file right, before it is imported

Exits with 1 when there is any finding, with 2 when a file cannot be read.`,
  import: `
Examples:
  ledger import agreements/parties.yaml agreements/keys/population-2022.yaml agreements/sjsv-2022.yaml
  ledger import agreements/sjsv-2022.yaml --amend "the government's decision of 2022-06-16"

Importing twice changes nothing. When any file is bad, nothing is written.`,
  balances: `
Examples:
  ledger balances --by agreement --from 2022-01-01 --effective 2022-12-31
  ledger balances --where agreement=sjsv-2022 --effective 2022-12-31 --known-at 2023-02-28
  ledger balances --by anslagspost,recipient
  ledger balances --by line,recipient --where agreement=sjsv-2022 --effective 2022-12-31
  ledger balances --by year,anslag --posting 2022-12-31 --turnover`,
  statement: `
Examples:
  ledger statement sjsv-2022 skr
  ledger statement sjsv-2022 skr --line 1 --from 2022-07-01 --effective 2022-12-31
  ledger statement sjsv-2022 skr --known-at 2022-12-31T12:00:00Z --json`,
  journal: `
Examples:
  ledger journal --where agreement=sjsv-2022 --from 2022-01-01 --effective 2022-12-31
  ledger journal --account reclaimed,repaid --order -effective --limit 20
  ledger journal --vouchers --axis posting --json > journal.ndjson`,
  deadlines: `
Examples:
  ledger deadlines --agreement sjsv-2022
  ledger deadlines --from 2023-01-01 --to 2023-03-31 --open
  ledger deadlines --status missed --known-at 2023-04-01`,
  worklist: `
Examples:
  ledger worklist
  ledger worklist --kind claim_open --order -amount
  ledger worklist --not-registered-by handlaggare-1`,
  search: `
Examples:
  ledger search S2022/02782
  ledger search samordning --kind line --agreement sjsv-2022`,
  rebuild: `
Examples:
  ledger rebuild
  ledger rebuild --json

Also beside a running server, which goes over to the new one by itself.
Exits with 1 when what was in use differed from the log.`,
  doctor: `
Examples:
  ledger doctor
  ledger doctor --deep --data /srv/ledger
  ledger doctor --json

Also beside a running server. Exits with 1 when there is a problem.`,
  completion: `
Examples:
  source <(ledger completion bash)
  source <(ledger completion zsh)
  ledger completion fish | source`,
  reclaimable: `
Examples:
  ledger reclaimable --on 2014-04-01        what 2013's agreement left the day after its reports were due
  ledger reclaimable --json`,
  events: `
Examples:
  ledger events --stream agreement-vissa-2013
  ledger events --after 40 --limit 10 --json
  ledger events --follow`,
  bulk: `
Examples:
  ledger bulk january.ndjson --key january-2023 --actor handlaggare-1
  ledger bulk - --key january-2023 < january.ndjson > outcomes.ndjson

A line is a request as over HTTP, with what its route names in the path:
  {"type": "record-receipt", "receipt": "BG-1", "amount": "50000.00", "effectiveOn": "2023-01-15"}

The same file with the same key writes what is missing and repeats the rest.
Exits with 1 when a line is refused.`,
  serve: `
Examples:
  ledger serve
  PORT=8080 ledger serve --data /srv/ledger

The other commands may read the folder while it is served; only one process writes to it.`,
} as const;
