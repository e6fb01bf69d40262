import { assert, describe, it } from "@effect/vitest"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { censusVariable, takeCensus, takeRoll } from "../census/takeCensus.ts"

/**
 * Starts an orphan that sleeps, and answers its number: its parent ends at once. Until its last
 * execve(2) is done its environment can read as empty, which looks like one that was wiped.
 */
const orphan = (env: Record<string, string>, cwd: string): number => {
  const pid = Number(
    execFileSync("sh", ["-c", "setsid sleep 60 >/dev/null 2>&1 & echo $!"], {
      env: { PATH: process.env["PATH"]!, ...env },
      cwd,
      encoding: "utf8"
    })
  )
  while (!readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("sleep")) continue
  return pid
}

describe.skipIf(!existsSync("/proc/self/stat"))("the process census", () => {
  const workspace = process.cwd()
  const mark = `test-${process.pid}`
  const counted = (before: ReadonlySet<string>, pid: number) =>
    takeCensus({ mark, before, workspace }).some((survivor) => survivor.pid === pid)

  it("counts what carries the mark, wherever it is, and a run within the run too", () => {
    const before = takeRoll()
    for (const value of [mark, `${mark}/inner`]) {
      const pid = orphan({ [censusVariable]: value }, "/")
      try {
        assert.isTrue(counted(before, pid), value)
      } finally {
        process.kill(pid, "SIGKILL")
      }
    }
  })

  it("counts an orphan in the workspace that has wiped the mark off", () => {
    const before = takeRoll()
    const pid = orphan({}, workspace)
    try {
      assert.isTrue(counted(before, pid))
      assert.isFalse(counted(takeRoll(), pid), "what was there before is not ours")
    } finally {
      process.kill(pid, "SIGKILL")
    }
  })

  it("does not count another run's processes, nor orphans elsewhere", () => {
    const before = takeRoll()
    for (const [env, cwd] of [
      [{ [censusVariable]: `${mark}0` }, workspace],
      [{}, "/"]
    ] as const) {
      const pid = orphan(env, cwd)
      try {
        assert.isFalse(counted(before, pid))
      } finally {
        process.kill(pid, "SIGKILL")
      }
    }
  })
})
