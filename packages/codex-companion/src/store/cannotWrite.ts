import { errorCode, RootRefused } from "@job-lifecycle/node"
import { NewerState } from "./NewerState.ts"

/** Whether nothing can be written there now: it may not be, there is no room, or it is of a later format. */
export const cannotWrite = (error: unknown): boolean =>
  error instanceof NewerState || isInTheWay(error) || codes.has(errorCode(error))

const codes: ReadonlySet<string | undefined> = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT"
])

/** Whether something else stands in place of a file of ours, or of a folder that leads to it. */
export const isInTheWay = (error: unknown): boolean =>
  error instanceof RootRefused || inTheWay.has(errorCode(error))

/** The last but one: a link that leads to itself. */
const inTheWay: ReadonlySet<string | undefined> = new Set([
  "EISDIR",
  "ENOTDIR",
  "ELOOP",
  "ERR_FS_EISDIR"
])
