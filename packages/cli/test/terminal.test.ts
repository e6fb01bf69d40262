import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { spawn, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { jobOf, jobsOf, job, makeRoot } from "./command.ts"

// script(1) of util-linux gives a command a terminal of its own.
const hasScript = spawnSync("script", ["--version"]).status === 0

/** Runs a line at a terminal, types `keys` once it has printed "ready", and answers what came. */
const atTerminal = (root: string, line: string, keys: string) =>
  Effect.promise(
    () =>
      new Promise<{ readonly code: number | null; readonly screen: string }>((resolve) => {
        const child = spawn("script", ["-qec", line, "/dev/null"], {
          env: { ...process.env, JOB_LIFECYCLE_ROOT: root },
          stdio: ["pipe", "pipe", "ignore"]
        })
        let screen = ""
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          const before = screen
          screen += text
          if (!before.includes("ready") && screen.includes("ready")) child.stdin.write(keys)
        })
        child.once("close", (code) => resolve({ code, screen }))
      })
  )

const run = (script: string) =>
  `${process.execPath} ${bundlePath} run --grace 10s -- sh -c '${script}'`

describe.skipIf(!hasScript)("job run at a terminal", () => {
  it.live("^C reaches the command once, and it has its grace to clean up", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `trap "echo cleaning; sleep 0.3; echo cleaned; exit 3" INT; trap "echo forced; exit 9" TERM; echo ready; while :; do sleep 0.1; done`
      const { code, screen } = yield* atTerminal(root, run(script), "\u0003")
      assert.include(screen, "cleaned")
      assert.notInclude(screen, "forced")
      assert.strictEqual(code, 130)
      const [first] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepStrictEqual(
        [first!.outcome, first!.work],
        [{ tag: "Signalled", signal: "SIGINT" }, "stopped"]
      )
      const logs = yield* job(root, ["logs", first!.id])
      assert.include(logs.stdout, "cleaned", "what it says at its end is in the log")
    })
  )

  it.live("^C leaves a command its grace also where it does not read the terminal", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `trap "sleep 0.3; echo cleaned; exit 3" INT; trap "echo forced; exit 9" TERM; echo ready; while :; do sleep 0.1; done`
      const { screen } = yield* atTerminal(root, `${run(script)} < /dev/null`, "\u0003")
      assert.include(screen, "cleaned")
      assert.notInclude(screen, "forced")
    })
  )

  it.live("^\\ is the command's to take or to end by, and its owner tells how that ended", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const deaf = `trap "echo state; go=1" QUIT; echo ready; until [ "$go" ]; do sleep 0.1; done; echo over; exit 3`
      const taken = yield* atTerminal(root, `trap : QUIT; ${run(deaf)}`, "\u001c")
      assert.include(taken.screen, "over")
      assert.strictEqual(taken.code, 3)
      const line = `trap : QUIT; ulimit -c 0; ${run("echo ready; sleep 60")} < /dev/null`
      assert.strictEqual((yield* atTerminal(root, line, "\u001c")).code, 131)
      const ends = jobsOf(yield* job(root, ["status", "--json"])).map(
        ({ exitCode, settledBy, signal }) => [settledBy, exitCode, signal]
      )
      assert.sameDeepMembers(ends, [
        ["owner", 3, null],
        ["owner", null, "SIGQUIT"]
      ])
    })
  )

  it.live("logs and result show what a terminal would obey, and leave its colours", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const said = "\u001b[32mgreen\u001b[0m \u001b]0;title\u0007\n"
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "printf", "%s", said]))
      for (const command of ["logs", "result"]) {
        const line = `${process.execPath} ${bundlePath} ${command} ${id}`
        const { screen } = yield* atTerminal(root, line, "")
        assert.include(screen, "\u001b[32mgreen\u001b[0m \\e]0;title\\x07\r\n", command)
      }
    })
  )

  it.live("a listing has colour, unless NO_COLOR says no", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--", "true"])
      const line = `${process.execPath} ${bundlePath} list`
      const painted = yield* atTerminal(root, `env -u NO_COLOR TERM=xterm ${line}`, "")
      assert.include(painted.screen, "\u001b[32mCompleted")
      for (const refusal of ["NO_COLOR=1 TERM=xterm", "-u NO_COLOR TERM=dumb"]) {
        const plain = yield* atTerminal(root, `env ${refusal} ${line}`, "")
        assert.notInclude(plain.screen, "\u001b[", refusal)
        assert.include(plain.screen, "Completed")
      }
    })
  )

  it.live("a detached job outlives its terminal and the session in it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const finish = path.join(path.dirname(root), "finish")
      const script = `until [ -e ${finish} ]; do sleep 0.05; done`
      const launch = `${process.execPath} ${bundlePath} run --detach -- sh -c '${script}'`
      // The shell leads the session: the terminal hangs up when it ends.
      yield* atTerminal(root, `sh -c "${launch}; echo ready; read answer; exit"`, "go\n")
      const [first] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.strictEqual(first!.state, "running")
      fs.writeFileSync(finish, "")
      assert.strictEqual((yield* job(root, ["wait", first!.id])).code, 0)
    })
  )

  it.live("one that hangs up ends the job by that signal, and no output is told as lost", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const told = path.join(path.dirname(root), "told")
      yield* Effect.sync(() => spawnSync("mkfifo", [told]))
      // Its last word has nowhere to go. The signal is for the leader of the session, which is the shell.
      const own = run(`trap "echo bye; exit 1" TERM; echo ready; while :; do sleep 0.05; done`)
      const line = `${own} & trap "kill -HUP $!" HUP; wait; wait $!; echo $? > ${told}`
      const child = spawn("script", ["-qec", line, "/dev/null"], {
        env: { ...process.env, JOB_LIFECYCLE_ROOT: root },
        stdio: ["pipe", "pipe", "ignore"]
      })
      // The terminal goes with whoever holds its other end.
      child.stdout.once("data", () => child.kill("SIGKILL"))
      const code = yield* Effect.promise(() => fs.promises.readFile(told, "utf8"))
      assert.strictEqual(code, "129\n")
      const [first] = jobsOf(yield* job(root, ["status", "--json"]))
      assert.deepStrictEqual(first!.outcome, { tag: "Signalled", signal: "SIGHUP" })
    })
  )

  it.live(
    "how the terminal behaves is left as the command, or whoever came after it, has set it",
    () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const here = path.dirname(root)
        const until = (file: string) => `until [ -e ${here}/${file} ]; do sleep 0.02; done`
        const own = `${process.execPath} ${bundlePath} run --`
        const behind = `${own} sh -c "touch ${here}/runs; ${until("end")}"`
        const { screen } = yield* atTerminal(
          root,
          [
            `${own} stty -echo; stty -a`,
            `${behind} & ${until("runs")}; stty -icanon; touch ${here}/end; wait; stty -a`
          ].join("; "),
          ""
        )
        const [afterCommand, afterBehind] = screen.split("speed").slice(1)
        assert.match(afterCommand!, / -echo /)
        assert.match(afterBehind!, / -icanon /)
      })
  )

  it.live("what is typed reaches the command", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = "echo ready; read answer; echo got:$answer"
      const { code, screen } = yield* atTerminal(root, run(script), "yes\n")
      assert.include(screen, "got:yes")
      assert.strictEqual(code, 0)
    })
  )
})
