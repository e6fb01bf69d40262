import { errorCode } from "@job-lifecycle/node"

/** Whether nothing can be written there now: it may not be, or there is no room. */
export const cannotWrite = (error: unknown): boolean => codes.has(errorCode(error))

const codes: ReadonlySet<string | undefined> = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT"
])
