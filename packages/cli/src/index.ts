// What others may build on: the documents that `--json` prints, and what exit codes mean.
export { Document, JobDocument, OutcomeDocument, documentVersion } from "./JobDocument.ts"
export { exitCodeOf, exitCodeOfOutcome, exitCodes } from "./exitCode.ts"
export { jobJson } from "./jobJson.ts"
