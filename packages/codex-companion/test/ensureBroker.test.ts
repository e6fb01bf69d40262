import { assert, describe, it } from "@effect/vitest"
import { resolveStateDir } from "@job-lifecycle/codex-companion"
import { EventEmitter } from "node:events"
import * as fs from "node:fs"
import type { BrokerRecord } from "../src/broker/BrokerRecords.ts"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { ensureBroker } from "../src/broker/ensureBroker.ts"
import { selfIdentity } from "../src/process/evidenceOf.ts"
import { brokerHost } from "./fixtures/brokerHost.ts"
import { withWorkspace } from "./hostFolder.ts"

describe("a broker that cannot be started", () => {
  /** Asks for one whose start does this; answers its folders and how often it was started. */
  const ensured = async (workspace: string, start: (starts: number) => EventEmitter) => {
    const host = brokerHost("", workspace)
    const folders: Array<string> = []
    let starts = 0
    const found = await ensureBroker(workspace, {
      ...host,
      prepare: () => {
        const session = host.prepare()
        folders.push(session.sessionDir)
        return session
      },
      start: () => start(++starts)
    })
    return { found, folders, starts }
  }

  it("leaves no folder behind", () =>
    withWorkspace(async (workspace) => {
      const { folders, found } = await ensured(workspace, () => {
        throw new Error("nothing is started here")
      })
      assert.isNull(found)
      assert.deepStrictEqual(folders.map(fs.existsSync), [false])
    }))

  for (const event of ["error", "exit"]) {
    it(`is on record as ended, and tried once by a call and anew by the next (${event})`, () =>
      withWorkspace(async (workspace) => {
        const records = new BrokerRecords(resolveStateDir(workspace))
        for (const round of [1, 2]) {
          const { folders, found, starts } = await ensured(workspace, () => {
            const child = new EventEmitter()
            setImmediate(() => child.emit(event, new Error("it did not start")))
            return child
          })
          assert.deepStrictEqual([found, starts], [null, 1])
          const newest = records.newest()
          assert.deepStrictEqual([newest?.round, newest?.record?.ended], [round, true])
          for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
        }
      }))
  }
})

/** A connection of which the test says what becomes of it: an answer, or the code of an error. */
class FakeSocket extends EventEmitter {
  isDestroyed = false
  isLetGo = false
  constructor(end: string) {
    super()
    setImmediate(() => {
      if (end === "answers") this.emit("data", '{"id":1,"result":{}}\n')
      else this.emit("error", Object.assign(new Error(end), { code: end }))
    })
  }
  write(): void {}
  destroy(): void {
    this.isDestroyed = true
  }
  unref(): void {
    this.isLetGo = true
  }
}

/**
 * A call that finds this on record, and whose connections end so, one after the other. `isLate`: it comes on
 * record while the call makes its own ready.
 */
const called = async (
  workspace: string,
  ends: ReadonlyArray<string>,
  fields: (self: BrokerRecord["starter"]) => Partial<BrokerRecord>,
  isLate = false
) => {
  const host = brokerHost("", workspace)
  const records = new BrokerRecords(resolveStateDir(workspace))
  const self = await selfIdentity()
  const session = host.prepare()
  fs.writeFileSync(session.logFile, "said\n")
  const record = { ...session, pid: process.pid, starter: self, broker: self, ended: false }
  const claim = () => assert.isTrue(records.claim(1, { ...record, ...fields(self) }))
  if (!isLate) claim()
  const sockets: Array<FakeSocket> = []
  const folders: Array<string> = []
  let starts = 0
  const found = await ensureBroker(workspace, {
    ...host,
    connect: () => {
      const socket = new FakeSocket(ends[sockets.length] ?? ends.at(-1)!)
      sockets.push(socket)
      return socket
    },
    prepare: () => {
      const own = host.prepare()
      folders.push(own.sessionDir)
      if (isLate) claim()
      return own
    },
    start: () => {
      starts++
      throw new Error("nothing is started here")
    }
  })
  const isKept = fs.existsSync(session.logFile)
  fs.rmSync(session.sessionDir, { recursive: true, force: true })
  return { found, session, sockets, folders, starts, isKept }
}

const unknown = { scheme: "another", label: "somebody", value: null }
const gone = (self: BrokerRecord["starter"]) => ({
  ...self,
  value: { ...(self.value as object), startTicks: 1 }
})

describe("a broker that is on record", () => {
  it("is held by the connection that it answered on, which keeps no process; any other one is closed", () =>
    withWorkspace(async (workspace) => {
      const { found, session, sockets } = await called(
        workspace,
        ["ECONNREFUSED", "answers"],
        () => ({})
      )
      assert.strictEqual(found?.endpoint, session.endpoint)
      assert.deepStrictEqual(
        sockets.map(({ isDestroyed, isLetGo }) => [isDestroyed, isLetGo]),
        [
          [true, false],
          [false, true]
        ]
      )
    }))

  const waits: ReadonlyArray<
    [string, string, (self: BrokerRecord["starter"]) => Partial<BrokerRecord>]
  > = [
    ["lives, though its starter is gone", "ECONNREFUSED", (self) => ({ starter: gone(self) })],
    [
      "cannot be examined, and is not to be reached just now",
      "ENOENT",
      () => ({ broker: unknown })
    ],
    ["lives where other files may be seen", "ENOENT", () => ({ pid: null })]
  ]
  for (const [what, end, fields] of waits) {
    it.runIf(process.platform === "linux")(
      `is waited for, not doubled, where it ${what} (F46)`,
      () =>
        withWorkspace(async (workspace) => {
          const { found, session, starts } = await called(workspace, [end, "answers"], fields)
          assert.strictEqual(found?.endpoint, session.endpoint)
          assert.strictEqual(starts, 0)
        })
    )
  }

  it.runIf(process.platform === "linux")(
    "is followed where it lives and can be reached no more, and its folder stays: it may serve somebody",
    () =>
      withWorkspace(async (workspace) => {
        const { found, isKept, starts } = await called(workspace, ["ENOENT"], () => ({}))
        assert.deepStrictEqual([found, starts, isKept], [null, 1, true])
      })
  )

  it("counts before what an older version would use", () =>
    withWorkspace(async (workspace) => {
      const shown = { ...brokerHost("", workspace).prepare(), pid: null }
      fs.mkdirSync(resolveStateDir(workspace), { recursive: true })
      new BrokerRecords(resolveStateDir(workspace)).show(shown)
      const { found, session } = await called(workspace, ["answers"], () => ({}))
      assert.strictEqual(found?.endpoint, session.endpoint)
      fs.rmSync(shown.sessionDir, { recursive: true, force: true })
    }))

  it("is used by whoever was too late to start one, whose own folder goes (F46)", () =>
    withWorkspace(async (workspace) => {
      const { folders, found, session, starts } = await called(
        workspace,
        ["answers"],
        () => ({}),
        true
      )
      assert.strictEqual(found?.endpoint, session.endpoint)
      assert.strictEqual(starts, 0)
      assert.deepStrictEqual(folders.map(fs.existsSync), [false])
    }))
})
