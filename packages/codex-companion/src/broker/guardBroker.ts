import { setTimeout as pause } from "node:timers/promises"
import { resolveStateDir } from "../workspace/workspace.ts"
import { evidenceOf, selfIdentity } from "../process/evidenceOf.ts"
import { healthMethod } from "./askBroker.ts"
import { BrokerRecords } from "./BrokerRecords.ts"
import { clearAway } from "./clearAway.ts"
import { holderOf } from "./Holder.ts"

/** A connection of the host's broker. */
export interface GuardedSocket {
  readonly write: (text: string) => unknown
}

/** What the host's broker hands over of itself. */
export interface GuardedBroker {
  readonly client: {
    readonly exitPromise: Promise<unknown>
    readonly exitError?: unknown
    readonly request: (method: string, params: object) => Promise<unknown>
  }
  readonly sockets: ReadonlySet<GuardedSocket>
  readonly cwd: string
  readonly endpoint: string
  /** Ends the sockets, the app-server and the server, and removes socket and pid file. */
  readonly shutdown: () => Promise<unknown>
}

/** What the guard does for the host's broker in turn. */
export interface BrokerGuard {
  /** To be called when the broker listens: only then is it known to others. */
  readonly listening: () => void
  /** Answers a request that is the guard's own; false: it is the host's to answer. */
  readonly answers: (message: BrokerMessage, socket: GuardedSocket) => boolean
}

interface BrokerMessage {
  readonly id?: unknown
  readonly method?: unknown
}

/** Without a connection for so long, a broker goes: the next call starts a fresh one. */
const idleMillis = 10 * 60_000

/** How often an idle broker looks whether whoever started it is still there. */
const lookMillis = 1_000

/** Ending must not hang on a peer that does not answer. */
const endingMillis = 2_000

/**
 * Ties a broker's life to what it serves. When its app-server exits it says so to everybody who is
 * connected and exits with 1: a broker without its app-server serves nobody, and looks alive. Idle, it
 * goes with whoever started it, and after a while in any case. Asked to go while others use it, it stays:
 * connections are a count of holders that no crash makes wrong (F09).
 *
 * @param idle how long it stays without a connection, in milliseconds
 */
export const guardBroker = (broker: GuardedBroker, idle: number = idleMillis): BrokerGuard => {
  const { client, cwd, endpoint, sockets } = broker
  const records = new BrokerRecords(resolveStateDir(cwd))
  const session = records.startOf(endpoint)?.record ?? null
  let ending = false
  const leave = () => {
    try {
      records.end(endpoint)
    } catch {
      // The state folder is gone: nobody would look there.
    }
  }
  const end = async (reason: string, code: number) => {
    if (ending) return
    ending = true
    process.stderr.write(`[broker] ${reason}\n`)
    const message = { method: "notifications/broker/shuttingDown", params: { reason } }
    for (const socket of sockets) say(socket, message)
    leave()
    await Promise.race([
      broker.shutdown().catch(() => {}),
      pause(endingMillis, undefined, { ref: false })
    ])
    process.exit(code)
  }
  const exited = () => end(`codex app-server exited: ${reasonOf(client.exitError)}`, 1)
  client.exitPromise.then(exited, exited)
  void goWhenIdle(broker, idle, (reason) => end(reason, 0))
  process.once("exit", (code) => {
    leave()
    // A log is kept for people where something went wrong.
    if (session !== null && code === 0) clearAway(session)
  })
  const register = async () => {
    const self = await selfIdentity()
    if (session !== null && records.register(endpoint, self, process.pid)) {
      records.show({ ...session, pid: process.pid })
    } else if (records.newest() !== null) await end("another broker was started meanwhile", 0)
  }
  let registered: Promise<void> = Promise.resolve()
  const health = async (id: unknown, socket: GuardedSocket) => {
    await registered
    const answer = await client.request(healthMethod, {}).catch(errorOf)
    // An app-server that is gone gives no answer; then neither do we, and go.
    if (answer !== null) say(socket, { id, result: {} })
  }
  return {
    listening: () => {
      registered = register()
    },
    answers: ({ id, method }, socket) => {
      if (id === undefined) return false
      if (method === healthMethod) {
        // Whoever comes while we go hears nothing: the host would answer, and any answer is taken for health.
        if (!ending) void health(id, socket).catch(() => {})
        return true
      }
      if (ending || method !== "broker/shutdown") return false
      if ([...sockets].some((other) => other !== socket)) {
        say(socket, { id, result: { inUse: true } })
        return true
      }
      leave()
      return false
    }
  }
}

const say = (socket: GuardedSocket, message: object): void => {
  socket.write(`${JSON.stringify(message)}\n`)
}

/** What an app-server refused it has answered; null: it has not. */
const errorOf = (error: { readonly rpcCode?: unknown } | null): object | null =>
  error?.rpcCode === undefined ? null : error

const goWhenIdle = async (
  { sockets }: GuardedBroker,
  idleMillis: number,
  end: (reason: string) => unknown
) => {
  const holder = holderOf(process.ppid)
  for (let idle = 0; ; idle += lookMillis) {
    await pause(lookMillis, undefined, { ref: false })
    if (sockets.size > 0) idle = 0
    else if (holder !== null && (await evidenceOf(holder))._tag === "Gone") {
      return end("whoever started the broker has gone")
    } else if (idle >= idleMillis) return end("nobody has used the broker for a while")
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : error ? String(error) : "it ended by itself"
