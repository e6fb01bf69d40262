import { assert, describe, it } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { afterAll, vi } from "vitest"
import { installFakeCodex } from "../reproductions/installFakeCodex.ts"
import { contentOf } from "./ownPlugin/contentOf.ts"
import { buildOwnBundle, copyOwnPlugin } from "./ownPlugin/ownPlugin.ts"
import { withFolder } from "./withFolder.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const shared = fs.mkdtempSync(path.join(os.tmpdir(), "companion-own-"))
const bundle = buildOwnBundle(shared)
installFakeCodex(path.join(shared, "bin"))
afterAll(() => fs.rmSync(shared, { recursive: true, force: true }))

/** Loaded first, it ends its process by SIGKILL at one change of a file: the one after `CHANGES` others. */
const ending = path.join(shared, "ending.mjs")
fs.writeFileSync(
  ending,
  `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
let left = Number(process.env.CHANGES)
for (const name of ["renameSync", "rmSync"]) {
  const act = fs[name]
  fs[name] = (...args) => {
    if (left-- === 0) process.kill(process.pid, "SIGKILL")
    return act(...args)
  }
}
syncBuiltinESMExports()
`
)

const run = async (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}, cwd = shared) => {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } })
  let said = ""
  for (const out of [child.stdout, child.stderr]) out.on("data", (text) => (said += text))
  child.stdin.end()
  const [code] = await once(child, "close")
  return { code: code as number | null, said }
}

const installer = async (command: string, copy: string, changes = -1) =>
  run(["--import", ending, await bundle, command, copy], { CHANGES: String(changes) })

/** What the plugin that stands there answers: each its exit code, and whether that was data. */
const use = async (copy: string, folder: string) => {
  const workspace = path.join(folder, "workspace")
  fs.mkdirSync(workspace, { recursive: true })
  const env = {
    PATH: [path.join(shared, "bin"), process.env["PATH"]].join(path.delimiter),
    CLAUDE_PLUGIN_DATA: path.join(folder, "data"),
    TMPDIR: folder,
    CODEX_COMPANION_SESSION_ID: "session-1"
  }
  const command = (...args: ReadonlyArray<string>) =>
    run([path.join(copy, "scripts/codex-companion.mjs"), ...args], env, workspace)
  const answers = await Promise.all([
    command("setup", "--json"),
    command("status", "--json"),
    command("task-resume-candidate", "--json")
  ])
  return answers.map(({ code, said }) => {
    try {
      return [code, Object.keys(JSON.parse(said) as object).length > 0]
    } catch {
      return [code, said]
    }
  })
}

const good = [
  [0, true],
  [0, true],
  [0, true]
]

describe("a plugin of which an installation was broken off", () => {
  for (const [command, before] of [
    ["install", "uninstall"],
    ["uninstall", "install"]
  ] as const) {
    it(`answers as before or as since, wherever that was, and can be brought to either (${command})`, () =>
      withFolder(async (folder) => {
        const copy = copyOwnPlugin(folder)
        const asItWas = contentOf(copy)
        for (let changes = 0, done = false; !done; changes++) {
          assert.strictEqual((await installer(before, copy)).code, 0)
          done = (await installer(command, copy, changes)).code === 0
          assert.deepStrictEqual(await use(copy, folder), good, `after ${changes} changes`)
          const other = changes % 2 === 0 ? "uninstall" : "install"
          const { code, said } = await installer(other, copy)
          assert.strictEqual(code, 0, `after ${changes} changes: ${said}`)
          if (other === "uninstall") assert.deepStrictEqual(contentOf(copy), asItWas)
          else assert.strictEqual((await installer("check", copy)).code, 0)
        }
      }))
  }
})

describe("a plugin that several install into at once", () => {
  it("has the adapter once, and can be taken back byte for byte", () =>
    withFolder(async (folder) => {
      const copy = copyOwnPlugin(folder)
      const asItWas = contentOf(copy)
      for (let round = 0; round < 4; round++) {
        const all = await Promise.all(Array.from({ length: 4 }, () => installer("install", copy)))
        for (const { code, said } of all) assert.strictEqual(code, 0, said)
        assert.strictEqual((await installer("check", copy)).code, 0)
        assert.strictEqual((await installer("uninstall", copy)).code, 0)
        assert.deepStrictEqual(contentOf(copy), asItWas)
      }
    }))
})
