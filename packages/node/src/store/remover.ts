import { identifyProcess } from "../probe/identifyProcess.ts"
import type { NodeOwner } from "../probe/NodeOwner.ts"
import { readProcess } from "../probe/readProcess.ts"
import { isAtRest, uniqueName } from "./writer.ts"

/**
 * Makes a unique name that says for ever whose it is: by the time that it is found, its maker's
 * number may be somebody else's. Older code reads it as it reads any unique name.
 */
export const removerName = (): string => {
  const scope = scopeHere()
  return scope === null ? uniqueName() : uniqueName(`${scope}s${self().startTicks}i`)
}

/**
 * Answers whether whoever made this name is not in the middle of a removal, as `isAtRest` does, and
 * knows a stranger who has the number now. Of another boot or namespace nothing can be seen: that one
 * finds out by its next rename that the job was put back.
 */
export const isRemoverAtRest = (name: string): boolean | null => {
  const [, pid, scope, ticks, rest] = removerPattern.exec(name) ?? []
  if (pid === undefined) return isAtRest(name)
  if (isAtRest(`${pid}-${rest}`) === true || scope !== scopeHere()) return true
  const seen = readProcess(Number.parseInt(pid, 36))
  return seen._tag === "Absent" || (seen._tag === "Row" && seen.stat.startTicks !== Number(ticks))
}

/** Boot, pid namespace, time namespace; between them and the instant, the start ticks. */
const removerPattern = /^([0-9a-z]+)-([0-9a-f]{32}n\d+t\d+)s(\d+)i([0-9a-z]+-[0-9a-z]+)$/
const scopePattern = /^[0-9a-f]{32}n\d+t\d+$/

/** Null where processes cannot be told from later ones of their number. */
const scopeHere = (): string | null => {
  const { bootId, pidNamespace, startTicks, timeNamespace } = self()
  const scope = `${bootId?.replaceAll("-", "")}n${inode(pidNamespace)}t${inode(timeNamespace)}`
  return startTicks !== null && scopePattern.test(scope) ? scope : null
}

/** Of a namespace, by its link `pid:[4026531836]`; 0 on a kernel that has none of the kind. */
const inode = (namespace: string | null): string => /\d+/.exec(namespace ?? "0")?.[0] ?? ""

const self = (): NodeOwner => (known ??= identifyProcess(process.pid))
let known: NodeOwner | undefined
