import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { createRequire } from "node:module"
import * as path from "node:path"
import { buildBundle } from "./buildBundle.ts"
import { withFolder } from "./withFolder.ts"

const require = createRequire(import.meta.url)

/** The binary of a Node, from the npm package that carries it. */
const binaryOf = (name: string): string =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), "bin/node")

// A second host, and a tiny one: it knows nothing of the plugin but the bundle's functions.
const tinyHost = `
import { spawn } from "node:child_process"
import * as companion from "./job-companion.mjs"
const job = { id: "tiny-1", workspaceRoot: process.cwd(), title: "Tiny", jobClass: "task" }
const done = { exitStatus: 0, threadId: "t1", rendered: "Hello.\\n", payload: { words: 1 }, summary: "Hello." }
if (process.argv[2] === "worker") {
  const queued = { ...job, id: "tiny-2" }
  await companion.runTrackedJob(queued, () => new Promise(() => setInterval(() => {}, 1_000)), { dedicated: true })
    .catch(() => process.exit(1))
}
const ran = await companion.runTrackedJob(job, async () => {
  companion.createJobProgressUpdater(job.workspaceRoot, job.id)({ message: "m", phase: "greeting" })
  return done
})
const { latestFinished, running } = await companion.buildStatusSnapshot(job.workspaceRoot, { env: {} })
const stored = await companion.readStoredJob(job.workspaceRoot, job.id)
await companion.enqueueBackgroundTask({ ...job, id: "tiny-2" }, {}, (errors) =>
  spawn(process.execPath, [process.argv[1], "worker"], { detached: true, stdio: ["ignore", "ignore", errors] })
)
const look = async () => (await companion.buildSingleJobSnapshot(job.workspaceRoot, "tiny-2")).job.status
while ((await look()) !== "running") await new Promise((resolve) => setTimeout(resolve, 20))
const { job: stopped } = await companion.cancelJob(job.workspaceRoot, "tiny-2")
console.log(JSON.stringify([process.version, ran.summary, running.length, latestFinished.status, stored.result, stopped.status]))
`

/** What the language has gained since Node 18.18, as far as anybody would call it here. */
const newerThanNode18 =
  /\.(?:toSorted|toReversed|toSpliced|groupBy|withResolvers|fromAsync|isSubsetOf)\(|\bimport\.meta\.dirname\b/

const isPackaged = process.platform === "linux" && process.arch === "x64"

describe("the bundle", () => {
  for (const [name, version] of [
    ["node18", "v18.18.0"],
    ["node20", "v20.20.2"],
    ["node", "v24.21.0"]
  ] as const) {
    it.skipIf(!isPackaged)(
      `serves another, tiny host on ${version}, alone in its folder`,
      () =>
        withFolder(async (folder) => {
          await buildBundle(folder)
          fs.writeFileSync(path.join(folder, "host.mjs"), tinyHost)
          const temporary = path.join(folder, "temporary")
          fs.mkdirSync(temporary)
          const ran = spawnSync(binaryOf(name), [path.join(folder, "host.mjs")], {
            cwd: folder,
            encoding: "utf8",
            env: {
              ...process.env,
              CLAUDE_PLUGIN_DATA: path.join(folder, "data"),
              // Where else its jobs are kept is noted there.
              TMPDIR: temporary
            }
          })
          assert.strictEqual(ran.stderr, "")
          assert.deepStrictEqual(JSON.parse(ran.stdout), [
            version,
            "Hello.",
            0,
            "completed",
            { words: 1 },
            "cancelled"
          ])
        }),
      60_000
    )
  }

  it(
    "imports nothing but what Node brings, can be read, and carries its licences",
    () =>
      withFolder(async (folder) => {
        const text = fs.readFileSync(await buildBundle(folder), "utf8")
        // Its imports stand first; further down there are texts for the host that begin like one.
        const [, head = ""] = /\*\/\n((?:import .*\n)+)/.exec(text) ?? []
        const imported = [...head.matchAll(/ from "([^"]+)";$/gm)].map(([, from]) => from!)
        assert.isAbove(imported.length, 5)
        assert.deepStrictEqual(
          imported.filter((from) => !from.startsWith("node:")),
          []
        )
        assert.include(text, "async function enqueueBackgroundTask(")
        assert.notMatch(text, newerThanNode18)
        assert.strictEqual(text.match(/MIT License/g)?.length, 2)
        assert.deepStrictEqual(fs.readdirSync(folder), ["job-companion.mjs"])
      }),
    60_000
  )

  it(
    "says how it is used, and refuses a folder that is no plugin's",
    () =>
      withFolder(async (folder) => {
        const bundle = await buildBundle(folder)
        const run = (...args: ReadonlyArray<string>) =>
          spawnSync(process.execPath, [bundle, ...args], { encoding: "utf8" })
        assert.strictEqual(run().status, 2)
        assert.match(run().stdout, /install\|check\|uninstall <plugin folder>.*\n\n.*1\.0\.5/)
        const refused = run("install", folder)
        assert.strictEqual(refused.status, 1)
        assert.match(refused.stdout, /^Nothing was changed\. .*not the folder of the plugin/)
      }),
    60_000
  )
})
