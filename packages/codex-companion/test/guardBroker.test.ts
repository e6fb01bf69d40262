import { assert, describe, it } from "@effect/vitest"
import { resolveStateDir } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import { vi } from "vitest"
import { healthMethod } from "../src/broker/askBroker.ts"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { guardBroker } from "../src/broker/guardBroker.ts"
import type { BrokerGuard } from "../src/broker/guardBroker.ts"
import { selfIdentity } from "../src/process/evidenceOf.ts"
import { brokerHost } from "./fixtures/brokerHost.ts"
import { withWorkspace } from "./hostFolder.ts"

const soon = (is: () => boolean) => vi.waitUntil(is, { timeout: 60_000, interval: 5 })

/** A connection, and what was said on it. */
const connection = () => {
  const said: Array<Record<string, unknown>> = []
  return { said, write: (text: string) => said.push(JSON.parse(text)) }
}

interface Guarded {
  readonly guard: BrokerGuard
  readonly records: BrokerRecords
  readonly session: { readonly endpoint: string; readonly sessionDir: string }
  readonly sockets: Set<ReturnType<typeof connection>>
  readonly exits: ReadonlyArray<unknown>
  readonly shutdowns: ReadonlyArray<unknown>
  /** The app-server ends. */
  readonly clientEnds: (failure?: Error) => void
  /** What Node does last in a process. */
  readonly processEnds: (code: number) => void
}

/** Runs `body` with a broker of this very process, whose end is only noted. */
const withGuard = (
  body: (guarded: Guarded) => Promise<void>,
  how: {
    readonly request?: (method: string) => Promise<unknown>
    readonly shutdown?: () => Promise<unknown>
    readonly claims?: boolean
  } = {}
) =>
  withWorkspace(async (workspace) => {
    const session = brokerHost("", workspace).prepare()
    const records = new BrokerRecords(resolveStateDir(workspace))
    const record = { ...session, pid: null, broker: null, ended: false }
    if (how.claims !== false) {
      assert.isTrue(records.claim(1, { ...record, starter: await selfIdentity() }))
    }
    const exits: Array<unknown> = []
    const shutdowns: Array<unknown> = []
    let clientEnds: (failure?: Error) => void = () => {}
    const exitPromise = new Promise<void>((resolve, reject) => {
      clientEnds = (failure) => (failure === undefined ? resolve() : reject(failure))
    })
    let processEnds: (code: number) => void = () => {}
    const spies = [
      vi.spyOn(process, "exit").mockImplementation((code) => exits.push(code) as never),
      vi.spyOn(process.stderr, "write").mockReturnValue(true),
      vi.spyOn(process, "once").mockImplementation((_, listener) => {
        processEnds = listener as typeof processEnds
        return process
      })
    ]
    const sockets = new Set<ReturnType<typeof connection>>()
    const guard = guardBroker(
      {
        client: { exitPromise, request: how.request ?? (async () => ({})) },
        sockets,
        cwd: workspace,
        endpoint: session.endpoint,
        shutdown: async () => {
          shutdowns.push(1)
          await how.shutdown?.()
        }
      },
      3_600_000
    )
    try {
      await body({ guard, records, session, sockets, exits, shutdowns, clientEnds, processEnds })
    } finally {
      for (const spy of spies) spy.mockRestore()
      fs.rmSync(session.sessionDir, { recursive: true, force: true })
    }
  })

describe("a broker whose app-server has ended", () => {
  it("says why to everybody, once, is on record as ended before it shuts down, and exits with 1", () => {
    let endedAtShutdown: unknown = null
    let look = () => {}
    return withGuard(
      async ({ clientEnds, exits, guard, records, sockets }) => {
        look = () => (endedAtShutdown = records.newest()?.record?.ended)
        const [one, two] = [connection(), connection()]
        sockets.add(one).add(two)
        guard.listening()
        await soon(() => records.shown() !== null)
        clientEnds(new Error("killed"))
        await soon(() => exits.length > 0)
        for (const { said } of [one, two]) {
          assert.deepStrictEqual(
            said.map(({ method }) => method),
            ["notifications/broker/shuttingDown"]
          )
          assert.match(JSON.stringify(said), /codex app-server exited/)
        }
        assert.deepStrictEqual([exits, endedAtShutdown, records.shown()], [[1], true, null])
      },
      { shutdown: async () => look() }
    )
  })

  it("exits though its shutdown fails, or never ends", async () => {
    const fails = () => Promise.reject(new Error("no"))
    const hangs = () => new Promise(() => {})
    for (const shutdown of [fails, hangs]) {
      await withGuard(
        async ({ clientEnds, exits, shutdowns }) => {
          clientEnds()
          await soon(() => exits.length > 0)
          assert.deepStrictEqual([exits, shutdowns], [[1], [1]])
        },
        { shutdown }
      )
    }
  })
})

describe("a broker that listens", () => {
  it("is shown as itself, and only then", () =>
    withGuard(async ({ guard, records, session }) => {
      assert.isNull(records.shown())
      guard.listening()
      await soon(() => records.shown() !== null)
      const { endpoint, pid } = records.shown()!
      assert.deepStrictEqual([endpoint, pid], [session.endpoint, process.pid])
      assert.strictEqual(records.newest()?.record?.pid, process.pid)
    }))

  it("goes where another one was started meanwhile, and stays where none is on record", async () => {
    const asking = connection()
    let heard: unknown = null
    await withGuard(
      async ({ clientEnds, exits, guard, records, session }) => {
        const record = { ...session, endpoint: "unix:/next", pid: null, broker: null, ended: false }
        const next = { ...record, pidFile: "", logFile: "", starter: await selfIdentity() }
        assert.isTrue(records.claim(2, next))
        guard.listening()
        // Whoever asked would use it: it says nothing before it knows whether it stays.
        assert.isTrue(guard.answers({ id: 1, method: healthMethod }, asking))
        await soon(() => exits.length > 0)
        assert.isFalse(records.newest()?.record?.ended)
        clientEnds()
        await new Promise((resolve) => setImmediate(resolve))
        assert.deepStrictEqual([exits, heard], [[0], 0])
      },
      { shutdown: async () => (heard = asking.said.length) }
    )
    await withGuard(
      async ({ exits, guard }) => {
        const asked = connection()
        guard.listening()
        guard.answers({ id: 1, method: healthMethod }, asked)
        await soon(() => asked.said.length > 0)
        assert.deepStrictEqual(exits, [])
      },
      { claims: false }
    )
  })
})

describe("a broker that is asked", () => {
  it("for its health, answers as its app-server does: a refusal is an answer, its end is none", async () => {
    const answerOf = (request: () => Promise<unknown>) => {
      const asked = connection()
      return withGuard(
        async ({ guard }) => {
          assert.isTrue(guard.answers({ id: 7, method: healthMethod }, asked))
          const other = connection()
          // The answer to what was asked before is there by then.
          for (let turns = 0; turns < 20 && asked.said.length === 0; turns++)
            await Promise.resolve()
          assert.isFalse(guard.answers({ method: healthMethod }, other))
          assert.deepStrictEqual(other.said, [])
        },
        { request }
      ).then(() => asked.said)
    }
    const healthy = [{ id: 7, result: {} }]
    assert.deepStrictEqual(await answerOf(async () => ({})), healthy)
    const refusal = Object.assign(new Error("unknown method"), { rpcCode: -32601 })
    assert.deepStrictEqual(await answerOf(() => Promise.reject(refusal)), healthy)
    assert.deepStrictEqual(await answerOf(() => Promise.reject(new Error("closed"))), [])
  })

  it("to go, stays while somebody else is connected, and is off the record before it goes", () =>
    withGuard(async ({ guard, records, sockets }) => {
      const [asking, other] = [connection(), connection()]
      sockets.add(asking).add(other)
      guard.listening()
      await soon(() => records.shown() !== null)
      const shutdown = { id: 1, method: "broker/shutdown" }
      assert.isTrue(guard.answers(shutdown, asking))
      assert.deepStrictEqual(asking.said, [{ id: 1, result: { inUse: true } }])
      assert.isFalse(records.newest()?.record?.ended)
      sockets.delete(other)
      // The host answers it, and ends; whoever looks from here on starts the next one.
      assert.isFalse(guard.answers(shutdown, asking))
      assert.isTrue(records.newest()?.record?.ended)
      assert.isNull(records.shown())
      assert.isFalse(guard.answers({ id: 2, method: "turn/start" }, asking))
    }))
})

describe("a broker whose process ends", () => {
  it("is on record as ended, and leaves its log for people where something went wrong", async () => {
    for (const code of [0, 1]) {
      await withGuard(async ({ processEnds, records, session }) => {
        fs.writeFileSync(`${session.sessionDir}/broker.log`, "said\n")
        processEnds(code)
        assert.isTrue(records.newest()?.record?.ended)
        assert.strictEqual(fs.existsSync(session.sessionDir), code !== 0)
      })
    }
  })
})
