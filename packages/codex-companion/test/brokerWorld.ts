import type { OwnerIdentity } from "@job-lifecycle/engine"
import { resolveStateDir } from "@job-lifecycle/codex-companion"
import { identifyProcess, nodeScheme } from "@job-lifecycle/node"
import * as fs from "node:fs"
import type { Socket } from "node:net"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { askBroker } from "../src/broker/askBroker.ts"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { ensureBroker } from "../src/broker/ensureBroker.ts"
import { evidenceOf } from "../src/process/evidenceOf.ts"
import { brokerHost, connectTo } from "./fixtures/brokerHost.ts"
import { withWorkspace } from "./hostFolder.ts"
import type { StartedHost } from "./startHost.ts"
import { hostFile, withHost } from "./startHost.ts"

/** Who was started in this workspace, by their process ids. */
export const startsIn = (
  workspace: string,
  of: "app-servers" | "brokers"
): ReadonlyArray<number> => {
  const file = path.join(workspace, of)
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n").map(Number) : []
}
export const newestIn = (workspace: string) =>
  new BrokerRecords(resolveStateDir(workspace)).newest()

/** Looks again and again until it is so, where no event tells. */
export const until = async (is: () => boolean | Promise<boolean>) => {
  while (!(await is())) await pause(10)
}

export const gone = (identity: OwnerIdentity) =>
  until(async () => (await evidenceOf(identity))._tag === "Gone")

export const identityOf = (pid: number): OwnerIdentity => ({
  scheme: nodeScheme,
  label: `pid ${pid}`,
  value: identifyProcess(pid)
})

export const ask = async (endpoint: string, method: string) => {
  const socket = connectTo(endpoint)
  const answer = await askBroker(socket, method, 3_600_000)
  socket.destroy()
  return answer
}

/** A call of this very process, which lets go of the broker at once. */
export const ensureHere = async (workspace: string, timeoutMs = 3_600_000) => {
  const sockets: Array<Socket> = []
  const connect = (endpoint: string) => {
    const socket = connectTo(endpoint)
    sockets.push(socket)
    return socket
  }
  const host = brokerHost(await hostFile, workspace)
  const session = await ensureBroker(workspace, { ...host, connect, timeoutMs })
  for (const socket of sockets) socket.destroy()
  return session
}

export const whileStopped = async <A>(pid: number, body: () => Promise<A>): Promise<A> => {
  process.kill(pid, "SIGSTOP")
  try {
    return await body()
  } finally {
    process.kill(pid, "SIGCONT")
  }
}

/** Runs `body` in a workspace, then asks the broker that is on record to go, and sees it gone. */
export const withBrokers = (body: (workspace: string) => Promise<void>) =>
  withWorkspace(async (workspace) => {
    try {
      await body(workspace)
    } finally {
      const record = newestIn(workspace)?.record
      if (record?.broker) {
        await until(async () => {
          await ask(record.endpoint, "broker/shutdown")
          return (await evidenceOf(record.broker!))._tag === "Gone"
        })
      }
    }
  })

/** Starts a process that finds the broker and holds it until `body` is over. */
export const withCaller = <A>(
  workspace: string,
  body: (endpoint: string, caller: StartedHost) => Promise<A>,
  env: NodeJS.ProcessEnv = {},
  kind = ""
) =>
  withHost(
    ["broker", "call", workspace, kind],
    async (caller) => body(await caller.line(), caller),
    env
  )
