import * as path from "node:path"
import { identifyProcess } from "../probe/identifyProcess.ts"
import type { NodeOwner } from "../probe/NodeOwner.ts"
import { isDefunct } from "../probe/parseStat.ts"
import { readProcess } from "../probe/readProcess.ts"
import { isRunning } from "./isRunning.ts"

// The process, and an instant of its own: node:crypto would cost every command 4 ms to load.
const pid = process.pid.toString(36)
const instant = process.hrtime.bigint().toString(36)
let attempts = 0

/** A name that nobody else uses: of this process, and of this attempt. */
export const uniqueName = (): string => nameOf(instant)

const nameOf = (start: string): string => `${pid}-${start}-${(attempts++).toString(36)}`

/** Unique per attempt. The leading dot keeps it out of every listing of facts. */
export const temporaryIn = (folder: string): string => `${folder}${path.sep}.${uniqueName()}`

/**
 * A name that nobody else uses, and that says for ever whose it is: its maker's number may be
 * somebody else's by the time that it is found. Older code reads it as it reads any unique name.
 */
export const identifiedName = (): string => {
  const { startTicks } = self()
  const scope = scopeHere()
  return scope === null ? uniqueName() : nameOf(`${scope}s${startTicks}i${instant}`)
}

const self = () => (known ??= identifyProcess(process.pid))
let known: NodeOwner | undefined

/** Null where processes cannot be told from later ones of their number. */
const scopeHere = (): string | null => {
  const { bootId, pidNamespace, startTicks, timeNamespace } = self()
  const scope = `${bootId?.replaceAll("-", "")}n${digits(pidNamespace)}t${digits(timeNamespace)}`
  return startTicks !== null && scopePattern.test(scope) ? scope : null
}

/** The inode of a namespace; 0 on a kernel that has no such namespaces. */
const digits = (namespace: string | null): string => /\d+/.exec(namespace ?? "0")?.[0] ?? ""

const uniquePattern = /^([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+$/

/** Boot, pid namespace, time namespace. */
const scopePattern = /^[0-9a-f]{32}n\d+t\d+$/

/** The same, start ticks, instant. A plain name has the instant alone, which is never that long. */
const lifePattern = /^([0-9a-f]{32}n\d+t\d+)s(\d+)i([0-9a-z]+)$/

/**
 * Answers whether whoever made this name is not in the middle of something: a process that is not
 * there or defunct, or this very one, which does one thing at a time. A number that is somebody
 * else's by now counts as there, unless the name says more. Null: it is no such name.
 */
export const isAtRest = (name: string): boolean | null => {
  const [, maker, start] = uniquePattern.exec(name) ?? []
  if (maker === undefined || start === undefined) return null
  const [, scope, ticks, itsInstant] = lifePattern.exec(start) ?? []
  if (maker === pid && (itsInstant ?? start) === instant) return true
  const number = Number.parseInt(maker, 36)
  return scope === undefined ? !isRunning(number) : !livesOn(number, scope, Number(ticks))
}

/** Of another boot it does not; what another pid namespace is in the middle of cannot be seen. */
const livesOn = (number: number, scope: string, ticks: number): boolean => {
  if (scopeHere() !== scope) return false
  const seen = readProcess(number)
  if (seen._tag !== "Row") return seen._tag === "Hidden"
  return seen.stat.startTicks === ticks && !isDefunct(seen.stat)
}
