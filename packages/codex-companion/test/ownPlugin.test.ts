import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { afterAll, vi } from "vitest"
import { hardCases } from "../reproductions/hardCases.ts"
import { reproductions } from "../reproductions/reproductions.ts"
import { withWorld } from "../reproductions/World.ts"
import { buildOwnBundle, ownPlugin } from "./ownPlugin/ownPlugin.ts"

// The reports are of the real plugin (plugin.test.ts). A small one of our own shows the same symptoms, so
// that what heals them is tried where the real one is not at hand.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "companion-own-"))
const bundle = buildOwnBundle(folder)
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

/** It waits for half a minute. */
const slow = "each call leaves a broker behind whose app-server never answers"

describe
  .runIf(process.platform === "linux")
  .concurrent("what was reported of the real plugin, on a small one", () => {
    const cases = [...reproductions, ...hardCases].filter(({ symptom }) => symptom !== slow)
    for (const { observe, report, symptom } of cases) {
      it(`is healed: ${report} ${symptom}`, async () => {
        const { healthy, seen } = await withWorld(ownPlugin, await bundle, observe)
        assert.isTrue(healthy, seen)
      })
    }
  })
