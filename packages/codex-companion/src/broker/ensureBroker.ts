import * as fs from "node:fs"
import { setTimeout as pause } from "node:timers/promises"
import { resolveStateDir } from "../workspace/workspace.ts"
import { evidenceOf, selfIdentity } from "../process/evidenceOf.ts"
import type { BrokerSocket } from "./askBroker.ts"
import { askBroker, healthMethod } from "./askBroker.ts"
import type { BrokerRecord, BrokerSession } from "./BrokerRecords.ts"
import { BrokerRecords } from "./BrokerRecords.ts"
import { clearAway } from "./clearAway.ts"
import type { BrokerAnswer, BrokerVerdict } from "./judgeBroker.ts"
import { judgeBroker } from "./judgeBroker.ts"

/** How the host makes a broker, and reaches one. */
export interface BrokerHost {
  /** How long a broker is waited for, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined
  /** Makes a folder for a broker, and draws its endpoint. */
  readonly prepare: () => Omit<BrokerSession, "pid">
  /** Starts the detached process of a broker. */
  readonly start: (session: Omit<BrokerSession, "pid">) => {
    readonly once: (event: "error" | "exit", listener: () => void) => unknown
  }
  readonly connect: (endpoint: string) => BrokerSocket
}

const patienceMillis = 5_000
const pollMillis = 25

/**
 * Finds the broker of a workspace, or starts it: of several calls at once one starts it and all use it
 * (F46). Null: this call has to do without one. A broker that is slow is waited for, and nobody's broker is
 * ever ended from here.
 */
export const ensureBroker = async (
  cwd: string,
  host: BrokerHost
): Promise<BrokerSession | null> => {
  const records = new BrokerRecords(resolveStateDir(cwd))
  const until = performance.now() + (host.timeoutMs ?? patienceMillis)
  const older = await olderOne(records, host)
  if (older !== null) return older
  for (let tried = false; ;) {
    const newest = records.newest()
    const record = newest?.record ?? null
    const verdict = await look(records, record, host, until)
    if (verdict === "Use") return sessionOf(record!)
    if (verdict === "DoWithout") return null
    if (verdict === "Follow") {
      // One start is tried for; when that came to nothing, so would the next.
      if (tried) return null
      tried = true
      if (!(await startNext(records, newest?.round ?? 0, host))) return null
      continue
    }
    await pause(pollMillis)
  }
}

const look = async (
  records: BrokerRecords,
  record: BrokerRecord | null,
  { connect }: BrokerHost,
  until: number
): Promise<BrokerVerdict> => {
  if (record === null || record.ended) return "Follow"
  const answer = await hold(connect, record.endpoint, until - performance.now())
  if (answer === "Answered") return "Use"
  const seen = await evidenceOf(record.broker ?? record.starter)
  // It is known from when it listens on, and then its endpoint is there for whoever sees its files.
  const isLost = seen._tag === "Alive" && record.broker !== null && seesFilesOf(record.pid)
  const said = answer === "Vanished" && !isLost ? "Refused" : answer
  const verdict = judgeBroker(said, seen, performance.now() >= until)
  // It may have come since it was read: then the end of its starter says nothing of it any more.
  if (verdict === "Follow" && record.broker === null && hasCome(records, record)) return "Wait"
  if (verdict === "Follow" && seen._tag === "Gone") clearAway(record)
  return verdict
}

/** Whether a process that lives here has the files that we have: a sandbox may have a `/tmp` of its own. */
const seesFilesOf = (pid: number | null): boolean => {
  if (process.platform !== "linux") return true
  const namespaceOf = (of: number | "self") => fs.readlinkSync(`/proc/${of}/ns/mnt`)
  try {
    return pid !== null && namespaceOf(pid) === namespaceOf("self")
  } catch {
    return false
  }
}

const hasCome = (records: BrokerRecords, { endpoint }: BrokerRecord): boolean =>
  (records.startOf(endpoint)?.record?.broker ?? null) !== null

/**
 * Keeps a connection to a broker that answers for as long as this process lives, and no longer than
 * anything else keeps it: between the answer and its use the broker stays.
 */
const hold = async (
  connect: BrokerHost["connect"],
  endpoint: string,
  millis: number
): Promise<BrokerAnswer> => {
  let socket: BrokerSocket
  try {
    socket = connect(endpoint)
  } catch {
    // No endpoint that the host knows: nobody can listen there.
    return "Vanished"
  }
  const answer = await askBroker(socket, healthMethod, millis)
  if (answer === "Answered") socket.unref()
  else socket.destroy()
  return answer
}

/**
 * Takes the next number and starts a broker under it, unless somebody else was first. False:
 * nothing can be.
 */
const startNext = async (
  records: BrokerRecords,
  last: number,
  host: BrokerHost
): Promise<boolean> => {
  let session: Omit<BrokerSession, "pid"> | null = null
  try {
    session = host.prepare()
    const starter = await selfIdentity()
    const record = { ...session, pid: null, starter, broker: null, ended: false }
    if (!records.claim(last + 1, record)) {
      clearAway(session)
      return true
    }
    const { endpoint } = session
    const failed = () => {
      try {
        records.end(endpoint)
      } catch {
        // Nothing can be written now. Nobody listens there, which is found out without the record.
      }
    }
    const child = host.start(session)
    child.once("error", failed)
    child.once("exit", failed)
    return true
  } catch {
    if (session !== null) clearAway(session)
    return false
  }
}

/** A broker of an older version, which has no record of ours: it is used as long as it answers at once. */
const olderOne = async (
  records: BrokerRecords,
  { connect }: BrokerHost
): Promise<BrokerSession | null> => {
  if (records.newest() !== null) return null
  const session = records.shown()
  if (session === null) return null
  const answer = await hold(connect, session.endpoint, olderMillis)
  return answer === "Answered" ? session : null
}

const olderMillis = 1_000

const sessionOf = ({
  endpoint,
  logFile,
  pid,
  pidFile,
  sessionDir
}: BrokerRecord): BrokerSession => ({
  endpoint,
  pidFile,
  logFile,
  sessionDir,
  pid
})
