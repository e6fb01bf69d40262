import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { plainGitRoot } from "../src/workspace/plainGitRoot.ts"
import { withFolder } from "./withFolder.ts"

const git = (cwd: string, ...args: ReadonlyArray<string>) => {
  const ran = spawnSync("git", args, { cwd, encoding: "utf8" })
  return ran.status === 0 ? ran.stdout.trim() : null
}

describe("the workspace of a folder", () => {
  it("is told without git only where git says the same", () =>
    withFolder((folder) => {
      const repository = path.join(folder, "repository")
      git(folder, "init", "-q", repository)
      git(folder, "init", "-q", "--bare", path.join(folder, "bare"))
      const name = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
      git(repository, ...name, "commit", "-q", "--allow-empty", "-m", "first")
      git(repository, "worktree", "add", "-q", "../linked")
      for (const inside of ["repository/a/b", "bare/a", "linked/a", "none/a"]) {
        fs.mkdirSync(path.join(folder, inside), { recursive: true })
      }
      fs.symlinkSync(repository, path.join(folder, "link"))
      let told = 0
      const places = [
        "repository",
        "repository/a/b",
        "link/a",
        "bare",
        "bare/a",
        "linked/a",
        "none/a",
        "repository/.git",
        "repository/.git/objects"
      ]
      for (const place of places) {
        const cwd = path.join(folder, place)
        const plain = plainGitRoot(cwd)
        if (plain === null) continue
        told++
        assert.strictEqual(plain, git(cwd, "rev-parse", "--show-toplevel"), place)
      }
      assert.strictEqual(told, 3)
    }))
})
