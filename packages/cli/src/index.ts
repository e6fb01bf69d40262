// What others may build on: the documents that `--json` prints, and what exit codes mean.
export { documentVersion } from "./documentVersion.ts"
export { Document, JobDocument, OutcomeDocument } from "./JobDocument.ts"
export { exitCodeOf, exitCodeOfOutcome, exitCodes } from "./exitCode.ts"
export { jobJson } from "./jobJson.ts"
