import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { runInstaller } from "../src/install/runInstaller.ts"
import { contentOf } from "./ownPlugin/contentOf.ts"
import { before } from "./ownPlugin/before.ts"
import { brokenOff, inScripts, kept, refused, withPlugin } from "./ownPlugin/withPlugin.ts"

// Out of sources, for the small plugin of our own: what is put beside its files is a word each.
vi.mock("../src/install/parts.ts", () => ({ parts: { entry: "entry\n", settling: "settling\n" } }))
vi.mock("../src/install/adaptations.ts", async (original) => {
  const { forOwnPlugin } = await import("./ownPlugin/ownPlugin.ts")
  const { adaptations } = await original<typeof import("../src/install/adaptations.ts")>()
  return { adaptations: forOwnPlugin(adaptations) }
})

describe("a plugin that is installed into", () => {
  it("is installed into once, says so, and is taken back byte for byte, modes too", () =>
    withPlugin((copy, open) => {
      fs.chmodSync(inScripts(copy, "codex-companion.mjs"), 0o751)
      const asItWas = contentOf(copy)
      assert.strictEqual(open().standing(), "Absent")
      assert.strictEqual(open().install(), "Absent")
      const installed = contentOf(copy)
      assert.strictEqual(open().standing(), "Current")
      assert.isFalse(
        brokenOff("renameSync", 0, () => assert.strictEqual(open().install(), "Current"))
      )
      assert.deepStrictEqual(contentOf(copy), installed)
      assert.strictEqual(fs.statSync(inScripts(copy, "codex-companion.mjs")).mode & 0o777, 0o751)
      assert.match(installed["scripts/codex-companion.mjs"]!, / entry\n$/)
      assert.match(installed["scripts/lib/job-companion-settling.mjs"]!, / settling\n$/)
      assert.match(installed["scripts/lib/job-companion.mjs"]!, / \/\/ build\n$/)
      fs.mkdirSync(inScripts(copy, "lib/.job-companion-cache"))
      fs.writeFileSync(inScripts(copy, "lib/.job-companion-cache/compiled"), "")
      assert.strictEqual(open().uninstall(), "Current")
      assert.deepStrictEqual(contentOf(copy), asItWas)
      assert.isFalse(fs.existsSync(inScripts(copy, kept)))
      assert.strictEqual(open().uninstall(), "Absent")
    }))

  it("keeps everything else that it holds as it was", () =>
    withPlugin((copy, open, asItWas) => {
      open().install()
      const installed = contentOf(copy)
      const changed = Object.keys(asItWas).filter((file) => installed[file] !== asItWas[file])
      assert.sameMembers(changed, [
        "scripts/app-server-broker.mjs",
        "scripts/codex-companion.mjs",
        "scripts/lib/app-server.mjs",
        "scripts/lib/broker-lifecycle.mjs",
        "scripts/lib/codex.mjs",
        "scripts/lib/job-control.mjs",
        "scripts/lib/state.mjs",
        "scripts/lib/tracked-jobs.mjs",
        "scripts/session-lifecycle-hook.mjs",
        "scripts/stop-review-gate-hook.mjs"
      ])
    }))
})

describe("a plugin of another layout", () => {
  it("is refused without a change, whichever file is gone or has one function otherwise", () =>
    withPlugin((copy, open, asItWas) => {
      open().install()
      const adapted = Object.keys(contentOf(copy)).filter((file) => file.includes(`${kept}/`))
      open().uninstall()
      const files = adapted.flatMap((file) => file.split(`${kept}/`)[1] ?? [])
      assert.isAbove(files.length, 9)
      for (const file of files.filter((each) => each.endsWith(".mjs"))) {
        const place = inScripts(copy, file)
        const text = fs.readFileSync(place, "utf8")
        fs.rmSync(place)
        if (file === "codex-companion.mjs") assert.throws(open, /is not the folder of the plugin/)
        else refused(copy, () => open().install(), /it is not there$/)
        // No function of it begins as before.
        fs.writeFileSync(place, text.replaceAll(/^(export )?(async )?function /gm, "const f = "))
        const isClass = file === "lib/app-server.mjs"
        if (!isClass) refused(copy, () => open().install(), /has no function/)
        fs.writeFileSync(place, text)
      }
      assert.deepStrictEqual(contentOf(copy), asItWas)
    }))

  it("is refused where a function that is taken over says one thing more, whichever it is", () =>
    withPlugin((copy, open) => {
      const taken = [
        ["lib/state.mjs", "resolveStateDir"],
        ["lib/tracked-jobs.mjs", "runTrackedJob"],
        ["lib/job-control.mjs", "readStoredJob"],
        ["lib/broker-lifecycle.mjs", "ensureBrokerSession"],
        ["codex-companion.mjs", "handleCancel"],
        ["session-lifecycle-hook.mjs", "handleSessionEnd"]
      ] as const
      for (const [file, name] of taken) {
        const place = inScripts(copy, file)
        const text = fs.readFileSync(place, "utf8")
        const more = text.replace(new RegExp(`(function ${name}\\(.*\\{\n)`), "$1  more();\n")
        assert.notStrictEqual(more, text)
        fs.writeFileSync(place, more)
        refused(copy, () => open().install(), new RegExp(`^${file}: ${name} is not as it was`))
        // However it is indented it is the same.
        const indented = text.replace(new RegExp(`(function ${name}\\(.*\\{\n) +`), "$1\t")
        assert.notStrictEqual(indented, text)
        fs.writeFileSync(place, indented)
        assert.doesNotThrow(() => open().adapted())
        fs.writeFileSync(place, text)
      }
    }))

  it("is refused where its version is none that is known, or cannot be read", () =>
    withPlugin((copy, open) => {
      const place = path.join(copy, ".claude-plugin/plugin.json")
      for (const text of ['{ "version": "9.9.9" }', '{ "version": 1 }', "{", "null"]) {
        fs.writeFileSync(place, text)
        const why = text.includes("9.9.9")
          ? /version is 9\.9\.9; known are 1/
          : /version is unknown/
        refused(copy, () => open().install(), why)
      }
      for (const version of ["1.0.3", "1.0.4", "1.0.5"]) {
        fs.writeFileSync(place, JSON.stringify({ version }))
        assert.doesNotThrow(() => open().adapted())
      }
    }))
})

describe("a plugin whose files were changed since", () => {
  it("is left alone, and says which: what somebody has written there is his", () =>
    withPlugin((copy, open) => {
      open().install()
      for (const file of ["lib/state.mjs", "codex-companion.mjs", "codex-companion-main.mjs"]) {
        const place = inScripts(copy, file)
        const text = fs.readFileSync(place)
        fs.appendFileSync(place, "// mine\n")
        assert.strictEqual(open().standing(), "Outdated")
        for (const act of ["install", "uninstall"] as const) {
          refused(copy, () => open()[act](), new RegExp(`^${file}: changed since`))
          refused(copy, () => open("other")[act](), new RegExp(`^${file}: changed since`))
        }
        fs.writeFileSync(place, text)
        assert.strictEqual(open().standing(), "Current")
      }
    }))

  it("is installed into anew where somebody has put the file back that was there before", () =>
    withPlugin((copy, open, asItWas) => {
      open().install()
      fs.copyFileSync(inScripts(copy, `${kept}/lib/state.mjs`), inScripts(copy, "lib/state.mjs"))
      assert.strictEqual(open().standing(), "Outdated")
      assert.strictEqual(open().install(), "Outdated")
      assert.strictEqual(open().standing(), "Current")
      open().uninstall()
      assert.deepStrictEqual(contentOf(copy), asItWas)
    }))

  it("is not taken back where what was noted is torn, or an original is gone or is another", () =>
    withPlugin((copy, open) => {
      open().install()
      const original = inScripts(copy, `${kept}/lib/state.mjs`)
      const text = fs.readFileSync(original)
      fs.writeFileSync(original, "// another\n")
      refused(copy, () => open().uninstall(), /^lib\/state\.mjs: its original in .* is gone/)
      fs.rmSync(original)
      refused(copy, () => open().uninstall(), /^lib\/state\.mjs: its original in .* is gone/)
      fs.writeFileSync(original, text)
      fs.writeFileSync(inScripts(copy, `${kept}/manifest.json`), '{"plugin":')
      refused(copy, () => open().uninstall(), /cannot be read/)
      refused(copy, () => open().install(), /cannot be read/)
    }))
})

describe("a plugin whose folder cannot be written to", () => {
  it("is left as it is, by whoever puts in and whoever takes back", () =>
    withPlugin((copy, open) => {
      for (const act of ["install", "uninstall"] as const) {
        for (const folder of ["scripts", "scripts/lib"]) {
          const refuse = (place: unknown, mode: unknown) => {
            if (place === path.join(copy, folder) && mode === fs.constants.W_OK)
              throw new Error("no")
          }
          before("accessSync", refuse, () =>
            refused(copy, () => open()[act](), /scripts(\/lib)?: it cannot be written to/)
          )
        }
        open()[act]()
      }
    }))
})

describe("a plugin that another build is in", () => {
  it("has this one since, and is taken back byte for byte by it", () =>
    withPlugin((copy, open, asItWas) => {
      open("older").install()
      fs.mkdirSync(inScripts(copy, "lib/.job-companion-cache"))
      assert.strictEqual(open().standing(), "Outdated")
      assert.strictEqual(open().install(), "Outdated")
      assert.strictEqual(open().standing(), "Current")
      assert.strictEqual(open("older").standing(), "Outdated")
      assert.isFalse(fs.existsSync(inScripts(copy, "lib/.job-companion-cache")))
      const noted = fs.readFileSync(inScripts(copy, `${kept}/manifest.json`), "utf8")
      assert.notInclude(noted, "earlier")
      open().uninstall()
      assert.deepStrictEqual(contentOf(copy), asItWas)
    }))
})

describe("the installer's command", () => {
  it("says how it is used with 2, what it refuses with 1, and lets a bug through", () =>
    withPlugin(async (copy) => {
      const run = async (...args: ReadonlyArray<string>) => {
        const said: Array<string> = []
        return [await runInstaller(args, (line) => said.push(line)), said.join("\n")] as const
      }
      for (const args of [[], ["install"], ["remove", copy], ["install", copy, "more"]]) {
        const [code, said] = await run(...args)
        assert.strictEqual(code, 2)
        assert.match(said, /^Usage: /)
      }
      assert.deepStrictEqual(await run("uninstall", copy), [0, "It is not installed."])
      assert.deepStrictEqual(await run("check", copy), [1, "Not installed. It fits version 1.0.5."])
      const state = inScripts(copy, "lib/state.mjs")
      fs.renameSync(state, `${state}.kept`)
      fs.mkdirSync(state)
      const thrown = await run("install", copy).catch((error: NodeJS.ErrnoException) => error.code)
      assert.strictEqual(thrown, "EISDIR")
      fs.rmdirSync(state)
      fs.renameSync(`${state}.kept`, state)
      assert.match(
        (await run("install", copy))[1],
        /^Installed into version 1\.0\.5\. Undo it with: /
      )
      const refuse = () => {
        throw Object.assign(new Error("EROFS"), { code: "EROFS" })
      }
      assert.deepStrictEqual(await before("mkdirSync", refuse, () => run("install", copy)), [
        0,
        "It is installed already."
      ])
      assert.deepStrictEqual(await run("check", copy), [0, "Installed, in version 1.0.5."])
      fs.appendFileSync(inScripts(copy, "lib/job-companion.mjs"), "// other\n")
      assert.deepStrictEqual(await run("check", copy), [
        1,
        "Installed from another build, or changed since: install it again."
      ])
      assert.deepStrictEqual(await run("uninstall", copy), [
        0,
        "Uninstalled: every file is as it was."
      ])
      fs.rmSync(inScripts(copy, "lib/state.mjs"))
      assert.deepStrictEqual(await run("install", copy), [
        1,
        "Nothing was changed. lib/state.mjs: it is not there."
      ])
    }))
})
