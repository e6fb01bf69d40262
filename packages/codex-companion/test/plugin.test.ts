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
import { withFolder } from "./withFolder.ts"

const folder = process.env["CODEX_PLUGIN_FOLDER"]

/** For a test that takes the real plugin: it is skipped, and that is said, where there is none. */
const onPlugin = (body: (plugin: string) => Promise<void>) => (context: TestContext) =>
  folder === undefined
    ? context.skip(
        "CODEX_PLUGIN_FOLDER is not set: the plugin's folder, the one that holds scripts/"
      )
    : body(folder)

vi.setConfig({ testTimeout: 120_000 })

/** Every file below a folder, with its content and its mode. */
const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [
        path.relative(folder, file),
        `${fs.statSync(file).mode} ${fs.readFileSync(file, "utf8")}`
      ])
  )

/** Runs `body` with the bundle and a copy of the plugin. */
const withCopy = (
  plugin: string,
  body: (run: (command: string) => { code: number | null; said: string }, copy: string) => void
) =>
  withFolder(async (folder) => {
    const bundle = await buildBundle(path.join(folder, "bundle"))
    const copy = path.join(folder, "plugin")
    fs.cpSync(plugin, copy, { recursive: true })
    body((command) => {
      const ran = spawnSync(process.execPath, [bundle, command, copy], { encoding: "utf8" })
      return { code: ran.status, said: ran.stdout }
    }, copy)
  })

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
            /version 9\.9\.9; known are/
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
