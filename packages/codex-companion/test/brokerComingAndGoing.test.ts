import { assert, describe, it } from "@effect/vitest"
import { endSession, resolveStateDir } from "@job-lifecycle/codex-companion"
import { EventEmitter } from "node:events"
import * as fs from "node:fs"
import * as net from "node:net"
import * as path from "node:path"
import { vi } from "vitest"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { ensureBroker } from "../src/broker/ensureBroker.ts"
import { guardBroker } from "../src/broker/guardBroker.ts"
import { mayGoWithSession } from "../src/functions/mayGoWithSession.ts"
import { healthMethod } from "../src/broker/askBroker.ts"
import { selfIdentity } from "../src/process/evidenceOf.ts"
import { brokerHost, connectTo } from "./fixtures/brokerHost.ts"
import { submitIn, withWorkspace } from "./hostFolder.ts"

describe.runIf(process.platform === "linux")("a broker that is coming", () => {
  it("is used when it comes while its starter is found dead: its socket stays, and no other is started (F46)", () =>
    withWorkspace(async (workspace) => {
      const host = brokerHost("", workspace)
      const session = host.prepare()
      const records = new BrokerRecords(resolveStateDir(workspace))
      const broker = await selfIdentity()
      // Somebody else has that number by now.
      const starter = { ...broker, value: { ...(broker.value as object), startTicks: 1 } }
      const record = { ...session, pid: null, starter, broker: null, ended: false }
      assert.isTrue(records.claim(1, record))
      const server = net.createServer((socket) => {
        socket.on("error", () => {}).on("data", () => socket.write('{"id":1,"error":{}}\n'))
      })
      const connect = (endpoint: string) => {
        const socket = connectTo(endpoint)
        // It listens, and says who it is, right after nobody was found there.
        socket.once("error", () => {
          server.listen(endpoint.slice("unix:".length))
          records.register(endpoint, broker, process.pid)
        })
        return socket
      }
      let isStarted = false
      const start = () => {
        isStarted = true
        throw new Error("nothing is started here")
      }
      const found = await ensureBroker(workspace, { ...host, connect, start })
      assert.strictEqual(found?.endpoint, session.endpoint)
      assert.isFalse(isStarted)
      server.close()
      fs.rmSync(session.sessionDir, { recursive: true, force: true })
    }))
})

describe("a broker that is shown and cannot even be tried", () => {
  it("is done without, and another one is started (F46)", () =>
    withWorkspace(async (workspace) => {
      const host = brokerHost("", workspace)
      const shown = { ...host.prepare(), endpoint: "tcp:127.0.0.1", pid: null }
      fs.mkdirSync(resolveStateDir(workspace), { recursive: true })
      new BrokerRecords(resolveStateDir(workspace)).show(shown)
      const connect = (endpoint: string) => {
        throw new Error(`Unsupported broker endpoint: ${endpoint}`)
      }
      let starts = 0
      const start = () => {
        starts++
        throw new Error("nothing is started here")
      }
      assert.isNull(await ensureBroker(workspace, { ...host, connect, start }))
      assert.strictEqual(starts, 1)
      fs.rmSync(shown.sessionDir, { recursive: true, force: true })
    }))
})

describe("a start of a broker that is on record and cannot be made out", () => {
  const found = '"endpoint":"unix:/x","sessionDir":"/x"'
  for (const text of [
    "",
    '{"endpoint":',
    "null",
    "7",
    "[]",
    "{}",
    '{"endpoint":"unix:/x"}',
    `{${found},"broker":null}`,
    `{${found},"starter":{"scheme":"node"},"broker":{}}`
  ]) {
    it(`is followed by the next one: ${text} (F46)`, () =>
      withWorkspace(async (workspace) => {
        const folder = path.join(resolveStateDir(workspace), "job-lifecycle/host/brokers")
        fs.mkdirSync(folder, { recursive: true })
        fs.writeFileSync(path.join(folder, "3.json"), text)
        assert.isNull(new BrokerRecords(resolveStateDir(workspace)).newest()?.record ?? null)
        let starts = 0
        const start = () => {
          starts++
          throw new Error("nothing is started here")
        }
        assert.isNull(await ensureBroker(workspace, { ...brokerHost("", workspace), start }))
        assert.strictEqual(starts, 1)
        assert.strictEqual(new BrokerRecords(resolveStateDir(workspace)).newest()?.round, 4)
      }))
  }
})

describe("a broker that no folder can be made for", () => {
  it("is done without: the call goes on (F36)", () =>
    withWorkspace(async (workspace) => {
      const prepare = () => {
        throw Object.assign(new Error("EACCES: permission denied, mkdtemp"), { code: "EACCES" })
      }
      assert.isNull(await ensureBroker(workspace, { ...brokerHost("", workspace), prepare }))
      assert.isNull(new BrokerRecords(resolveStateDir(workspace)).newest())
    }))
})

describe("a broker that ends before it has come, where that cannot be recorded", () => {
  it("is done without, and ends nobody's process (F36, F37)", () =>
    withWorkspace(async (workspace) => {
      const end = vi.spyOn(BrokerRecords.prototype, "end").mockImplementation(() => {
        throw Object.assign(new Error("EBUSY: resource busy or locked, rename"), { code: "EBUSY" })
      })
      const child = new EventEmitter()
      const ended: Array<unknown> = []
      const start = () => {
        setImmediate(() => {
          try {
            ended.push(child.emit("exit", 1))
          } catch (error) {
            ended.push(error)
          }
        })
        return child
      }
      const host = { ...brokerHost("", workspace), start, timeoutMs: 100 }
      assert.isNull(await ensureBroker(workspace, host))
      assert.deepStrictEqual(ended, [true])
      end.mockRestore()
    }))
})

describe("a broker that is going", () => {
  it("gives whoever still asks for its health no answer, not even its host's, and so is not used (F46)", () =>
    withWorkspace(async (workspace) => {
      const exits: Array<unknown> = []
      const exit = vi.spyOn(process, "exit").mockImplementation((code) => exits.push(code) as never)
      const said = vi.spyOn(process.stderr, "write").mockReturnValue(true)
      let shut = () => {}
      const { answers } = guardBroker({
        client: { exitPromise: Promise.resolve(), request: async () => ({}) },
        sockets: new Set(),
        cwd: workspace,
        endpoint: "unix:/nowhere",
        shutdown: () => new Promise<void>((resolve) => (shut = resolve))
      })
      await vi.waitUntil(() => said.mock.calls.length > 0, { timeout: 60_000 })
      const written: Array<string> = []
      const socket = { write: (text: string) => written.push(text) }
      assert.isTrue(answers({ id: 1, method: healthMethod }, socket))
      shut()
      await vi.waitUntil(() => exits.length > 0, { timeout: 60_000 })
      assert.deepStrictEqual([exits, written], [[1], []])
      exit.mockRestore()
      said.mockRestore()
    }))

  it("at the end of a session says itself whether it is in use; an older version's is kept by any open job (F09)", () =>
    withWorkspace(async (workspace) => {
      const ours = { ...brokerHost("", workspace).prepare(), pid: null, broker: null, ended: false }
      const records = new BrokerRecords(resolveStateDir(workspace))
      assert.isTrue(records.claim(1, { ...ours, starter: await selfIdentity() }))
      const mayGo = (endpoint: string) => mayGoWithSession(workspace, endpoint)
      await submitIn(workspace, "task-of-s1")
      await endSession(workspace, "s2")
      assert.deepStrictEqual(
        [await mayGo(ours.endpoint), await mayGo("unix:/older")],
        [true, false]
      )
      await endSession(workspace, "s1")
      assert.isTrue(await mayGo("unix:/older"))
    }))
})
