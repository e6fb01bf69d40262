import { assert, describe, it } from "@effect/vitest"
import { resolveStateDir } from "@job-lifecycle/codex-companion"
import { EventEmitter } from "node:events"
import * as fs from "node:fs"
import { BrokerRecords } from "../src/broker/BrokerRecords.ts"
import { ensureBroker } from "../src/broker/ensureBroker.ts"
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
