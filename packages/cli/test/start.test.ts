import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const script = fileURLToPath(new URL("../src/start.ts", import.meta.url))

describe("pnpm start", () => {
  it(
    "without arguments shows seven right endings, and leaves nothing behind",
    { timeout: 60_000 },
    () => {
      const temporary = fs.mkdtempSync(path.join(os.tmpdir(), "job-start-"))
      try {
        const { status, stdout } = spawnSync(process.execPath, [script], {
          encoding: "utf8",
          env: { ...process.env, TMPDIR: temporary }
        })
        assert.strictEqual(status, 0, stdout)
        assert.lengthOf(stdout.match(/^ {2}✓ /gm)!, 7)
        assert.notInclude(stdout, "✗")
        assert.notInclude(stdout, "No jobs")
        assert.notInclude(stdout, "\n\n\n")
        assert.notMatch(stdout, /job (logs|cancel|result) /)
        assert.deepStrictEqual(fs.readdirSync(temporary), [])
      } finally {
        fs.rmSync(temporary, { recursive: true })
      }
    }
  )

  it("with arguments is the command, with its exit code", () => {
    const root = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "job-start-")), "root")
    try {
      const line = ["run", "--root", root, "--", "sh", "-c", "echo hello; exit 4"]
      for (const separated of [line, ["--", ...line]]) {
        const { status, stdout } = spawnSync(process.execPath, [script, ...separated], {
          encoding: "utf8"
        })
        assert.deepStrictEqual([status, stdout], [4, "hello\n"])
      }
    } finally {
      fs.rmSync(path.dirname(root), { recursive: true })
    }
  })
})
