import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { isRunning } from "../src/store/isRunning.ts"
import { withFolder } from "./fixtures/folders.ts"
import { defunct } from "./nodeOwnerWorld.ts"

describe.skipIf(!fs.existsSync("/proc/self/stat"))(
  "a remover that is dead and not collected",
  () => {
    it.live("runs no more, while its parent does", () =>
      Effect.gen(function* () {
        const { pid } = yield* defunct
        assert.isFalse(isRunning(pid))
        assert.isTrue(isRunning(process.pid))
        assert.isTrue(isRunning(process.ppid))
      })
    )

    it.live("keeps no job that it had taken out of reach (I8)", () =>
      Effect.gen(function* () {
        const { pid } = yield* defunct
        withFolder((root) => {
          const store = FileJobStore.make({ root })
          const id = sampleId(1)
          Effect.runSync(store.submit(sampleCreated(1)))
          const trash = path.join(root, "trash")
          fs.mkdirSync(trash, { recursive: true })
          const taken = path.join(trash, `${id}.${pid.toString(36)}-1-0`)
          fs.renameSync(path.join(root, "jobs", id.slice(0, 2), id), taken)
          assert.deepStrictEqual(Effect.runSync(store.find("")), [])
          Effect.runSync(store.sweep({ everywhere: true }))
          assert.deepStrictEqual(Effect.runSync(store.find("")), [id])
          assert.deepStrictEqual(Effect.runSync(store.active), [id])
        })
      })
    )
  }
)
