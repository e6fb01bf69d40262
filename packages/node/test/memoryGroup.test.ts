import { assert, describe, it } from "@effect/vitest"
import { eventFilesOf, killedSince, oomKillsIn } from "../src/probe/memoryGroup.ts"

describe("the memory control group", () => {
  it("is counted where the kernel counts for its version", () => {
    assert.deepStrictEqual(eventFilesOf("0::/user.slice/a.scope\n"), [
      "/sys/fs/cgroup/user.slice/a.scope/memory.events",
      "/sys/fs/cgroup/unified/user.slice/a.scope/memory.events"
    ])
    assert.deepStrictEqual(eventFilesOf("9:cpu,memory:/a:b\n8:pids:/\n1:name=systemd:/\n"), [
      "/sys/fs/cgroup/memory/a:b/memory.oom_control"
    ])
    assert.deepStrictEqual(eventFilesOf("nonsense\n\n"), [])
  })

  it("counts kills in the files of both versions, and nothing else", () => {
    const two = "low 0\nhigh 0\nmax 41\noom 2\noom_kill 3\noom_group_kill 0\n"
    assert.strictEqual(oomKillsIn(two), 3)
    assert.strictEqual(oomKillsIn("oom_kill_disable 0\nunder_oom 0\noom_kill 1\n"), 1)
    assert.strictEqual(oomKillsIn("oom_kill_disable 0\nunder_oom 0\n"), null)
    assert.strictEqual(oomKillsIn(null), null)
  })

  it("hints at kills since it was read, and is silent without any", () => {
    const group = { events: "/sys/fs/cgroup/a/memory.events", oomKills: 2 }
    const now = (kills: number) => () => `oom_kill ${kills}\n`
    assert.isNull(killedSince(group, now(2)))
    assert.match(killedSince(group, now(3))!, /killed a process of/)
    assert.match(killedSince(group, now(5))!, /killed 3 processes of/)
    assert.isNull(killedSince(group, now(0)), "a group that was made anew")
    assert.isNull(
      killedSince(group, () => null),
      "a group that is gone"
    )
    assert.isNull(killedSince(null, now(9)))
  })

  it("is never looked for where a record has no business to lead", () => {
    const read = (file: string): string => assert.fail(`read ${file}`)
    for (const events of [
      "/etc/passwd",
      "/sys/fs/cgroup/../../../etc/memory.events",
      "/sys/fs/cgroup/a/cgroup.procs"
    ]) {
      assert.isNull(killedSince({ events, oomKills: 0 }, read))
    }
  })
})
