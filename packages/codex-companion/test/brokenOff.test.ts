import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { added } from "../src/install/places.ts"
import type { PluginFolder } from "../src/install/PluginFolder.ts"
import { before } from "./ownPlugin/before.ts"
import { contentOf } from "./ownPlugin/contentOf.ts"
import { brokenOff, inScripts, kept, withPlugin } from "./ownPlugin/withPlugin.ts"

// Out of sources, for the small plugin of our own: what is put beside its files is a word each.
vi.mock("../src/install/parts.ts", () => ({ parts: { entry: "entry\n", settling: "settling\n" } }))
vi.mock("../src/install/adaptations.ts", async (original) => {
  const { forOwnPlugin } = await import("./ownPlugin/ownPlugin.ts")
  const { adaptations } = await original<typeof import("../src/install/adaptations.ts")>()
  return { adaptations: forOwnPlugin(adaptations) }
})

describe("an installation that was broken off", () => {
  /** What a build has beside the host's files; the older one has one more. */
  const more = added as Record<string, string>
  const installOlder = (open: (name?: string) => PluginFolder) => {
    more["lib/job-companion-older.mjs"] = "older\n"
    more["lib/job-companion-settling.mjs"] = "settling as before\n"
    try {
      open("older").install()
    } finally {
      delete more["lib/job-companion-older.mjs"]
      more["lib/job-companion-settling.mjs"] = "settling\n"
    }
  }

  it("over another build is taken back byte for byte, or gone on with, wherever that was, twice too", () =>
    withPlugin((copy, open, asItWas) => {
      for (let renames = 0, isBroken = true; isBroken; renames++) {
        installOlder(open)
        isBroken = brokenOff("renameSync", renames, () => open().install())
        if (renames % 3 === 1) brokenOff("renameSync", 14, () => open("third").install())
        if (renames % 2 === 1) {
          open().install()
          assert.strictEqual(open().standing(), "Current")
          assert.isFalse(
            fs.existsSync(inScripts(copy, "lib/job-companion-older.mjs")),
            `after ${renames}`
          )
        }
        open().uninstall()
        assert.deepStrictEqual(contentOf(copy), asItWas, `after ${renames}`)
      }
    }))

  it("has nothing that others call before those who call it, and goes the other way round", () =>
    withPlugin((copy, open, asItWas) => {
      const main = "scripts/codex-companion-main.mjs"
      const called = Object.keys(asItWas).filter((file) => file.startsWith("scripts/lib/"))
      const callers = ["codex-companion", "session-lifecycle-hook", "stop-review-gate-hook"]
      const adapted = (files: ReadonlyArray<string>) => {
        const now = contentOf(copy)
        return files.filter((file) => now[file] !== asItWas[file])
      }
      for (const act of ["install", "uninstall"] as const) {
        for (let renames = 0, isBroken = true; isBroken; renames++) {
          if (act === "uninstall") open().install()
          isBroken = brokenOff("renameSync", renames, () => open()[act]())
          const calling = adapted(callers.map((name) => `scripts/${name}.mjs`))
          const when = `${act} after ${renames}`
          if (adapted(called).length > 0) assert.lengthOf(calling, callers.length, when)
          if (calling.length > 0) assert.isTrue(fs.existsSync(path.join(copy, main)), when)
          open().uninstall()
        }
      }
    }))

  it("on its way back is gone on with, wherever that was", () =>
    withPlugin((copy, open, asItWas) => {
      for (const operation of ["renameSync", "rmSync"] as const) {
        for (let others = 0, isBroken = true; isBroken; others++) {
          open().install()
          isBroken = brokenOff(operation, others, () => open().uninstall())
          open().uninstall()
          assert.deepStrictEqual(contentOf(copy), asItWas, `${operation}, after ${others}`)
        }
      }
    }))
})

describe("what Node has compiled", () => {
  /** Somebody adds to it for as long as it is found under its name: then it cannot be emptied. */
  const whileAddedTo = (cache: string, act: () => unknown) =>
    before(
      "rmSync",
      (place) => {
        if (place === cache && fs.existsSync(cache)) throw new Error(`ENOTEMPTY: ${cache}`)
      },
      act
    )

  for (const act of ["install", "uninstall"] as const) {
    it(`goes with an ${act}, though commands that run add to it`, () =>
      withPlugin((copy, open, asItWas) => {
        open("older").install()
        const cache = inScripts(copy, "lib/.job-companion-cache")
        fs.mkdirSync(cache)
        fs.writeFileSync(path.join(cache, "compiled"), "")
        whileAddedTo(cache, () => open()[act]())
        assert.isFalse(fs.existsSync(cache))
        assert.strictEqual(open().standing(), act === "install" ? "Current" : "Absent")
        open().uninstall()
        assert.deepStrictEqual(contentOf(copy), asItWas)
      }))
  }
})

describe("what was broken off before it was noted", () => {
  it("leaves what it prepared, which goes, and originals that nobody noted, which stay", () =>
    withPlugin((copy, open, asItWas) => {
      const folder = inScripts(copy, kept)
      fs.mkdirSync(folder)
      fs.writeFileSync(path.join(folder, "prepared.1"), "half")
      assert.strictEqual(open().uninstall(), "Absent")
      assert.deepStrictEqual(contentOf(copy), asItWas)
      assert.isFalse(fs.existsSync(folder))
      fs.mkdirSync(folder)
      fs.writeFileSync(path.join(folder, "prepared.1"), "half")
      fs.writeFileSync(path.join(folder, "state.mjs"), "the only one")
      assert.strictEqual(open().uninstall(), "Absent")
      assert.sameMembers(fs.readdirSync(folder), ["prepared.1", "state.mjs"])
    }))
})
