import type { JobPlan, LifeAct, ProcessAct, Query, RunnerWord } from "../simulator/LifeEvent.ts"
import { plainPlan } from "../simulator/LifeEvent.ts"
import type { Alphabet } from "./Alphabet.ts"

const run = (plan: Partial<JobPlan> = {}): LifeAct => ({
  do: "run",
  who: 0,
  plan: { ...plainPlan, ...plan }
})
const submit: LifeAct = { do: "submit", who: 1, plan: plainPlan }
const claim = (who = 0): LifeAct => ({ do: "own", who, job: 0 })
const ask = (query: Query, who = 1): LifeAct => ({ do: query, who, job: 0 })
const tell = (word: RunnerWord): LifeAct => ({ do: "tell", job: 0, word })
const owner = (act: ProcessAct): LifeAct => ({ do: act, who: 0 })
const claimDeadlinePasses: LifeAct = { do: "pass", millis: 310 }

const alphabet = (
  name: string,
  before: LifeAct,
  letters: ReadonlyArray<LifeAct>,
  lags = 0
): Alphabet => ({ name, before: [before], letters, lags })

/** Alphabets whose every order is lived in a few seconds. */
export const smallAlphabets: ReadonlyArray<Alphabet> = [
  alphabet("finish, kill, two readers", run(), [
    tell("succeed"),
    owner("kill"),
    ask("get"),
    ask("get", 2)
  ]),
  alphabet("finish, signal, reader", run(), [tell("succeed"), owner("SIGTERM"), ask("get")]),
  alphabet("finish, time limit, reader", run({ timeMillis: 1 }), [tell("succeed"), ask("get")], 2),
  alphabet("finish, signal, kill, reader", run(), [
    tell("fail"),
    owner("SIGTERM"),
    owner("kill"),
    ask("get")
  ]),
  alphabet("finish, exit, reader", run(), [
    tell("succeed"),
    { do: "exit", who: 0, code: 1, uncaught: false },
    ask("get")
  ]),
  alphabet("finish, who reads the result, pruner", run(), [
    tell("succeed"),
    ask("result"),
    ask("prune", 2)
  ]),
  alphabet("claim, claim deadline, reader", submit, [claim(), claimDeadlinePasses, ask("get", 2)]),
  alphabet("claim, claim deadline, reader, kill", submit, [
    claim(),
    claimDeadlinePasses,
    ask("get", 2),
    owner("kill")
  ]),
  alphabet("claim, the launcher gives up", submit, [claim(), ask("abandon")]),
  alphabet("claim, another claim", submit, [claim(), claim(2)]),
  alphabet("the launcher gives up, cancel", submit, [ask("abandon"), ask("cancel", 2)]),
  {
    name: "two who reconcile a dead owner's job that asks for something at its end",
    before: [run({ onEnd: true }), owner("kill")],
    letters: [ask("reconcile"), ask("reconcile", 2)],
    lags: 0
  },
  alphabet("a command, kill, reader", run({ command: true }), [
    tell("startWork"),
    owner("kill"),
    ask("get")
  ])
]

/** Larger ones, for minutes to hours. */
export const largeAlphabets: ReadonlyArray<Alphabet> = [
  alphabet("cancel", run(), [ask("cancel")]),
  alphabet("claim, cancel", submit, [claim(), ask("cancel")]),
  alphabet("finish, cancel", run(), [tell("succeed"), ask("cancel")]),
  alphabet("signal, cancel", run(), [owner("SIGTERM"), ask("cancel")]),
  alphabet("kill, cancel", run(), [owner("kill"), ask("cancel")]),
  alphabet("finish, kill, cancel", run(), [tell("succeed"), owner("kill"), ask("cancel")]),
  alphabet("claim, the launcher gives up, cancel", submit, [
    claim(),
    ask("abandon"),
    ask("cancel", 2)
  ]),
  alphabet("claim, finish, the launcher gives up, reader", submit, [
    claim(),
    tell("succeed"),
    ask("abandon"),
    ask("get", 2)
  ]),
  alphabet(
    "claim, finish, cancel, reader, kill, time limit, signal, the launcher gives up",
    { ...submit, plan: { ...plainPlan, timeMillis: 1 } },
    [
      claim(),
      tell("succeed"),
      ask("cancel", 2),
      ask("get", 2),
      owner("kill"),
      owner("SIGTERM"),
      ask("abandon")
    ],
    1
  )
]
