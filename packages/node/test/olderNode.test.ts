import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { createRequire } from "node:module"
import * as path from "node:path"
import { rolldown } from "rolldown"
import { withFolder } from "./fixtures/folders.ts"

const require = createRequire(import.meta.url)

/** The binary of a Node, from the npm package that carries it; null on other platforms. */
const binaryOf = (name: string): string | null => {
  if (process.platform !== "linux" || process.arch !== "x64") return null
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), "bin/node")
  } catch {
    return null
  }
}

const bundleInto = async (folder: string): Promise<string> => {
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, "fixtures/contracts.entry.ts"),
    platform: "node",
    transform: { target: "node18" },
    resolve: { conditionNames: ["source", "node", "import", "default"] }
  })
  const file = path.join(folder, "contracts.mjs")
  await bundle.write({ file, format: "esm", codeSplitting: false })
  await bundle.close()
  return file
}

/** Where the packages of old Node versions are made for, nothing excuses their absence. */
const isPackaged = process.platform === "linux" && process.arch === "x64"

describe("without vitest, on the oldest Node and on those that are in use", () => {
  for (const [name, version] of [
    ["node18", "v18.18.0"],
    ["node20", "v20.20.2"],
    ["node", "v24.21.0"]
  ] as const) {
    it(
      `the contract suites and a part of the crash suite pass on ${version}`,
      (context) =>
        withFolder(async (folder) => {
          const binary = binaryOf(name)
          if (binary === null && !isPackaged) {
            return context.skip(`there is no ${name} package for this platform`)
          }
          assert.isNotNull(binary, `the package ${name} is not installed`)
          assert.strictEqual(
            spawnSync(binary!, ["--version"], { encoding: "utf8" }).stdout.trim(),
            version
          )
          const ran = spawnSync(binary!, ["--test-reporter=tap", await bundleInto(folder)], {
            encoding: "utf8",
            env: {
              ...process.env,
              JOB_TEST_FIXTURE_NODE: process.execPath,
              JOB_TEST_FIXTURES: `${import.meta.dirname}/fixtures/`
            }
          })
          const count = (what: string) =>
            Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(ran.stdout)?.[1])
          assert.strictEqual(ran.status, 0, `${ran.stdout.slice(-4_000)}\n${ran.stderr}`)
          assert.strictEqual(count("fail"), 0)
          assert.isAbove(count("pass"), 100)
        }),
      60_000
    )
  }
})
