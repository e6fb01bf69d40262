import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { bundlePath } from "../src/ensureBundle.ts"

/** Where the packages of old Node versions are made for, nothing excuses their absence. */
const isPackaged = process.platform === "linux" && process.arch === "x64"

const olderNode = (name: string): string =>
  fileURLToPath(new URL(`../../../node_modules/${name}/bin/node`, import.meta.url))

describe("the built command on a Node that is too old", () => {
  for (const [name, version] of [
    ["node18", "v18.18.0"],
    ["node20", "v20.20.2"]
  ] as const) {
    it.skipIf(!isPackaged)(
      `says so in one sentence, with a code that is no job's (${version})`,
      () => {
        for (const line of [["status"], ["--help"], ["run", "--", "true"]]) {
          const ended = spawnSync(olderNode(name), [bundlePath, ...line], { encoding: "utf8" })
          assert.deepStrictEqual(
            [ended.status, ended.stdout, ended.stderr],
            [125, "", `job needs Node 22.19 or later; this is ${version}\n`]
          )
        }
      }
    )
  }
})
