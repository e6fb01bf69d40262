import type { JobId, NoOwner } from "@job-lifecycle/engine"
import {
  anObject,
  checkOptions,
  checkValue,
  InvalidRequest,
  JobLifecycle
} from "@job-lifecycle/engine"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import type { NodePlatformOptions } from "../NodePlatform.ts"
import { NodePlatform } from "../NodePlatform.ts"
import { HandleClosed } from "./HandleClosed.ts"
import { iterated } from "./iterated.ts"
import type { PromiseJobLifecycle } from "./PromiseJobLifecycle.ts"
import { runnerOf } from "./promiseRunner.ts"
import type { CommandStart } from "./runnerOfCommand.ts"
import { runnerOfCommand } from "./runnerOfCommand.ts"
import { isAbortSignal, wanted } from "./wanted.ts"

/** Opens the store of `options.root` for a host that works with promises. */
export const openJobLifecycle = async (
  options: NodePlatformOptions = {}
): Promise<PromiseJobLifecycle> => {
  await Effect.runPromise(checkOptions(options, wanted.opening))
  const runtime = ManagedRuntime.make(
    Layer.provideMerge(NodePlatform.layer(options), Layer.succeed(Logger.LogToStderr, true))
  )
  const jobs = await runtime.runPromise(JobLifecycle)
  let closed = false
  const gone = () => new HandleClosed({ location: jobs.location })
  const start = async <A, E>(effect: Effect.Effect<A, E>, signal?: AbortSignal): Promise<A> => {
    if (closed) throw gone()
    // Nobody waits for it any more: nothing is begun, or it would be started and then stopped.
    if (isAbortSignal(signal) && signal.aborted) throw signal.reason
    const checked = Effect.andThen(checkOptions({ signal }, wanted.waiting), effect)
    const isHeard = isAbortSignal(signal)
    // Effect listens to a signal once the fiber has been set aside, and files are written without that.
    const asked = isHeard ? Effect.andThen(Effect.yieldNow, checked) : checked
    const exit = await runtime.runPromiseExit(asked, isHeard ? { signal } : undefined)
    if (Exit.isSuccess(exit)) return exit.value
    const interrupted = Cause.hasInterruptsOnly(exit.cause)
    if (interrupted && signal?.aborted === true) throw signal.reason
    throw closed && interrupted ? gone() : Cause.squash(exit.cause)
  }
  /** Asks for a run with options, of which the signal is ours. What cannot be read of them rejects. */
  const running = async <Options extends { readonly signal?: AbortSignal | undefined }, A, E>(
    options: Options,
    run: (submission: Omit<Options, "signal">) => Effect.Effect<A, E>
  ): Promise<A> => {
    const { signal, ...submission } = Object(options) as Options
    const asked = Effect.suspend(() => run(submission))
    return start(Effect.andThen(checkValue("options", options, anObject), asked), signal)
  }
  // Whatever a command asks of its own job is in this store, where `job` can open it.
  const here = (options.store ?? null) === null ? { JOB_LIFECYCLE_ROOT: jobs.location } : {}
  const inStore = (start: CommandStart) => ({ ...start, env: { ...here, ...start.env } })
  const loop = <A, E>(stream: Stream.Stream<A, E>) =>
    iterated(Stream.suspend(() => (closed ? Stream.die(gone()) : stream)))
  return {
    location: jobs.location,
    submit: (submission) => start(jobs.submit(submission)),
    run: (options, runner) =>
      running(options, (submission) =>
        Effect.andThen(checkRunner(runner), jobs.run(submission, runnerOf(runner)))
      ),
    runCommand: (options, starting = {}) =>
      running(options, ({ command, ...submission }) =>
        Effect.andThen(
          checkOptions(starting, wanted.starting),
          Effect.suspend(() =>
            jobs.run(
              { ...submission, command, kind: "command" },
              runnerOfCommand(command, submission.cwd, inStore(starting))
            )
          )
        )
      ),
    own: (id, runner, owning) =>
      start(named(id, Effect.andThen(checkRunner(runner), jobs.own(id, runnerOf(runner), owning)))),
    ownCommand: (id, starting = {}, owning) => {
      const asked = Effect.suspend(() => checkOptions(starting, wanted.starting))
      const owned = Effect.flatMap(jobs.get(id), ({ request: { command, cwd, kind } }) =>
        command === null || kind === "function"
          ? Effect.fail(commandless(id))
          : jobs.own(id, runnerOfCommand(command, cwd ?? undefined, inStore(starting)), owning)
      )
      return start(named(id, Effect.andThen(asked, owned)))
    },
    abandon: (id, reason) =>
      start(
        named(
          id,
          Effect.andThen(
            Effect.suspend(() => checkOptions(reason, wanted.noOwner)),
            Effect.suspend(() => jobs.abandon(id, noOwnerOf(reason)))
          )
        )
      ),
    get: (id) => start(named(id, jobs.get(id))),
    timeline: (id) => start(named(id, jobs.timeline(id))),
    find: (reference) =>
      start(
        Effect.andThen(checkValue("reference", reference, wanted.reference), jobs.find(reference))
      ),
    list: (listing) => start(jobs.list(listing)),
    wait: async (id, waiting) => {
      const asked = checkOptions(waiting ?? {}, wanted.waiting)
      return start(named(id, Effect.andThen(asked, jobs.wait(id))), waiting?.signal)
    },
    result: (id) => start(named(id, jobs.result(id))),
    follow: (id) => loop(ofNamed(id, jobs.follow(id))),
    followAll: (listing) => loop(jobs.followAll(listing)),
    settled: () => loop(jobs.settled()),
    followLog: (id, offset, how) => loop(ofNamed(id, jobs.followLog(id, offset, how))),
    readLog: (id, range) => start(named(id, jobs.readLog(id, range))),
    cancel: (id, request) => start(named(id, jobs.cancel(id, request))),
    reconcile: () => start(jobs.reconcile),
    prune: (options) => start(jobs.prune(options)),
    rebuildIndex: () => start(jobs.rebuildIndex),
    close: () => {
      closed = true
      return runtime.dispose()
    }
  }
}

/** Asks of a job, if that is named at all. */
const named = <A, E>(id: unknown, effect: Effect.Effect<A, E>) =>
  Effect.andThen(checkValue("id", id, wanted.id), effect)

const ofNamed = <A, E>(id: unknown, stream: Stream.Stream<A, E>) =>
  Stream.unwrap(named(id, Effect.succeed(stream)))

const checkRunner = (runner: unknown) => checkValue("runner", runner, wanted.runner)

const commandless = (id: JobId) =>
  new InvalidRequest({
    field: "command",
    message: `Job ${id} was not submitted as a command: own it with a runner.`
  })

/** Without a code it is one that nobody knows. */
const noOwnerOf = ({ code, message, stderrTail }: NoOwner): NoOwner => ({
  message,
  code: code ?? null,
  ...(typeof stderrTail === "string" ? { stderrTail } : {})
})
