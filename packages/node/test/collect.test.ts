import { assert, describe, it } from "@effect/vitest"
import type { CollectTarget } from "../src/stopping/collect.ts"
import { collect } from "../src/stopping/collect.ts"
import type { ProcessRow } from "../src/stopping/ProcessRow.ts"
import { keyOf } from "../src/probe/ProcessKey.ts"
import { unseenStart } from "../src/stopping/ProcessRow.ts"

/** `[pid, ppid, group, session, token, alive]`; the start ticks are ten times the pid. */
type Brief = readonly [number, number, number, number, (string | null)?, boolean?]

const row = ([pid, ppid, group, session, token = null, alive = true]: Brief): ProcessRow => ({
  pid,
  startTicks: pid * 10,
  ppid,
  group,
  session,
  token,
  alive
})

// init 1, a terminal's shell 50, the owner 100 in the shell's session, a stranger 900.
const world: ReadonlyArray<Brief> = [
  [1, 0, 1, 1],
  [50, 1, 50, 50],
  [100, 50, 100, 50],
  [900, 50, 900, 50]
]

const target = (change: Partial<CollectTarget> = {}): CollectTarget => ({
  leader: { pid: 200, startTicks: 2_000, leadsGroup: true },
  owner: null,
  token: "t",
  self: 100,
  known: new Set(),
  ...change
})

const pids = (of: ReadonlyArray<ProcessRow>) => of.map(({ pid }) => pid).toSorted((a, b) => a - b)

const found = (rows: ReadonlyArray<Brief>, change: Partial<CollectTarget> = {}) => {
  const { doubtful, members, spared } = collect([...world, ...rows].map(row), target(change))
  return { doubtful, members: pids(members), spared: pids(spared) }
}

const only = (...members: Array<number>): ReturnType<typeof found> => ({
  doubtful: false,
  members,
  spared: []
})

describe("collect", () => {
  it("finds the leader and its group, session, descendants and token holders", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 200, 200, "t"],
      [201, 1, 200, 200],
      [202, 1, 202, 200],
      [203, 200, 203, 203],
      [204, 203, 203, 203],
      [205, 1, 205, 205, "t"],
      [206, 205, 205, 205]
    ]
    assert.deepStrictEqual(found(rows), only(200, 201, 202, 203, 204, 205, 206))
  })

  it("finds every child of a parent, whatever each has left", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 200, 200, "t"],
      [201, 200, 201, 201],
      [202, 200, 202, 202],
      [203, 200, 203, 203]
    ]
    assert.deepStrictEqual(found(rows), only(200, 201, 202, 203))
  })

  it("whoever started in the same instant as the leader or the owner is a stranger (I6)", () => {
    const { startTicks } = row([900, 50, 900, 50])
    const leader = { pid: 200, startTicks, leadsGroup: true }
    assert.deepStrictEqual(found([], { leader, owner: { pid: 300, startTicks } }), only())
  })

  it("a leader whose number a stranger has is not ours, nor is its group", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 1, 200, 200],
      [201, 200, 200, 200]
    ]
    const leader = { pid: 200, startTicks: 1_999, leadsGroup: true }
    assert.deepStrictEqual(found(rows, { leader }), only())
  })

  it("whoever has the number of a leader whose start nobody saw is doubtful, with its group", () => {
    const leader = { pid: 200, startTicks: unseenStart, leadsGroup: true }
    const doubt = { ...only(), doubtful: true }
    assert.deepStrictEqual(found([[200, 1, 200, 200]], { leader }), doubt)
    const dead: Brief = [200, 1, 200, 200, null, false]
    assert.deepStrictEqual(found([dead], { leader }), only())
    assert.deepStrictEqual(found([dead, [201, 1, 200, 200]], { leader }), doubt)
    const ours: Brief = [202, 1, 200, 200, "t"]
    assert.deepStrictEqual(found([dead, [201, 1, 200, 200], ours], { leader }), {
      ...only(202),
      doubtful: true
    })
    assert.deepStrictEqual(found([[201, 1, 200, 200], ours], { leader }), only(201, 202))
    assert.deepStrictEqual(found([], { leader }), only())
  })

  it("a group that we did not create is not touched beyond our descendants", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 100, 50],
      [201, 200, 100, 50],
      [202, 50, 100, 50],
      [203, 50, 200, 50]
    ]
    const leader = { pid: 200, startTicks: 2_000, leadsGroup: false }
    assert.deepStrictEqual(found(rows, { leader }), only(200, 201))
  })

  it("without a leader on record only the token counts", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 200, 200, "t"],
      [201, 100, 200, 200]
    ]
    assert.deepStrictEqual(found(rows, { leader: null }), only(200))
  })

  it("the group of a leader that is gone is ours while a member proves it", () => {
    const rows: ReadonlyArray<Brief> = [
      [201, 1, 200, 200, "t"],
      [202, 1, 200, 200]
    ]
    assert.deepStrictEqual(found(rows), only(201, 202))
  })

  it("the group of a leader that is gone is ours while a member is known from before", () => {
    const rows: ReadonlyArray<Brief> = [
      [201, 1, 200, 200],
      [202, 1, 200, 200]
    ]
    const known = new Set([keyOf({ pid: 201, startTicks: 2_010 })])
    assert.deepStrictEqual(found(rows, { known }), only(201, 202))
  })

  it("the group of a leader that is gone, with nothing to prove it, is doubtful and left alone", () => {
    assert.deepStrictEqual(found([[202, 1, 200, 200]]), {
      doubtful: true,
      members: [],
      spared: []
    })
  })

  it("a dead leader that is still in the table proves its group", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 200, 200, null, false],
      [201, 1, 200, 200]
    ]
    assert.deepStrictEqual(found(rows), only(201))
  })

  it("the dead are not members", () => {
    assert.deepStrictEqual(found([[200, 100, 200, 200, "t", false]]), only())
  })

  it("what was known before is found again, with its new children, when its parent is gone", () => {
    const rows: ReadonlyArray<Brief> = [
      [203, 1, 203, 203],
      [204, 203, 204, 204]
    ]
    const known = new Set([keyOf({ pid: 203, startTicks: 2_030 })])
    assert.deepStrictEqual(found(rows, { known }), only(203, 204))
  })

  it("a number known from before counts only with its start ticks", () => {
    const known = new Set([keyOf({ pid: 203, startTicks: 2_029 })])
    assert.deepStrictEqual(found([[203, 1, 203, 203]], { known }), only())
  })

  it("a dedicated owner is included with all it started, and only with its own ticks", () => {
    const rows: ReadonlyArray<Brief> = [
      [300, 1, 300, 300],
      [301, 300, 300, 300]
    ]
    const owner = { pid: 300, startTicks: 3_000 }
    assert.deepStrictEqual(found(rows, { owner }), only(300, 301))
    assert.deepStrictEqual(found(rows, { owner: { ...owner, startTicks: 3_001 } }), only())
  })

  it("the caller is never found, by no trail at all", () => {
    const rows: ReadonlyArray<Brief> = [[200, 100, 200, 200, "t"]]
    const mine = collect(
      [...world.filter(([pid]) => pid !== 100), [100, 50, 200, 200, "t"] as Brief, ...rows].map(
        row
      ),
      target({ owner: { pid: 100, startTicks: 1_000 } })
    )
    assert.deepStrictEqual(
      mine.members.map(({ pid }) => pid),
      [200]
    )
    assert.deepStrictEqual(mine.spared, [])
  })

  it("ancestors of the caller are spared, and still count as running", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 1, 200, 200, "t"],
      [201, 200, 200, 200, "t"],
      [202, 200, 200, 200, "t"]
    ]
    assert.deepStrictEqual(found(rows, { self: 201 }), {
      doubtful: false,
      members: [202],
      spared: [200]
    })
  })

  it("every ancestor of the caller is spared, however far up (I6)", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 1, 200, 200, "t"],
      [201, 200, 200, 200, "t"],
      [202, 201, 200, 200, "t"],
      [203, 202, 200, 200, "t"]
    ]
    assert.deepStrictEqual(found(rows, { self: 203 }), {
      doubtful: false,
      members: [],
      spared: [200, 201, 202]
    })
  })

  it("what the caller started is not found by having been started by it", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 1, 200, 200, "t"],
      [201, 200, 200, 200, "t"],
      [202, 201, 202, 202]
    ]
    assert.deepStrictEqual(found(rows, { self: 201 }), { ...only(), spared: [200] })
  })

  it("the first process of the system is never found", () => {
    const leader = { pid: 1, startTicks: 10, leadsGroup: true }
    assert.deepStrictEqual(found([], { leader }), only())
    assert.deepStrictEqual(found([], { leader, owner: leader }), only())
    assert.deepStrictEqual(found([[2, 1, 1, 1]], { leader: { ...leader, startTicks: 10 } }), only())
  })

  it("an empty token finds nobody", () => {
    assert.deepStrictEqual(found([[205, 1, 205, 205, ""]], { leader: null, token: "" }), only())
  })

  it("another job in a session of its own is left alone, one in ours is not", () => {
    const rows: ReadonlyArray<Brief> = [
      [200, 100, 200, 200, "t"],
      [210, 200, 210, 210, "another"],
      [211, 210, 210, 210, "another"],
      [220, 200, 200, 200, "a third"],
      [230, 200, 230, 230],
      [231, 230, 231, 230, "a fourth"]
    ]
    assert.deepStrictEqual(found(rows), only(200, 220, 230, 231))
  })
})
