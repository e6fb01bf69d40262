import { assert, describe, it } from "@effect/vitest"
import { FakeDisk, sampleClaim, sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { factFile, inFolder, jobFolder, layoutOf } from "../src/store/layout.ts"

describe("a job whose submission a cleaner took, and left its folder", () => {
  it.effect("takes no fact more: nothing follows on nothing (I8)", () =>
    Effect.gen(function* () {
      const root = "/state/root"
      const fs = new FakeDisk().process()
      const store = FileJobStore.make({ root, fs })
      const id = sampleId(1)
      yield* store.submit(sampleCreated(1))
      const folder = jobFolder(layoutOf(root), id)
      fs.unlinkSync(inFolder(folder, factFile.created))
      const refused = yield* Effect.flip(store.publishOnce(id, "claim", sampleClaim(1)))
      assert.strictEqual(refused._tag, "JobNotFound")
      assert.deepStrictEqual(fs.readdirSync(folder), [])
    })
  )
})
