import type { Settlement } from "@job-lifecycle/engine"
import { pidOf } from "@job-lifecycle/node"
import type { Execution } from "../records/Execution.ts"
import { executionOf } from "../records/executionOf.ts"
import { hostAttributesOf } from "../records/hostAttributesOf.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isoTime } from "../records/isoTime.ts"
import type { TurnHandle } from "../records/TurnHandle.ts"
import { decodeTurn } from "../records/TurnHandle.ts"
import { endingOf } from "./endingOf.ts"
import type { HostView } from "./HostView.ts"

/**
 * The host's record of one job, in full: what `jobs/<id>.json` holds. Pure: of the same facts every
 * process makes the same record, so that a projection that was lost can be made again.
 */
export const hostRecord = (view: HostView): HostJob => {
  const base = baseOf(view)
  if (view.settlement !== null) return settled(base, view, view.settlement)
  const updatedAt = isoTime(view.lastEventAt)
  if (view.startedAt === null) {
    return { ...base, status: "queued", phase: "queued", pid: null, updatedAt }
  }
  return {
    ...base,
    ...said(decodeTurn(view.resumeHandle)),
    status: "running",
    phase: view.phase ?? "starting",
    pid: pidOf(view.owner),
    startedAt: isoTime(view.startedAt),
    updatedAt
  }
}

/** The entry of a job in `state.json`: its record without the answer, which can be long. */
export const hostEntry = (record: HostJob): HostJob => {
  const { rendered: _, result: __, ...entry } = record
  return entry
}

const baseOf = ({ createdAt, id, request }: HostView) => {
  const own = hostAttributesOf(request.attributes)?.companion ?? {
    id,
    kind: "job",
    title: request.name,
    workspaceRoot: request.cwd,
    ...(request.session === null ? {} : { sessionId: request.session })
  }
  return { createdAt: isoTime(createdAt), ...(own as { readonly id: string }) }
}

const settled = (
  base: object & { readonly id: string },
  view: HostView,
  end: Settlement
): HostJob => {
  const execution = executionOfEnd(view, end)
  const turn = decodeTurn(view.resumeHandle)
  const threadId = execution?.threadId ?? turn.threadId
  const turnId = execution?.turnId ?? turn.turnId
  const { errorMessage, phase, status } = endingOf(end.outcome, {
    hostId: base.id,
    pid: pidOf(view.owner),
    threadId,
    work: view.work
  })
  const at = isoTime(end.settledAt)
  return {
    ...base,
    ...(execution === null ? said({ threadId, turnId }) : { threadId, turnId }),
    ...(view.startedAt === null ? {} : { startedAt: isoTime(view.startedAt) }),
    status,
    phase,
    pid: null,
    completedAt: at,
    updatedAt: at,
    ...(status === "cancelled" ? { cancelledAt: at } : {}),
    ...answerOf(execution),
    ...(errorMessage === null || execution !== null ? {} : { errorMessage })
  }
}

/** An execution that did not go well is a failure with an answer: the host keeps both. */
const executionOfEnd = (view: HostView, { outcome }: Settlement): Execution | null => {
  if (outcome._tag === "Completed") return executionOf(view.result)
  return outcome._tag === "Failed" ? executionOf(outcome.error) : null
}

const answerOf = (execution: Execution | null): object => {
  if (execution === null) return {}
  const { payload, rendered, summary } = execution
  return {
    ...(typeof summary === "string" ? { summary } : {}),
    result: payload ?? null,
    ...(rendered === undefined ? {} : { rendered })
  }
}

const said = ({ threadId, turnId }: TurnHandle): object => ({
  ...(threadId === null ? {} : { threadId }),
  ...(turnId === null ? {} : { turnId })
})
