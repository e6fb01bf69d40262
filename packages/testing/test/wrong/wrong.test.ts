import { assert, describe, it } from "@effect/vitest"
import type { TestRunner } from "@job-lifecycle/testing"
import {
  describeLivenessChannel,
  describeOwnerProbe,
  describeWorkStopper,
  fakeOwnerWorld,
  fakeWorkWorld
} from "@job-lifecycle/testing"
import { fakeChannelWorld, fakeChannelWorldOf } from "../fakeChannelWorld.ts"
import { failing } from "./failing.ts"
import { numberProbe } from "./numberProbe.ts"
import { numberStopper } from "./numberStopper.ts"
import { anyWatcherEnds, unreachedIsEnded } from "./wrongChannels.ts"
import {
  bootOfAnyMachine,
  remembersForEver,
  startlessIsAnybody,
  startlessIsGone
} from "./wrongProbes.ts"
import {
  asksAgain,
  asksNobody,
  endsOwnerOfUnknown,
  killsByNumber,
  ownerByNumber,
  waitsAndKills,
  waitsTenfold
} from "./wrongStoppers.ts"

const probe = (world: Parameters<typeof describeOwnerProbe>[2]) => (runner: TestRunner) =>
  describeOwnerProbe(runner, "it", world)
const stopper = (world: Parameters<typeof describeWorkStopper>[2]) => (runner: TestRunner) =>
  describeWorkStopper(runner, "it", world)
const channel = (world: Parameters<typeof describeLivenessChannel>[2]) => (runner: TestRunner) =>
  describeLivenessChannel(runner, "it", world)

interface Wrong {
  readonly name: string
  readonly suite: (runner: TestRunner) => void
  /** The sentences of its contract that do not hold of it. */
  readonly sentences: ReadonlyArray<string>
}

const wrong: ReadonlyArray<Wrong> = [
  {
    name: "a probe that knows a process by its number",
    suite: probe(fakeOwnerWorld(numberProbe)),
    sentences: [
      "a running owner is alive",
      "a stopped owner is alive and frozen",
      "an owner that is dead and never collected is gone",
      "an owner whose number a stranger has is gone",
      "an owner of an earlier boot of this machine is gone",
      "an owner on another machine is unknown",
      "an owner on another machine and of its boot is unknown",
      "an owner in another namespace is unknown",
      "an owner that cannot be examined stays unknown when it dies",
      "an owner that may not be examined is unknown",
      "an owner that runs is not gone for a part that its record lacks",
      "a stranger is not taken for an owner whose record lacks a part"
    ]
  },
  {
    name: "a probe that remembers for ever what it saw first",
    suite: probe(fakeOwnerWorld(remembersForEver)),
    sentences: ["an owner that dies after a look is gone at the next one"]
  },
  {
    name: "a probe that takes whoever has the number for an owner without a start",
    suite: probe(fakeOwnerWorld(startlessIsAnybody)),
    sentences: ["a stranger is not taken for an owner whose record lacks a part"]
  },
  {
    name: "a probe that takes an owner without a start for gone",
    suite: probe(fakeOwnerWorld(startlessIsGone)),
    sentences: ["an owner that runs is not gone for a part that its record lacks"]
  },
  {
    name: "a probe that takes another machine's boot for an earlier one of its own",
    suite: probe(fakeOwnerWorld(bootOfAnyMachine)),
    sentences: ["an owner on another machine and of its boot is unknown"]
  },
  {
    name: "a stopper that signals whoever has the number",
    suite: stopper(fakeWorkWorld(numberStopper)),
    sentences: [
      "a process with what it has started is stopped, and its owner is left alone",
      "a process that is not on record yet is stopped, and its owner is left alone",
      "a process that does not hear a request is stopped, and its owner is left alone",
      "one request leaves running what does not hear it, and says so",
      "I6 no-stranger-signalled: who has the number of work that is over is left alone",
      "I6 no-stranger-signalled: who has the number of work of an earlier boot is left alone",
      "I6 no-stranger-signalled: who has the number of an owner that is included is left alone",
      "I7 unknown-stays-unknown: work of another machine",
      "I7 unknown-stays-unknown: work whose identity says nothing here",
      "nothing is waited for longer than the grace and a margin",
      "what was asked already has its grace before it is asked again"
    ]
  },
  {
    name: "a stopper that takes whoever has the number for an owner that is included",
    suite: stopper(fakeWorkWorld(ownerByNumber)),
    sentences: [
      "I6 no-stranger-signalled: who has the number of an owner that is included is left alone"
    ]
  },
  {
    name: "a stopper that kills whoever has the number when the grace is over",
    suite: stopper(fakeWorkWorld(killsByNumber)),
    sentences: [
      "I6 no-stranger-signalled: who has the number of work that has just ended is left alone"
    ]
  },
  {
    name: "a stopper that kills and asks nobody",
    suite: stopper(fakeWorkWorld(asksNobody)),
    sentences: [
      "what does not hear a request is left its whole grace",
      "what was asked already has its grace before it is asked again"
    ]
  },
  {
    name: "a stopper that lets the grace pass and kills",
    suite: stopper(fakeWorkWorld(waitsAndKills)),
    sentences: ["what hears a request is asked before its grace is over"]
  },
  {
    name: "a stopper that waits ten times the grace",
    suite: stopper(fakeWorkWorld(waitsTenfold)),
    sentences: [
      "nothing is waited for longer than the grace and a margin",
      "what was asked already is asked again after its grace"
    ]
  },
  {
    name: "a stopper that asks at once what was asked already",
    suite: stopper(fakeWorkWorld(asksAgain)),
    sentences: ["what was asked already has its grace before it is asked again"]
  },
  {
    name: "a stopper that ends an owner whose work it cannot examine",
    suite: stopper(fakeWorkWorld(endsOwnerOfUnknown)),
    sentences: [
      "I7 unknown-stays-unknown: work of another machine",
      "I7 unknown-stays-unknown: work whose identity says nothing here"
    ]
  },
  {
    name: "a channel that has ended where none is reached",
    suite: channel(fakeChannelWorldOf(() => unreachedIsEnded)),
    sentences: [
      "where no owner opened one, none is reached",
      "it ends for every watcher when its owner is killed, and is not reached again",
      "it ends when its owner closes it and goes on, and is not reached again",
      "what a dead owner's left can be removed, and what is not there too"
    ]
  },
  {
    name: "a channel that ends with any of its watchers",
    suite: channel(fakeChannelWorldOf(anyWatcherEnds)),
    sentences: ["a watcher that goes away ends nothing for the others"]
  }
]

const right: ReadonlyArray<readonly [string, (runner: TestRunner) => void]> = [
  ["probe", probe(fakeOwnerWorld())],
  ["stopper", stopper(fakeWorkWorld())],
  ["channel", channel(fakeChannelWorld)]
]

describe("the contract suites", () => {
  for (const [name, suite] of right) {
    it(`find nothing wrong with a ${name} that is right`, async () => {
      assert.deepStrictEqual(await failing(suite), [])
    })
  }

  for (const { name, sentences, suite } of wrong) {
    it(`find by their sentences ${name}`, async () => {
      assert.deepStrictEqual(await failing(suite), sentences)
    })
  }
})
