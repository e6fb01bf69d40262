import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { drawLife, lifeToken, live, tellLife } from "../src/simulator/index.ts"

const program = fileURLToPath(new URL("../commands/replay.ts", import.meta.url))

const life = drawLife("small", 7)

const replay = (...options: ReadonlyArray<string>) =>
  spawnSync(process.execPath, [...options, program, lifeToken(life)], { encoding: "utf8" })

describe("a life that is lived again", () => {
  it("is told as it was, and by what is typed to live it once more", () => {
    const { stdout } = replay("--conditions=source")
    assert.strictEqual(stdout, `${tellLife(live(life))}\n`)
    assert.include(stdout, `npx --yes pnpm@12 replay '${lifeToken(life)}'`)
    assert.notInclude(lifeToken(life), "'")
  })

  it("is never one of a build that was left behind", () => {
    const { status, stdout } = replay()
    assert.strictEqual(status, 1)
    assert.strictEqual(stdout, "")
  })
})
