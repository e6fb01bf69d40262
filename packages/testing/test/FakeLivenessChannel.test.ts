import { assert, describe, it } from "@effect/vitest"
import { describeLivenessChannel } from "@job-lifecycle/testing"
import { fakeChannelWorld } from "./fakeChannelWorld.ts"

describeLivenessChannel({ assert, describe, it }, "FakeLivenessChannel", fakeChannelWorld)
