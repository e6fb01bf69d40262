import type { ClaimRefused, InvalidRequest, JobNotFinished, ReadError } from "@job-lifecycle/engine"
import type { JobAmbiguous } from "@job-lifecycle/engine"
import * as Data from "effect/Data"
import { exitCodes } from "../exitCode.ts"
import { visible } from "./visible.ts"

/** The command line is not one of ours. `usage` is the line that says how to write it. */
export class WrongUsage extends Data.TaggedError("WrongUsage")<{
  readonly message: string
  readonly usage: string | null
}> {}

/** Our own waiting limit passed; the jobs go on. `code` counts those that did end. */
export class WaitedTooLong extends Data.TaggedError("WaitedTooLong")<{
  readonly message: string
  readonly unfinished: ReadonlyArray<string>
  readonly code: number
}> {}

/** The record of a job that was there before was taken away while we needed it. */
export class RecordRemoved extends Data.TaggedError("RecordRemoved")<{
  readonly message: string
  readonly id: string
  readonly searched: string
}> {}

export type Failure =
  | ReadError
  | RecordRemoved
  | ClaimRefused
  | InvalidRequest
  | JobAmbiguous
  | JobNotFinished
  | WrongUsage
  | WaitedTooLong

export const exitCodeOfFailure = (failure: Failure): number => {
  switch (failure._tag) {
    case "WrongUsage":
    case "InvalidRequest":
    case "JobNotFound":
    case "JobAmbiguous":
      return exitCodes.usage
    case "JobNotFinished":
      return exitCodes.notFinished
    case "WaitedTooLong":
      return failure.code
    case "JobStoreError":
    case "JobDamaged":
    case "RecordRemoved":
    case "ClaimRefused":
      return exitCodes.storeUnusable
  }
}

/** What to type next, in the words of this command. The message says what is the matter. */
export const hintOf = (failure: Failure): string | null => {
  switch (failure._tag) {
    case "WrongUsage":
      return failure.usage ?? "See job --help."
    case "InvalidRequest":
      return "See job --help."
    case "JobNotFound":
      return "List them: job status --all. Another store: --root DIR, or JOB_LIFECYCLE_ROOT."
    case "JobAmbiguous":
      return "List them: job status --all."
    case "JobNotFinished":
      return `Wait for it: job wait ${failure.id}, or job result ${failure.id} --wait.`
    case "WaitedTooLong":
      return "The jobs go on. See job status."
    case "JobStoreError":
      return anotherStoreHelps.has(failure.reason)
        ? "Another: --root DIR, or JOB_LIFECYCLE_ROOT."
        : null
    case "ClaimRefused":
      return "See job status --all."
    // Its message says what to do.
    case "JobDamaged":
    case "RecordRemoved":
      return null
  }
}

const anotherStoreHelps: ReadonlySet<string> = new Set([
  "Unreadable",
  "NotWritable",
  "NotAStore",
  "ForeignOwner"
])

/** What is the matter, without the library's advice where this command has its own. */
export const matterOf = (failure: Failure): string => {
  switch (failure._tag) {
    case "JobNotFound":
      return `No job "${failure.reference}" in ${failure.searched}.`
    case "JobNotFinished":
      return `Job ${failure.id} is ${failure.state} in ${failure.searched}: it has no result yet.`
    default:
      return failure.message
  }
}

/** For people: what is the matter, and what to do. */
export const failureText = (failure: Failure): string => {
  const hint = hintOf(failure)
  // Only wrong usage can be several mistakes; a newline elsewhere was in what we were given.
  const message = matterOf(failure)
  const several = failure._tag === "WrongUsage" ? message.split("\n") : [message]
  const lines = several.map(visible).join("\n")
  return hint === null ? `job: ${lines}\n` : `job: ${lines}\n${hint}\n`
}
