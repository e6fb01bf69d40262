import { assert, describe, it } from "@effect/vitest"
import { resolveStateDir } from "@job-lifecycle/codex-companion"
import { once } from "node:events"
import * as fs from "node:fs"
import * as net from "node:net"
import * as path from "node:path"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { holderVariable } from "../src/broker/Holder.ts"
import { evidenceOf, selfIdentity } from "../src/process/evidenceOf.ts"
import { brokerHost } from "./fixtures/brokerHost.ts"
import { withWorkspace } from "./hostFolder.ts"
import { withHost } from "./startHost.ts"
import {
  startsIn,
  newestIn,
  until,
  gone,
  identityOf,
  ask,
  ensureHere,
  whileStopped,
  withBrokers,
  withCaller
} from "./brokerWorld.ts"

describe.runIf(process.platform === "linux")("the broker of a workspace", () => {
  it("is started once by ten calls at once, and all of them use it", () =>
    withBrokers(async (workspace) => {
      const endpoints: Array<string> = []
      let all = () => {}
      const everybody = new Promise<void>((resolve) => (all = resolve))
      const calls = Array.from({ length: 10 }, () =>
        withCaller(workspace, async (endpoint) => {
          if (endpoints.push(endpoint) === 10) all()
          await everybody
        })
      )
      await Promise.all(calls)
      assert.match(endpoints[0]!, /^unix:/)
      assert.deepStrictEqual(new Set(endpoints).size, 1)
      assert.strictEqual(startsIn(workspace, "brokers").length, 1)
    }))

  it("that is busy or stopped is waited for, and neither ended nor doubled", () =>
    withBrokers(async (workspace) => {
      await withCaller(workspace, async (endpoint) => {
        const [broker] = startsIn(workspace, "brokers")
        const second = await whileStopped(broker!, async () => {
          assert.isNull(await ensureHere(workspace, 0))
          return { found: ensureHere(workspace) }
        })
        assert.strictEqual((await second.found)?.endpoint, endpoint)
        assert.deepStrictEqual(startsIn(workspace, "brokers"), [broker!])
      })
    }))

  it("whose app-server does not answer is not used, and not ended either", () =>
    withBrokers(async (workspace) => {
      await withCaller(workspace, async (endpoint) => {
        const [appServer] = startsIn(workspace, "app-servers")
        await whileStopped(appServer!, async () => assert.isNull(await ensureHere(workspace, 0)))
        assert.strictEqual((await ensureHere(workspace))?.endpoint, endpoint)
        assert.strictEqual(startsIn(workspace, "brokers").length, 1)
      })
    }))

  it("goes when its app-server dies, and the next call starts a fresh one", () =>
    withBrokers(async (workspace) => {
      const first = await withCaller(workspace, async (endpoint) => {
        const { broker } = newestIn(workspace)!.record!
        process.kill(startsIn(workspace, "app-servers")[0]!, "SIGKILL")
        await gone(broker!)
        return endpoint
      })
      assert.isTrue(newestIn(workspace)?.record?.ended)
      await withCaller(workspace, async (endpoint) => {
        assert.match(endpoint, /^unix:/)
        assert.notStrictEqual(endpoint, first)
      })
    }))

  it("that was killed is followed by one fresh broker, however many calls find it dead", () =>
    withBrokers(async (workspace) => {
      const dead = await withCaller(workspace, async () => newestIn(workspace)!.record!)
      process.kill(dead.pid!, "SIGKILL")
      await gone(dead.broker!)
      const found = await Promise.all(Array.from({ length: 4 }, () => ensureHere(workspace)))
      assert.strictEqual(new Set(found.map((session) => session?.endpoint)).size, 1)
      assert.strictEqual(startsIn(workspace, "brokers").length, 2)
      assert.isFalse(fs.existsSync(dead.sessionDir))
    }))

  it("is followed when its starter was killed before it came, and the late one goes by itself", () =>
    withBrokers(async (workspace) => {
      const records = new BrokerRecords(resolveStateDir(workspace))
      const late = brokerHost("", workspace).prepare()
      await withHost(["broker", "answer"], async ({ child, end }) => {
        const starter = identityOf(child.pid!)
        const unborn = { ...late, pid: null, starter, broker: null, ended: false }
        assert.isTrue(records.claim(1, unborn))
        child.kill("SIGKILL")
        await end()
      })
      await withCaller(workspace, async (endpoint) => {
        assert.notStrictEqual(endpoint, late.endpoint)
        fs.mkdirSync(late.sessionDir, { recursive: true })
        const args = ["broker", "serve", workspace, late.endpoint]
        await withHost(args, async ({ end }) => assert.strictEqual((await end()).by, 0))
        assert.strictEqual(newestIn(workspace)?.record?.endpoint, endpoint)
      })
      fs.rmSync(late.sessionDir, { recursive: true, force: true })
    }))

  it("whose socket was removed is followed at once, and goes on serving whom it has", () =>
    withBrokers((workspace) =>
      withHost(["broker", "answer"], async (holder) => {
        const env = { [holderVariable]: JSON.stringify(identityOf(holder.child.pid!)) }
        const another = async (endpoint: string) => {
          const { broker } = newestIn(workspace)!.record!
          fs.unlinkSync(endpoint.replace(/^unix:/, ""))
          await withCaller(workspace, async (next) => assert.notStrictEqual(next, endpoint), env)
          assert.strictEqual((await evidenceOf(broker!))._tag, "Alive")
          return broker!
        }
        const lost = await withCaller(workspace, another, env)
        assert.lengthOf(startsIn(workspace, "brokers"), 2)
        // Nobody can ask it to go: it does so with its holder.
        holder.child.kill("SIGKILL")
        await holder.end()
        await gone(lost)
      })
    ))

  it("that cannot come up is tried once by a call, which then does without", () =>
    withBrokers(async (workspace) => {
      await withCaller(
        workspace,
        async (endpoint) => assert.strictEqual(endpoint, "none"),
        {},
        "bad"
      )
      assert.strictEqual(startsIn(workspace, "brokers").length, 1)
    }))

  it("stays when it is asked to go while somebody uses it, however that one ends, and then goes", () =>
    withBrokers(async (workspace) => {
      const broker = await withCaller(workspace, async (endpoint, { child }) => {
        const { broker } = newestIn(workspace)!.record!
        assert.strictEqual(await ask(endpoint, "broker/shutdown"), "Answered")
        assert.strictEqual(await ask(endpoint, "broker/health"), "Answered")
        assert.strictEqual((await evidenceOf(broker!))._tag, "Alive")
        child.kill("SIGKILL")
        return broker!
      })
      // Its holder crashed and said nothing: the connection alone tells.
      const { endpoint } = newestIn(workspace)!.record!
      await until(async () => {
        await ask(endpoint, "broker/shutdown")
        return (await evidenceOf(broker))._tag === "Gone"
      })
      assert.isFalse(fs.existsSync(path.join(resolveStateDir(workspace), "broker.json")))
    }))

  it("goes when nobody has used it for long enough", () =>
    withBrokers(async (workspace) => {
      const broker = await withCaller(
        workspace,
        async () => {
          const { broker } = newestIn(workspace)!.record!
          return broker!
        },
        { BROKER_IDLE_MILLIS: "0" }
      )
      await gone(broker)
      assert.isTrue(newestIn(workspace)?.record?.ended)
    }))

  it("goes with whoever started it, once nobody uses it any more", () =>
    withBrokers(async (workspace) =>
      withHost(["broker", "answer"], async (holder) => {
        const env = { [holderVariable]: JSON.stringify(identityOf(holder.child.pid!)) }
        const broker = await withCaller(
          workspace,
          async () => {
            const { broker } = newestIn(workspace)!.record!
            holder.child.kill("SIGKILL")
            await holder.end()
            return broker!
          },
          env
        )
        await gone(broker)
      })
    ))
})

describe("the starts of brokers", () => {
  it("have each number once, and one that was cleared away counts for nothing", () =>
    withWorkspace(async (workspace) => {
      const records = new BrokerRecords(resolveStateDir(workspace))
      const starter = await selfIdentity()
      const start = (name: string) => ({
        endpoint: name,
        sessionDir: name,
        pidFile: name,
        logFile: name,
        pid: null,
        starter,
        broker: null,
        ended: false
      })
      assert.isTrue(records.claim(1, start("first")))
      assert.isFalse(records.claim(1, start("second")))
      assert.isTrue(records.claim(2, start("third")))
      assert.isTrue(records.claim(3, start("fourth")))
      const folder = path.join(resolveStateDir(workspace), "job-lifecycle/host/brokers")
      assert.deepStrictEqual(fs.readdirSync(folder), ["3.json"])
      assert.strictEqual(fs.statSync(folder).mode & 0o777, 0o700)
      assert.isFalse(records.claim(2, start("slow")))
      assert.strictEqual(records.newest()?.record?.endpoint, "fourth")
      assert.isFalse(records.register("slow", starter, 1))
      // Another one is shown by then: it is not the one that goes.
      records.show(start("fourth"))
      records.end("third")
      assert.strictEqual(records.shown()?.endpoint, "fourth")
      records.end("fourth")
      assert.deepStrictEqual([records.shown(), records.newest()?.record?.ended], [null, true])
    }))
})

describe("an older version's broker", () => {
  it("is used while it answers, and left alone when it does not", () =>
    withBrokers(async (workspace) => {
      const older = { ...brokerHost("", workspace).prepare(), pid: null }
      const records = new BrokerRecords(resolveStateDir(workspace))
      fs.mkdirSync(resolveStateDir(workspace), { recursive: true })
      records.show(older)
      const server = net.createServer((socket) => {
        socket.on("error", () => {}).on("data", () => socket.write('{"id":1,"error":{}}\n'))
      })
      server.listen(older.endpoint.slice("unix:".length))
      await once(server, "listening")
      assert.strictEqual((await ensureHere(workspace))?.endpoint, older.endpoint)
      assert.deepStrictEqual(startsIn(workspace, "brokers"), [])
      server.close()
      await once(server, "close")
      fs.rmSync(older.sessionDir, { recursive: true, force: true })
    }))
})
