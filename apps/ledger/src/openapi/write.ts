import { writeFileSync } from "node:fs";
import { committedFile, textOf } from "./committed.ts";
import { describeWithPlayedExamples } from "./played-examples.ts";

// What `npm run openapi` does.
writeFileSync(committedFile(), textOf(await describeWithPlayedExamples()));
