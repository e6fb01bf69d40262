import { isRunning } from "./isRunning.ts"
import { inFolder } from "./layout.ts"

// The process, and an instant of its own: node:crypto would cost every command 4 ms to load.
const pid = process.pid.toString(36)
const instant = process.hrtime.bigint().toString(36)
let attempts = 0

/**
 * A name that nobody else uses: of this process, and of this attempt. `life`: what else it says of
 * the process, in digits and small letters.
 */
export const uniqueName = (life = ""): string =>
  `${pid}-${life}${instant}-${(attempts++).toString(36)}`

/** Unique per attempt. The leading dot keeps it out of every listing of facts. */
export const temporaryIn = (folder: string): string => inFolder(folder, `.${uniqueName()}`)

/**
 * Whether a hidden file is named as our own are: by a number of a process and by an instant that comes later
 * than any process does, 60 ms after the boot at the least. So no word of five letters is one.
 */
export const isTemporary = (name: string): boolean =>
  temporaryPattern.test(name) && isAtRest(name.slice(1)) !== null

const temporaryPattern = /^\.[1-9a-z][0-9a-z]{0,6}-[1-9a-z][0-9a-z]{5,12}-(0|[1-9a-z][0-9a-z]*)$/

const uniquePattern = /^([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+$/

/**
 * Answers whether whoever made this name is not in the middle of something: a process that is not
 * there or defunct, or this very one, which does one thing at a time. A number that is somebody
 * else's by now counts as there. Null: it is no such name.
 */
export const isAtRest = (name: string): boolean | null => {
  const [, maker, start] = uniquePattern.exec(name) ?? []
  if (maker === undefined || start === undefined) return null
  if (maker === pid && start === instant) return true
  return !isRunning(Number.parseInt(maker, 36))
}
