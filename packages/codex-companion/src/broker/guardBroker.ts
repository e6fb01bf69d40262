import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { resolveStateDir } from "../functions/workspace.ts"
import { holderOf, isThere } from "./Holder.ts"

/** What the host's broker hands over of itself. */
export interface GuardedBroker {
  readonly client: { readonly exitPromise: Promise<unknown>; readonly exitError?: unknown }
  readonly sockets: ReadonlySet<{ readonly write: (text: string) => unknown }>
  readonly cwd: string
  readonly endpoint: string
  /** Ends the sockets, the app-server and the server, and removes socket and pid file. */
  readonly shutdown: () => Promise<unknown>
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
 * goes with whoever started it, and after a while in any case.
 */
export const guardBroker = (broker: GuardedBroker): void => {
  let ending = false
  const end = async (reason: string, code: number) => {
    if (ending) return
    ending = true
    process.stderr.write(`[broker] ${reason}\n`)
    const message = { method: "notifications/broker/shuttingDown", params: { reason } }
    for (const socket of broker.sockets) socket.write(`${JSON.stringify(message)}\n`)
    forget(broker)
    await Promise.race([
      broker.shutdown().catch(() => {}),
      pause(endingMillis, undefined, { ref: false })
    ])
    process.exit(code)
  }
  const exited = () => end(`codex app-server exited: ${reasonOf(broker.client.exitError)}`, 1)
  broker.client.exitPromise.then(exited, exited)
  void goWhenIdle(broker, (reason) => end(reason, 0))
}

const goWhenIdle = async (broker: GuardedBroker, end: (reason: string) => unknown) => {
  const holder = holderOf(process.ppid)
  for (let idle = 0; ; idle += lookMillis) {
    await pause(lookMillis, undefined, { ref: false })
    if (broker.sockets.size > 0) idle = 0
    else if (holder !== null && !isThere(holder)) return end("whoever started the broker has gone")
    else if (idle >= idleMillis) return end("nobody has used the broker for a while")
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : error ? String(error) : "it ended by itself"

/** Takes our endpoint out of the record that the next call would find it by. */
const forget = ({ cwd, endpoint }: GuardedBroker): void => {
  try {
    const file = path.join(resolveStateDir(cwd), "broker.json")
    const recorded = JSON.parse(fs.readFileSync(file, "utf8")) as { readonly endpoint?: unknown }
    if (recorded.endpoint === endpoint) fs.rmSync(file, { force: true })
  } catch {
    // There is none, or it is another one's.
  }
}
