import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { job, makeRoot, startProgram } from "./command.ts"

const scriptFor = (root: string, shell: string) =>
  Effect.map(job(root, ["--completions", shell]), ({ stdout }) => stdout)

/** What bash offers at the end of a line. */
const offered = (root: string, words: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const script = yield* scriptFor(root, "bash")
    const asked = [
      `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}) COMP_LINE='${words.join(" ")}'`,
      `COMP_CWORD=${words.length - 1}`,
      `_job job '${words.at(-1)}' '${words.at(-2)}'`,
      'printf "%s\\n" "${COMPREPLY[@]}"'
    ]
    const line = [script, ...asked].join("\n")
    const ran = yield* (yield* startProgram(root, ["bash", "--norc", "-c", line])).ended
    return ran.stdout.trim().split("\n")
  })

describe("the completions for a shell", () => {
  for (const shell of ["bash", "zsh", "fish", "powershell"]) {
    it.live(`offer a switch to be given, and never to be taken back: ${shell}`, () =>
      Effect.gen(function* () {
        const script = yield* scriptFor(yield* makeRoot, shell)
        assert.match(script, /\bjson\b/)
        assert.notMatch(script, /\bno-(json|detach|all|any|wait|follow|rebuild|dry-run)\b/)
        assert.match(script, /\bkill\b.*\bleave\b/s)
      })
    )
  }

  it.live("offer the options of a command, and what one of them may be", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const options = ["--all", "--session", "--limit", "--json"]
      assert.deepStrictEqual(yield* offered(root, ["job", "status", "--"]), options)
      assert.deepStrictEqual(yield* offered(root, ["job", "run", "--adopt", ""]), ["kill", "leave"])
    })
  )
})
