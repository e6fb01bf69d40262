import { assert, describe, it } from "@effect/vitest"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { endingChannel } from "../src/rehearsal/endingChannel.ts"
import { layoutOf } from "../src/store/layout.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf, placeOf } from "./nodeChannelWorld.ts"

const id = sampleId(1)

describe.runIf(process.platform === "linux")("the channel of a rehearsed death", () => {
  it.live("is taken and ends many times over, each time told, and says nothing to the owner", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      placeOf(root, id)
      let said = 0
      yield* (yield* channelsOf(root)).open(id, () => (said += 1))
      let told = 0
      const end = yield* endingChannel(layoutOf(root)).ended(id, () => (told += 1))
      assert.deepStrictEqual([end, told, said], ["Ended", 2 * 24, 0])
    })
  )

  it.live("of an owner without one is not reached, and is not tried again", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      let told = 0
      const end = yield* endingChannel(layoutOf(root)).ended(id, () => (told += 1))
      assert.deepStrictEqual([end, told], ["NotReached", 1])
    })
  )
})
