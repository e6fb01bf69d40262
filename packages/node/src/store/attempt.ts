import { JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { errorCode } from "./errorCode.ts"
import { isHeld, pauses } from "./held.ts"
import type { StoreFs } from "./StoreFs.ts"
import { RootRefused } from "./RootRefused.ts"

/** Whether an operation reads or writes: a refused permission means something else to each. */
export type Access = "Read" | "Write"

/** Makes store errors of one store. */
export type Refuse = (
  operation: string,
  reason: JobStoreError["reason"],
  detail: string
) => JobStoreError

/**
 * Runs synchronous file operations as an Effect, and says an errno in the contract's words. What is
 * held for the moment is tried again, 155 ms in all, without holding up anything else.
 */
export const attempt = <A, E>(
  fs: StoreFs,
  access: Access,
  operation: string,
  refuse: Refuse,
  evaluate: () => Effect.Effect<A, E>
): Effect.Effect<A, E | JobStoreError> => {
  const tryAfter = (waits: ReadonlyArray<number>): Effect.Effect<A, E | JobStoreError> =>
    Effect.suspend((): Effect.Effect<A, E | JobStoreError> => {
      try {
        return evaluate()
      } catch (error) {
        const [wait, ...later] = waits
        if (wait !== undefined && isHeld(fs, error)) {
          return Effect.andThen(Effect.sleep(wait), tryAfter(later))
        }
        return failed(error)
      }
    })
  const failed = (error: unknown): Effect.Effect<never, JobStoreError> => {
    if (error instanceof RootRefused) {
      return Effect.fail(refuse(operation, error.reason, error.message))
    }
    // What has no errno is a bug of ours.
    if (!(error instanceof Error) || (error as NodeJS.ErrnoException).code === undefined) {
      return Effect.die(error)
    }
    const code = errorCode(error)!
    // What this program refuses itself has no number, and no limit of the system's to be lifted.
    const { errno } = error as NodeJS.ErrnoException
    const hint = errno === undefined ? undefined : hints.get(code)
    // Only what Node itself refuses is said with a full stop.
    const said = error.message.replace(/\.$/, "")
    const detail = hint === undefined ? said : `${said}; ${hint}`
    return Effect.fail(refuse(operation, reasonOf(code, access), detail))
  }
  return tryAfter(pauses)
}

const moreFiles = "more may be open at once with ulimit -n"
/** What the system's own words do not say. */
const hints: ReadonlyMap<string, string> = new Map([
  ["EMFILE", moreFiles],
  ["ENFILE", moreFiles],
  ["EFBIG", "files may be larger with ulimit -f"],
  ["ENOTDIR", "something else stands in place of a folder: move it away"],
  ["EDQUOT", "the disk quota is used up (EDQUOT)"]
])

const reasonOf = (code: string, access: Access): JobStoreError["reason"] => {
  switch (code) {
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
    // Node's own permission model (`node --permission`).
    case "ERR_ACCESS_DENIED":
      return access === "Read" ? "Unreadable" : "NotWritable"
    case "ENOSPC":
    case "EDQUOT":
      return "NoSpace"
    default:
      return "Unexpected"
  }
}
