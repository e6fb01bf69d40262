import { assert, describe, it } from "@effect/vitest"
import { describeOwnerProbe } from "@job-lifecycle/testing"
import { FakeMac } from "./FakeMac.ts"
import { FakeWindows } from "./FakeWindows.ts"
import { toolOwnerWorld } from "./toolOwnerWorld.ts"
import { windowsLacks } from "./windowsLacks.ts"

const runner = { assert, describe, it }

describeOwnerProbe(runner, "the probe of macOS", toolOwnerWorld(new FakeMac(), {}))
describeOwnerProbe(runner, "the probe of Windows", toolOwnerWorld(new FakeWindows(), windowsLacks))
