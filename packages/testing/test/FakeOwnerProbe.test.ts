import { assert, describe, it } from "@effect/vitest"
import { FakeProcessTable, describeOwnerProbe, fakeOwnerWorld } from "@job-lifecycle/testing"

describeOwnerProbe({ assert, describe, it }, "FakeOwnerProbe", fakeOwnerWorld())

describe("FakeProcessTable", () => {
  it("a reboot ends everything and begins the numbers anew", () => {
    const world = new FakeProcessTable()
    const before = world.spawn()
    world.reboot()
    const after = world.spawn()
    assert.strictEqual(world.isAlive(before), false)
    assert.strictEqual(after.pid, before.pid)
    assert.deepStrictEqual(world.living(), [after])
  })
})
