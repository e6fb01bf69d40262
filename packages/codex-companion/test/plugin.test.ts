import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { hardCases } from "../reproductions/hardCases.ts"
import { reproductions } from "../reproductions/reproductions.ts"
import { withWorld } from "../reproductions/World.ts"
import type { TestContext } from "vitest"
import { vi } from "vitest"
import { buildBundle } from "./buildBundle.ts"
import { contentOf } from "./ownPlugin/contentOf.ts"
import { withFolder } from "./withFolder.ts"

const folder = process.env["CODEX_PLUGIN_FOLDER"]

/** For a test that takes the real plugin: it is skipped, and that is said, where there is none. */
const onPlugin =
  (body: (plugin: string, context: TestContext) => Promise<void>) => (context: TestContext) =>
    folder === undefined
      ? context.skip(
          "CODEX_PLUGIN_FOLDER is not set: the plugin's folder, the one that holds scripts/"
        )
      : body(folder, context)

vi.setConfig({ testTimeout: 120_000 })

/** Runs `body` with the bundle and a copy of the plugin. */
const withCopy = (
  plugin: string,
  body: (
    run: (command: string, uid?: number) => { code: number | null; said: string },
    copy: string
  ) => void
) =>
  withFolder(async (folder) => {
    const bundle = await buildBundle(path.join(folder, "bundle"))
    const copy = path.join(folder, "plugin")
    fs.cpSync(plugin, copy, { recursive: true })
    body((command, uid) => {
      const ran = spawnSync(process.execPath, [bundle, command, copy], { encoding: "utf8", uid })
      return { code: ran.status, said: ran.stdout }
    }, copy)
  })

/** Loaded first, it ends its process by SIGKILL in place of one rename: the one after `RENAMES` others. */
const endingAtRename = `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
let left = Number(process.env.RENAMES)
const rename = fs.renameSync
fs.renameSync = (...names) => {
  if (left-- === 0) process.kill(process.pid, "SIGKILL")
  rename(...names)
}
syncBuiltinESMExports()
`

describe("the installer, on the real plugin", () => {
  it(
    "installs once, and takes everything back byte for byte",
    onPlugin((plugin) =>
      withCopy(plugin, (run, copy) => {
        const before = contentOf(copy)
        assert.deepInclude(run("check"), { code: 1 })
        assert.match(run("install").said, /^Installed into version/)
        const installed = contentOf(copy)
        assert.match(run("install").said, /installed already/)
        assert.deepStrictEqual(contentOf(copy), installed)
        assert.deepInclude(run("check"), { code: 0 })
        // What it does not answer itself makes Node keep what it compiles, where Node can.
        const used = spawnSync(
          process.execPath,
          [path.join(copy, "scripts/codex-companion.mjs"), "task-resume-candidate", "--json"],
          {
            cwd: copy,
            encoding: "utf8",
            env: { ...process.env, CLAUDE_PLUGIN_DATA: `${copy}-data` }
          }
        )
        assert.strictEqual(used.status, 0, used.stderr)
        assert.match(run("uninstall").said, /every file is as it was/)
        assert.deepStrictEqual(contentOf(copy), before)
      })
    )
  )

  it(
    "changes nothing of a version that does not fit, and says why",
    onPlugin((plugin) =>
      withCopy(plugin, (run, copy) => {
        const scripts = path.join(copy, "scripts")
        const changes: ReadonlyArray<readonly [string, (text: string) => string, RegExp]> = [
          [
            "lib/tracked-jobs.mjs",
            (text) => text.replace("await runner()", "await runner(1)"),
            /runTrackedJob is not as it was/
          ],
          [
            "lib/codex.mjs",
            (text) => text.replace("await state.completion", "await done"),
            /were expected/
          ],
          [
            "../.claude-plugin/plugin.json",
            (text) => text.replace(/"version": "[^"]+"/, '"version": "9.9.9"'),
            /version is 9\.9\.9; known are/
          ]
        ]
        for (const [file, change, why] of changes) {
          const place = path.join(scripts, file)
          const original = fs.readFileSync(place, "utf8")
          fs.writeFileSync(place, change(original))
          const before = contentOf(copy)
          const refused = run("install")
          assert.strictEqual(refused.code, 1)
          assert.match(refused.said, why)
          assert.deepStrictEqual(contentOf(copy), before)
          fs.writeFileSync(place, original)
        }
        assert.deepInclude(run("install"), { code: 0 })
        fs.appendFileSync(path.join(scripts, "lib/codex.mjs"), "// mine\n")
        assert.match(run("uninstall").said, /changed since the adapter was installed/)
        assert.match(run("check").said, /changed since the adapter was installed/)
      })
    )
  )

  it(
    "changes nothing of a plugin that it is in, where that cannot be changed or taken back",
    onPlugin((plugin) =>
      withCopy(plugin, (run, copy) => {
        assert.deepInclude(run("install"), { code: 0 })
        const lib = path.join(copy, "scripts/lib")
        const kept = path.join(lib, "job-companion-originals")
        // As another build would have left it.
        fs.appendFileSync(path.join(lib, "job-companion.mjs"), "// another\n")
        const damages: ReadonlyArray<readonly [string, string | null, string, RegExp]> = [
          [path.join(copy, ".claude-plugin/plugin.json"), "{}", "install", /version is unknown/],
          [path.join(kept, "lib/state.mjs"), null, "uninstall", /is gone\. Reinstall the plugin/],
          [path.join(kept, "manifest.json"), "{", "uninstall", /cannot be read\. Reinstall/]
        ]
        for (const [file, damage, command, why] of damages) {
          const original = fs.readFileSync(file)
          if (damage === null) fs.rmSync(file)
          else fs.writeFileSync(file, damage)
          const before = contentOf(copy)
          const refused = run(command)
          assert.strictEqual(refused.code, 1)
          assert.match(refused.said, /^Nothing was changed\./)
          assert.match(refused.said, why)
          assert.deepStrictEqual(contentOf(copy), before)
          fs.writeFileSync(file, original)
        }
        assert.deepInclude(run("uninstall"), { code: 0 })
      })
    )
  )

  it(
    "can be taken back byte for byte, wherever it was broken off after it had noted what it does",
    onPlugin((plugin) =>
      withFolder(async (folder) => {
        const bundle = await buildBundle(path.join(folder, "bundle"))
        const copy = path.join(folder, "plugin")
        fs.cpSync(plugin, copy, { recursive: true })
        const before = contentOf(copy)
        const breaking = path.join(folder, "breaking.mjs")
        fs.writeFileSync(breaking, endingAtRename)
        const run = (command: string, renames: number) =>
          spawnSync(process.execPath, ["--import", breaking, bundle, command, copy], {
            encoding: "utf8",
            env: { ...process.env, RENAMES: String(renames) }
          })
        const works = (when: string) => {
          const program = path.join(copy, "scripts/codex-companion.mjs")
          const env = { ...process.env, CLAUDE_PLUGIN_DATA: `${copy}-data` }
          const ran = spawnSync(process.execPath, [program, "status", "--json"], { cwd: copy, env })
          assert.strictEqual(ran.status, 0, `${when}: ${ran.stderr}`)
          assert.property(JSON.parse(String(ran.stdout)), "running", when)
        }
        for (const renames of [1, 10, 11, 12, 17, 23]) {
          assert.strictEqual(run("install", renames).signal, "SIGKILL")
          works(`installed after ${renames}`)
          assert.strictEqual(run("uninstall", -1).status, 0)
          assert.deepStrictEqual(contentOf(copy), before)
        }
        for (const renames of [0, 5, 9]) {
          assert.strictEqual(run("install", -1).status, 0)
          assert.strictEqual(run("uninstall", renames).signal, "SIGKILL")
          works(`taken back after ${renames}`)
          assert.strictEqual(run("uninstall", -1).status, 0)
          assert.deepStrictEqual(contentOf(copy), before)
        }
      })
    )
  )

  it(
    "goes over another build with every file there all the while, and can be taken back wherever it was broken off",
    onPlugin((plugin) =>
      withFolder(async (folder) => {
        const bundle = await buildBundle(path.join(folder, "bundle"))
        const settling = "job-companion-settling.mjs"
        const another = path.join(folder, "another.mjs")
        // It differs in a file that both have, and has one that the other lacks.
        fs.writeFileSync(
          another,
          fs.readFileSync(bundle, "utf8").replaceAll(settling, "job-companion-another.mjs")
        )
        const copy = path.join(folder, "plugin")
        fs.cpSync(plugin, copy, { recursive: true })
        const before = contentOf(copy)
        const breaking = path.join(folder, "breaking.mjs")
        fs.writeFileSync(breaking, endingAtRename)
        const run = (program: string, command: string, renames = -1) =>
          spawnSync(process.execPath, ["--import", breaking, program, command, copy], {
            encoding: "utf8",
            env: { ...process.env, RENAMES: String(renames) }
          })
        for (let renames = 0, done = false; !done; renames += 3) {
          assert.strictEqual(run(another, "install").status, 0)
          const installed = contentOf(copy)
          done = run(bundle, "install", renames).status === 0
          const meanwhile = contentOf(copy)
          const entry = "scripts/codex-companion.mjs"
          assert.notStrictEqual(meanwhile[entry], before[entry], `after ${renames}`)
          // The one that it has no use for goes when nothing names it any more.
          const named = Object.keys(installed).filter(
            (file) => meanwhile[entry]!.includes("-another") || !file.includes("-another")
          )
          assert.includeMembers(Object.keys(meanwhile), named, `after ${renames}`)
          if (renames % 2 === 1) assert.strictEqual(run(bundle, "install").status, 0)
          if (renames % 2 === 1) assert.strictEqual(run(bundle, "check").status, 0)
          const undone = run(bundle, "uninstall")
          assert.strictEqual(undone.status, 0, undone.stdout)
          assert.deepStrictEqual(contentOf(copy), before)
        }
      })
    )
  )

  it(
    "leaves no half of itself in a folder that cannot be written to",
    onPlugin((plugin, context) =>
      withCopy(plugin, (run, copy) => {
        // Root may write everywhere: then it is done as a user who owns nothing.
        const nobody = process.getuid?.() === 0 ? 65_534 : undefined
        fs.chmodSync(path.dirname(copy), 0o755)
        if (run("check", nobody).code === null) context.skip("no other user can run this Node")
        fs.chmodSync(path.join(copy, "scripts/lib"), 0o777)
        fs.chmodSync(path.join(copy, "scripts"), 0o555)
        const before = contentOf(copy)
        const refused = run("install", nobody)
        assert.match(refused.said, /^Nothing was changed\. .*scripts: it cannot be written to/)
        assert.strictEqual(refused.code, 1)
        assert.deepStrictEqual(contentOf(copy), before)
        fs.chmodSync(path.join(copy, "scripts"), 0o755)
      })
    )
  )
})

describe("what was reported of the real plugin", () => {
  for (const { observe, report, symptom } of [...reproductions, ...hardCases]) {
    it(
      `is healed: ${report} ${symptom}`,
      onPlugin((plugin) =>
        withFolder(async (folder) => {
          const bundle = await buildBundle(folder)
          const { healthy, seen } = await withWorld(plugin, bundle, observe)
          assert.isTrue(healthy, seen)
        })
      )
    )
  }
})
