import { afterAll } from "@effect/vitest"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { buildBundle, buildPart } from "./buildBundle.ts"

/** The three that a command that reads may be answered by, in the order in which they are asked. */
export type Door = "quiet" | "settling" | "full"

/** What came of one line. `left`: nothing was printed, somebody else is to answer. */
export type Said = "left" | { readonly out: string; readonly err: string; readonly code: number }

// A host as far as these commands need one: how it reads a line, how it shows jobs, how it cancels.
const host = {
  "lib/args.mjs": `
export const splitRawArgumentString = (raw) => raw.split(/\\s+/).filter(Boolean)
export const parseArgs = (argv, { booleanOptions }) => {
  const options = {}
  const positionals = []
  for (const word of argv) {
    if (!word.startsWith("--")) positionals.push(word)
    else if (booleanOptions.includes(word.slice(2))) options[word.slice(2)] = true
    else throw new Error("Unknown option: " + word)
  }
  return { options, positionals }
}`,
  "lib/render.mjs": `
const shown = (name) => (...values) => name + " " + JSON.stringify(values) + "\\n"
export const renderStatusReport = shown("report")
export const renderJobStatusReport = shown("job")
export const renderStoredJobResult = shown("result")`,
  "codex-companion-main.mjs": `
import { cancelJob } from "./lib/job-companion.mjs"
export const main = async ([command, reference = ""]) => {
  try {
    if (command !== "cancel") throw new Error("not a command of the rest: " + command)
    const { job, work } = await cancelJob(process.cwd(), reference, { env: process.env })
    process.stdout.write(JSON.stringify([job.id, job.status, work]) + "\\n")
  } catch (error) {
    process.stderr.write(error.message + "\\n")
    process.exitCode = 1
  }
}
if (!globalThis.asked) await main(process.argv.slice(2))`,
  "ask.mjs": `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
const [door, ...lines] = process.argv.slice(2)
globalThis.asked = true
const lib = new URL("./lib/", import.meta.url)
const doors = {
  quiet: async (argv) => (await import("./lib/quiet.mjs")).answerQuietly(argv, lib),
  settling: async (argv) => (await import("./lib/job-companion-settling.mjs")).answerSettling(argv, lib),
  full: async (argv) => {
    const { answerReading } = await import("./lib/job-companion.mjs")
    if (!(await answerReading(argv))) await (await import("./codex-companion-main.mjs")).main(argv)
    return true
  }
}
const write = process.stdout.write.bind(process.stdout)
const { writeSync } = fs
const all = []
let out = "", err = ""
process.stdout.write = (text) => ((out += text), true)
process.stderr.write = (text) => ((err += text), true)
fs.writeSync = (fd, bytes, from = 0, ...more) => {
  if (fd !== 1 && fd !== 2) return writeSync(fd, bytes, from, ...more)
  process[fd === 1 ? "stdout" : "stderr"].write(bytes.toString("utf8", from))
  return bytes.length - from
}
const { openSync } = fs
fs.openSync = (file, flags, ...more) => {
  const code = process.env.REFUSE_NEW_FILES
  if (code !== undefined && flags & fs.constants.O_CREAT) throw Object.assign(new Error(code), { code })
  return openSync(file, flags, ...more)
}
syncBuiltinESMExports()
for (const line of lines) {
  out = err = ""
  process.exitCode = 0
  const answered = await doors[door](line.split(" "))
  all.push(answered ? { out, err, code: process.exitCode } : out + err === "" ? "left" : "printed and left")
}
process.exitCode = 0
write(JSON.stringify(all), () => process.exit())`
}

/**
 * The scripts of that host with the adapter in it, as the installer puts it there. Made once per
 * test file.
 */
export const scripts: Promise<string> = (async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "companion-doors-"))
  await buildBundle(path.join(folder, "lib"))
  const built = {
    "codex-companion.mjs": await buildPart("./src/early/entry.ts"),
    "lib/quiet.mjs": await buildPart("./src/early/answerQuietly.ts"),
    "lib/job-companion-settling.mjs": await buildPart("./src/early/answerSettling.ts")
  }
  for (const [file, text] of Object.entries({ ...host, ...built })) {
    fs.writeFileSync(path.join(folder, file), text)
  }
  return folder
})()

afterAll(async () => fs.rmSync(await scripts, { recursive: true, force: true }))

const run = async (workspace: string, args: ReadonlyArray<string>, environment: object = {}) => {
  const child = spawn(process.execPath, args, {
    cwd: workspace,
    env: { ...process.env, CODEX_COMPANION_SESSION_ID: "s1", ...environment }
  })
  child.stdin.end()
  let out = ""
  let err = ""
  child.stdout.on("data", (chunk) => (out += chunk))
  child.stderr.on("data", (chunk) => (err += chunk))
  const [code] = await once(child, "close")
  return { out, err, code: code as number }
}

/**
 * Asks one of the three, in a process of its own, line after line.
 *
 * @param refuseNewFiles by which code every new file is refused
 */
export const ask = async (
  workspace: string,
  door: Door,
  lines: ReadonlyArray<string>,
  refuseNewFiles?: string
): Promise<ReadonlyArray<Said>> => {
  const args = [path.join(await scripts, "ask.mjs"), door, ...lines]
  const { err, out } = await run(workspace, args, { REFUSE_NEW_FILES: refuseNewFiles })
  if (err !== "") throw new Error(err)
  return JSON.parse(out) as ReadonlyArray<Said>
}

/** Runs the command as it is installed. */
export const runInstalled = async (workspace: string, line: string): Promise<Said> =>
  run(workspace, [path.join(await scripts, "codex-companion.mjs"), ...line.split(" ")])
