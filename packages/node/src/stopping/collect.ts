import type { ProcessKey } from "../probe/ProcessKey.ts"
import type { ProcessRow } from "./ProcessRow.ts"
import { keyOf } from "../probe/ProcessKey.ts"
import { unseenStart } from "./ProcessRow.ts"

/** What a job's processes are recognised by. Everything in it is of our own scope. */
export interface CollectTarget {
  readonly leader: (ProcessKey & { readonly leadsGroup: boolean }) | null
  /** The owner, when its process exists for this job alone. */
  readonly owner: ProcessKey | null
  readonly token: string
  /** The calling process. */
  readonly self: number
  /** Keys that were collected earlier, while there was still a trail to them. */
  readonly known: Pick<ReadonlySet<string>, "has">
}

export interface Collected {
  /** Alive and the job's: these may be signalled, each after a fresh match. */
  readonly members: ReadonlyArray<ProcessRow>
  /** The job's as well, but our own ancestors: they are never signalled from here. */
  readonly spared: ReadonlyArray<ProcessRow>
  /** Some process could be the job's or a stranger's, and nothing tells which. */
  readonly doubtful: boolean
}

/**
 * Finds everything a job runs in one reading of the process table: the union of what four trails
 * show, since each of them is lost somewhere (`setsid` leaves the group, `env -i` the token, a
 * daemon its parent). Pure.
 *
 * Laws (I6 no-stranger-signalled): a number counts only with its start ticks. Group and session
 * count only if we created them, and only while something proves that they are still that same
 * one: a number is not given away while a group or session of that number has members, so a
 * leader with other ticks means that ours has vanished. Never the caller, its ancestors, or
 * pid 1. The command of another job, in a session of its own, is another job's.
 */
export const collect = (rows: ReadonlyArray<ProcessRow>, target: CollectTarget): Collected => {
  const found = new Map<number, ProcessRow>()
  const take = (row: ProcessRow) => {
    if (row.pid > 1 && row.pid !== target.self) found.set(row.pid, row)
  }
  for (const row of rows) if (isKnownByItself(row, target)) take(row)
  const group = groupOf(rows, target)
  for (const row of group.rows) take(row)
  takeDescendants(rows, target, found, take)
  const ancestors = ancestorsOf(rows, target.self)
  const alive = [...found.values()].filter((row) => row.alive)
  return {
    members: alive.filter((row) => !ancestors.has(row.pid)),
    spared: alive.filter((row) => ancestors.has(row.pid)),
    doubtful:
      group.doubtful || rows.some((row) => mayBeOrphanOf(row, target) || mayBeLeader(row, target))
  }
}

const isKnownByItself = (row: ProcessRow, { known, leader, owner, token }: CollectTarget) =>
  (token !== "" && row.token === token) ||
  isSame(row, leader) ||
  isSame(row, owner) ||
  known.has(keyOf(row))

/** Left by our leader or owner, or by a stranger who had that number after it. */
const mayBeOrphanOf = (row: ProcessRow, { leader, owner }: CollectTarget): boolean =>
  row.alive &&
  row.orphanOf !== undefined &&
  [leader, owner].some((key) => key?.pid === row.orphanOf && key!.startTicks <= row.startTicks)

/** Whoever has the number of a leader whose start nobody saw is that one, or a stranger. */
const mayBeLeader = (row: ProcessRow, { leader }: CollectTarget): boolean =>
  row.alive && leader?.startTicks === unseenStart && row.pid === leader.pid

const isSame = (row: ProcessRow, key: ProcessKey | null) =>
  key !== null && row.pid === key.pid && row.startTicks === key.startTicks

/** The rows of the group and session that we created, if they are still those. */
const groupOf = (rows: ReadonlyArray<ProcessRow>, target: CollectTarget) => {
  const { leader } = target
  if (leader === null || !leader.leadsGroup || leader.pid <= 1) return { rows: [], doubtful: false }
  const holder = rows.find((row) => row.pid === leader.pid)
  const isAnother = holder !== undefined && !isSame(holder, leader)
  if (isAnother && leader.startTicks !== unseenStart) return { rows: [], doubtful: false }
  const inside = rows.filter((row) => row.group === leader.pid || row.session === leader.pid)
  const proven = inside.some((row) => isKnownByItself(row, target))
  const living = inside.some((row) => row.alive && row.pid !== target.self)
  return proven && !isAnother ? { rows: inside, doubtful: false } : { rows: [], doubtful: living }
}

const takeDescendants = (
  rows: ReadonlyArray<ProcessRow>,
  target: CollectTarget,
  found: ReadonlyMap<number, ProcessRow>,
  take: (row: ProcessRow) => void
) => {
  // Node 20 has no Map.groupBy.
  const children = new Map<number, Array<ProcessRow>>()
  for (const row of rows) {
    const siblings = children.get(row.ppid)
    if (siblings === undefined) children.set(row.ppid, [row])
    else siblings.push(row)
  }
  const queue = [...found.values()]
  for (let parent = queue.pop(); parent !== undefined; parent = queue.pop()) {
    for (const child of children.get(parent.pid) ?? []) {
      if (found.has(child.pid) || child.pid === target.self) continue
      if (isOtherJob(child, parent, target.token)) continue
      take(child)
      queue.push(child)
    }
  }
}

/** It carries another job's token and has left the session: that job has a record of its own. */
const isOtherJob = (child: ProcessRow, parent: ProcessRow, token: string) =>
  child.token !== null && child.token !== token && child.session !== parent.session

const ancestorsOf = (rows: ReadonlyArray<ProcessRow>, self: number): ReadonlySet<number> => {
  const parents = new Map(rows.map((row) => [row.pid, row.ppid]))
  const ancestors = new Set<number>()
  let pid = parents.get(self)
  while (pid !== undefined && pid > 0 && !ancestors.has(pid)) {
    ancestors.add(pid)
    pid = parents.get(pid)
  }
  return ancestors
}
