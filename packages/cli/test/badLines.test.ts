import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { errorOf, job, jobOf, makeRoot } from "./command.ts"

/** Wrong in the line itself: nothing is recorded, nothing is started. */
const lines: ReadonlyArray<{
  readonly title: string
  readonly line: ReadonlyArray<string>
  readonly tag: string
  readonly says: string
}> = [
  {
    title: "an unknown command",
    line: ["stat", "--json"],
    tag: "WrongUsage",
    says: 'Unknown subcommand "stat" for "job". Did you mean status?'
  },
  {
    title: "an unknown option",
    line: ["status", "--jason", "--json"],
    tag: "WrongUsage",
    says: "Unrecognized flag: --jason in command job status. Did you mean --json?"
  },
  {
    title: "an unknown id",
    line: ["result", "0123456789abcdef", "--json"],
    tag: "JobNotFound",
    says: "0123456789abcdef"
  },
  {
    title: "a reference that can be no id",
    line: ["cancel", "../../etc", "--json"],
    tag: "JobNotFound",
    says: "../../etc"
  },
  {
    title: "an empty command",
    line: ["run", "--json", "--", ""],
    tag: "InvalidRequest",
    says: "The command is empty"
  },
  {
    title: "no command at all",
    line: ["run", "--json", "--"],
    tag: "InvalidRequest",
    says: "The command is empty"
  },
  {
    title: "a command without -- before it",
    line: ["run", "npm", "test", "--json"],
    tag: "WrongUsage",
    says: "Put -- before the command"
  },
  {
    title: "nothing to run at the end",
    line: ["run", "--json", "--on-end", " ", "--", "true"],
    tag: "InvalidRequest",
    says: "What is to be run at the end is empty"
  },
  {
    title: "a negative time limit",
    line: ["run", "--json", "--timeout", "-5s", "--", "true"],
    tag: "InvalidRequest",
    says: "is negative"
  },
  {
    title: "a negative silence limit",
    line: ["run", "--json", "--silence=-1 second", "--", "true"],
    tag: "InvalidRequest",
    says: "is negative"
  },
  {
    title: "a negative grace",
    line: ["cancel", "--json", "--grace=-1s", "ab"],
    tag: "InvalidRequest",
    says: "is negative"
  },
  {
    title: "a negative age",
    line: ["prune", "--json", "--dry-run", "--older-than", "-1s"],
    tag: "InvalidRequest",
    says: "is negative"
  },
  {
    title: "a listing with a limit that is to have none",
    line: ["status", "--limit", "1", "--all", "--json"],
    tag: "WrongUsage",
    says: "--limit and --all contradict each other"
  },
  {
    title: "one job of which others are to be chosen",
    line: ["status", "ab", "--session", "s", "--json"],
    tag: "WrongUsage",
    says: "give an ID, or some of them"
  },
  {
    title: "a number of lines that is none",
    line: ["status", "--limit", "x", "--json"],
    tag: "WrongUsage",
    says: "--limit x is not a valid count"
  },
  {
    title: "a limit for a wait that was not asked for",
    line: ["result", "ab", "--timeout", "1s", "--json"],
    tag: "WrongUsage",
    says: "--timeout is for --wait"
  },
  {
    title: "a duration without a unit",
    line: ["run", "--json", "--timeout", "90", "--", "true"],
    tag: "InvalidRequest",
    says: "has no unit: write 90s or 90ms"
  },
  {
    title: "a duration without a unit and below nothing",
    line: ["wait", "--json", "--timeout", "-1", "ab"],
    tag: "InvalidRequest",
    says: "is negative"
  },
  {
    title: "a duration of no number",
    line: ["run", "--json", "--timeout", "1.2.3", "--", "true"],
    tag: "InvalidRequest",
    says: "is not a duration"
  },
  {
    title: "a duration that is none",
    line: ["wait", "--json", "--timeout", "soon", "ab"],
    tag: "InvalidRequest",
    says: "is not a duration"
  }
]

describe("bad input is refused with 2 and a sentence, and nothing is recorded", () => {
  for (const { line, says, tag, title } of lines) {
    it.live(title, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const ended = yield* job(root, line)
        assert.strictEqual(ended.code, 2, ended.stdout)
        const error = errorOf(ended)
        assert.strictEqual(error.tag, tag)
        assert.include(error.message, says)
        assert.isNotEmpty(error.hint)
        assert.strictEqual(ended.stderr, "")
        assert.isFalse(fs.existsSync(root))

        const forPeople = yield* job(
          root,
          line.filter((word) => word !== "--json")
        )
        assert.strictEqual(forPeople.code, 2)
        assert.include(forPeople.stderr, says)
        assert.strictEqual(forPeople.stdout, "")
      })
    )
  }

  it.live("a number of log lines that is none names its option", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      for (const count of ["-1", "x", "1.5"]) {
        const ended = yield* job(root, ["logs", "ab", "--tail", count])
        assert.strictEqual(ended.code, 2)
        assert.include(ended.stderr, `job: --tail ${count} is not a valid count`)
      }
    })
  )

  for (const [title, line, says] of [
    [
      "an option that is given twice",
      ["logs", "ab", "--tail", "1", "--tail", "2"],
      "--tail is given 2 times: give it once."
    ],
    [
      "a text that is given twice",
      ["run", "--name", "a", "--name", "b", "--", "true"],
      "--name is given 2 times: give it once."
    ],
    [
      "the help of a command that there is not",
      ["help", "statsu"],
      'Unknown subcommand "statsu" for "job". Did you mean status?'
    ],
    [
      "the same, asked otherwise",
      ["statsu", "--help"],
      'Unknown subcommand "statsu" for "job". Did you mean status?'
    ]
  ] as const) {
    it.live(`says what is wrong: ${title}`, () =>
      Effect.gen(function* () {
        const ended = yield* job(yield* makeRoot, line)
        assert.deepStrictEqual([ended.code, ended.stdout], [2, ""])
        assert.strictEqual(ended.stderr.split("\n")[0], `job: ${says}`)
      })
    )
  }

  it.live("is told as text where --json is only the command's own", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ended = yield* job(root, ["run", "--jason", "--", "true", "--json"])
      assert.deepStrictEqual([ended.code, ended.stdout], [2, ""])
      assert.match(ended.stderr, /^job: Unrecognized flag: --jason/)
    })
  )

  for (const [value, line] of [
    ["=true", ["status", "zz", "--json=true"]],
    [" yes", ["wait", "zz", "--json", "yes"]],
    ["=y and a wrong line", ["status", "--jason", "--json=y"]]
  ] as const) {
    it.live(`is told in JSON where that is asked for by --json${value}`, () =>
      Effect.gen(function* () {
        const ended = yield* job(yield* makeRoot, line)
        assert.deepStrictEqual([ended.code, ended.stderr], [2, ""])
        assert.isNotEmpty(errorOf(ended).message)
      })
    )
  }

  it.live("is told as text where --json is switched off", () =>
    Effect.gen(function* () {
      const ended = yield* job(yield* makeRoot, ["status", "zz", "--json", "no"])
      assert.deepStrictEqual([ended.code, ended.stdout], [2, ""])
      assert.match(ended.stderr, /^job: No job "zz"/)
    })
  )

  it.live("an unknown id is answered with each advice once", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { stderr } = yield* job(root, ["status", "ab\ncd"])
      assert.strictEqual(
        stderr,
        `job: No job "ab\\ncd" in ${root}.\nList them: job status --all. Another store: --root DIR, or JOB_LIFECYCLE_ROOT.\n`
      )
    })
  )

  it.live(
    "an ambiguous prefix names its jobs, and one digit more finds one",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        // Of 17 ids two begin with the same digit.
        const line = ["run", "--json", "--", "true"]
        const runs = Effect.map(job(root, line), (ran) => jobOf(ran).id)
        const ids = yield* Effect.all(
          Array.from({ length: 17 }, () => runs),
          { concurrency: 4 }
        )
        const shared = ids
          .map((id) => id[0]!)
          .find((digit, at) => ids.some((id, other) => other !== at && id.startsWith(digit)))!
        const ended = yield* job(root, ["wait", shared, "--json"])
        assert.strictEqual(ended.code, 2)
        const { matches, tag } = errorOf(ended)
        assert.strictEqual(tag, "JobAmbiguous")
        assert.deepStrictEqual(matches, ids.filter((id) => id.startsWith(shared)).toSorted())
        const whole = yield* job(root, ["wait", ids[0]!, "--json"])
        assert.strictEqual(jobOf(whole).id, ids[0])
      }),
    30_000
  )
})
