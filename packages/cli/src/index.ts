// What others may build on: the documents that `--json` prints, and what exit codes mean.
export { documentVersion } from "./json/documentVersion.ts"
export { Document, JobDocument, OutcomeDocument } from "./json/JobDocument.ts"
export { exitCodeOf, exitCodeOfOutcome, exitCodes } from "./exitCode.ts"
export { jobJson } from "./json/jobJson.ts"
