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

/**
 * Loaded first, it ends its process by SIGKILL in place of one change, the first `name:place` that `AT` is the
 * beginning of; or, told to, it says there that it has come so far, and waits until its input ends.
 */
const ending = path.join(shared, "ending.mjs")
fs.writeFileSync(
  ending,
  `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
const { AT, WAITS } = process.env
let isThere = AT === undefined
for (const name of ["renameSync", "rmSync"]) {
  const act = fs[name]
  fs[name] = (...args) => {
    const [, place = ""] = String(args[name === "rmSync" ? 0 : 1]).split("/scripts/")
    if (!isThere && (name + ":" + place).startsWith(AT)) {
      isThere = true
      if (WAITS === undefined) process.kill(process.pid, "SIGKILL")
      fs.writeSync(1, "There.\\n")
      fs.readSync(0, Buffer.alloc(1))
    }
    return act(...args)
  }
}
syncBuiltinESMExports()
`
)

const start = (args: ReadonlyArray<string>, env: NodeJS.ProcessEnv = {}, cwd = shared) => {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env } })
  let said = ""
  const saidSo: Array<{ readonly text: string; readonly heard: () => void }> = []
  const hear = (text: unknown) => {
    said += String(text)
    for (const each of saidSo) if (said.includes(each.text)) each.heard()
  }
  for (const out of [child.stdout, child.stderr]) out.on("data", hear)
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, said }))
  /** It has said this, or has ended. */
  const says = (text: string) =>
    Promise.race([ended, new Promise<void>((heard) => saidSo.push({ text, heard }))])
  return { ended, says, goOn: () => child.stdin.end() }
}

const run = (...args: Parameters<typeof start>) => {
  const { ended, goOn } = start(...args)
  goOn()
  return ended
}

const installing = async (command: string, copy: string, env: NodeJS.ProcessEnv = {}) =>
  [["--import", ending, await bundle, command, copy], env] as const
const installer = async (...args: Parameters<typeof installing>) =>
  run(...(await installing(...args)))

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

/** Somewhere on its way: with what is new, with some of what calls, with some of what is called. */
const onItsWay = [
  "renameSync:codex-companion.mjs",
  "renameSync:stop-review-gate-hook.mjs",
  "renameSync:lib/state.mjs",
  "renameSync:lib/tracked-jobs.mjs"
]
/** In its turn, but before or after everything else. */
const aroundIt = ["renameSync:lib/.job-companion-turns/", "rmSync:lib/.job-companion-turns/"]

// That every step can be gone on with or taken back is tried without processes (brokenOff.test.ts).
describe("a plugin of which an installation was broken off", () => {
  for (const [command, before] of [
    ["install", "uninstall"],
    ["uninstall", "install"]
  ] as const) {
    it(`answers as before or as since, wherever that was, and can be brought to either (${command})`, () =>
      withFolder(async (folder) => {
        const copy = copyOwnPlugin(folder)
        const asItWas = contentOf(copy)
        for (const [n, at] of [...aroundIt, ...onItsWay].entries()) {
          assert.strictEqual((await installer(before, copy)).code, 0)
          assert.strictEqual((await installer(command, copy, { AT: at })).code, null, at)
          if (onItsWay.includes(at)) assert.deepStrictEqual(await use(copy, folder), good, at)
          const other = n % 2 === 0 ? "uninstall" : "install"
          const { code, said } = await installer(other, copy)
          assert.strictEqual(code, 0, `${at}: ${said}`)
          if (other === "uninstall") assert.deepStrictEqual(contentOf(copy), asItWas)
          else assert.strictEqual((await installer("check", copy)).code, 0)
        }
      }))
  }
})

describe("a plugin that is installed into and taken back at once", () => {
  for (const [first, then] of [
    ["uninstall", "install"],
    ["install", "uninstall"]
  ] as const) {
    it(`keeps its originals: whoever comes waits, wherever the other one is (${first})`, () =>
      withFolder(async (folder) => {
        const copy = copyOwnPlugin(folder)
        const asItWas = contentOf(copy)
        for (const at of [...onItsWay, "rmSync:lib/job-companion-originals"]) {
          if (first === "install" && at.startsWith("rmSync")) continue
          assert.strictEqual((await installer(then, copy)).code, 0)
          const one = start(...(await installing(first, copy, { AT: at, WAITS: "1" })))
          await one.says("There.")
          const other = start(...(await installing(then, copy)))
          other.goOn()
          await other.says("Waiting for pid ")
          one.goOn()
          for (const { code, said } of [await one.ended, await other.ended]) {
            assert.strictEqual(code, 0, `${at}: ${said}`)
          }
          if (then === "install") assert.strictEqual((await installer("check", copy)).code, 0)
          assert.strictEqual((await installer("uninstall", copy)).code, 0)
          assert.deepStrictEqual(contentOf(copy), asItWas, at)
        }
      }))
  }

  it("has the adapter once or not at all, however many come, and can be taken back byte for byte", () =>
    withFolder(async (folder) => {
      const copy = copyOwnPlugin(folder)
      const asItWas = contentOf(copy)
      const commands = ["install", "uninstall", "install", "uninstall", "install"]
      const all = await Promise.all(commands.map((command) => installer(command, copy)))
      for (const { code, said } of all) assert.strictEqual(code, 0, said)
      assert.strictEqual((await installer("install", copy)).code, 0)
      assert.strictEqual((await installer("check", copy)).code, 0)
      assert.strictEqual((await installer("uninstall", copy)).code, 0)
      assert.deepStrictEqual(contentOf(copy), asItWas)
    }))
})
