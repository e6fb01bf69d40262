import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { endForeign } from "../src/foreign/endForeign.ts"
import { judgeOpen } from "../src/foreign/judgeOpen.ts"
import { observeForeign } from "../src/foreign/observeForeign.ts"
import { oldUpsert } from "./oldWriter.ts"
import { recordIn, run, stateOf, submit } from "./projectionWorld.ts"
import { runningReview } from "./samples.ts"
import { withFolder } from "./withFolder.ts"

const at = Date.parse("2026-03-18T16:00:00.000Z")
const old = { ...runningReview, id: "old" }

describe("the end of an older version's job", () => {
  it("is in its record and on the list, with the time of a cancel", () =>
    withFolder((folder) => {
      oldUpsert(folder, old)
      const ending = { status: "cancelled", errorMessage: "Cancelled by user." } as const
      endForeign(HostJobStore.make(folder), old, ending, at)
      const ended = { ...ending, pid: null, cancelledAt: new Date(at).toISOString() }
      assert.deepInclude(recordIn(folder, "old"), ended)
      assert.deepInclude(stateOf(folder).jobs[0], ending)
    }))

  it("is not told over one that the list has got meanwhile (F18)", () =>
    withFolder((folder) => {
      oldUpsert(folder, { ...old, status: "completed" })
      fs.rmSync(path.join(folder, "jobs", "old.json"))
      endForeign(HostJobStore.make(folder), old, { status: "failed", errorMessage: "gone" }, at)
      assert.strictEqual(stateOf(folder).jobs[0]?.status, "completed")
    }))
})

describe("an open job of ours on the list", () => {
  it("is not judged by its process number, as an older version's is", () =>
    withFolder((folder) => {
      const host = HostJobStore.make(folder)
      submit(host, "task-1")
      run(host, "task-1")
      const [entry] = stateOf(folder).jobs
      const kill = vi.spyOn(process, "kill").mockImplementation(refusing("ESRCH"))
      try {
        const verdict = judgeOpen(host.projection, folder, entry!, at)
        const ofOld = judgeOpen(host.projection, folder, { ...entry!, id: "old" }, at)
        assert.deepStrictEqual([verdict._tag, ofOld._tag], ["Leave", "Over"])
      } finally {
        kill.mockRestore()
      }
    }))
})

const refusing = (code: string) => () => {
  throw Object.assign(new Error(code), { code })
}

describe("the process of an older version's job", () => {
  for (const [code, expected] of [
    ["ESRCH", "Gone"],
    ["EPERM", "There"],
    ["EINVAL", "Unknown"]
  ] as const) {
    it(`that is asked for in vain with ${code} is ${expected} (I7)`, () => {
      const kill = vi.spyOn(process, "kill").mockImplementation(refusing(code))
      const seen = observeForeign(4_711, "/")
      kill.mockRestore()
      assert.strictEqual(seen._tag, expected)
      if (seen._tag === "There") assert.isFalse(seen.fits)
    })
  }

  it.runIf(process.platform === "linux")("fits a workspace that is come to by a link", () =>
    withFolder((folder) => {
      const link = path.join(folder, "link")
      fs.symlinkSync(process.cwd(), link)
      assert.deepStrictEqual(observeForeign(process.pid, link), { _tag: "There", fits: true })
    })
  )
})
