import { activeByOutcome } from "./activeByOutcome.ts"
import { appendsInTwoSteps } from "./appendsInTwoSteps.ts"
import { lastOneWins, lastSubmissionWins } from "./lastOneWins.ts"
import {
  neverEndsWatching,
  neverReadsLogs,
  pagesHoldAll,
  saysItOnce,
  silentOf
} from "./wrongChanges.ts"
import { gaspsWithoutResult, gaspsWithResultAlone } from "./wrongGasps.ts"
import {
  gaspsOfItsOwn,
  listsItsOwn,
  locksItsOwn,
  readsItsOwn,
  readsLogsOnce,
  remembersItsLeases,
  remembersWhatIsDue,
  tellsOfItsOwn
} from "./wrongHandles.ts"
import {
  emptiesIndex,
  findsByPattern,
  findsCapitals,
  onePageOfActive,
  onePageOfSettled,
  replacesIndex
} from "./wrongListings.ts"
import { judgesThenRemoves, judgesWhatItHadRead, leaves } from "./wrongRemovals.ts"
import type { Change } from "./wrongStore.ts"

const beforeOutcome = ["claim", "work", "cancel", "result"]
const afterOutcome = ["workStopped", "read", "late", "hookStarted", "hookEnded"]
const facts = [...beforeOutcome, "outcome", ...afterOutcome]
const rivals = (fact: string) =>
  `of eight rivals for the ${fact} exactly one wins, and the others are told which`
const judged = (fact: string) =>
  `${fact}: what was acknowledged is judged before its job goes, and what comes later finds no job`
const told = (fact: string) => `wakes when the ${fact} is recorded`

/** What is wrong with a store, and the sentences of its contract that do not hold of it. */
export const wrongStores: Readonly<Record<string, readonly [Change, ...ReadonlyArray<string>]>> = {
  "looks first and then writes": [
    lastOneWins(() => true),
    "I2 first-outcome-stands: of eight rival outcomes exactly one wins",
    ...[...beforeOutcome, ...afterOutcome].map(rivals),
    "of eight rivals for each fact through two handles exactly one wins"
  ],
  "looks first and then writes, but for outcomes": [
    lastOneWins((fact) => fact !== "outcome"),
    ...[...beforeOutcome, ...afterOutcome].map(rivals),
    "of eight rivals for each fact through two handles exactly one wins"
  ],
  "looks first and then writes a claim": [
    lastOneWins((fact) => fact === "claim"),
    ...["claim"].map(rivals),
    "of eight rivals for each fact through two handles exactly one wins"
  ],
  "looks first and then makes a job that is claimed already": [
    lastSubmissionWins,
    "of eight submissions with a claim exactly one wins, and its claim stands",
    "of eight submissions with a claim through two handles exactly one wins"
  ],
  "takes what has an outcome for over": [
    activeByOutcome,
    "a job leaves the active ones when it is indexed, and heads the settled ones",
    "a job whose work runs on stays active and is settled at once",
    "lists every job that it had not: open, settled, and settled with work that may run on",
    "records a job anew whose record was removed, when it is told as what"
  ],
  "judges, and then removes": [
    judgesThenRemoves,
    ...facts.map(judged),
    "what another handle was told to be recorded is judged before its job goes"
  ],
  "reads, and then judges what it had read": [
    judgesWhatItHadRead,
    ...facts.map(judged),
    "what another handle was told to be recorded is judged before its job goes"
  ],
  "leaves the armed record of a removed job": [
    leaves("armed"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "leaves the log of a removed job": [
    leaves("log"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "leaves the progress of a removed job": [
    leaves("progress"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "leaves the claim of a removed job": [
    leaves("claim"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "leaves the request to cancel of a removed job": [
    leaves("cancel"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "leaves the result of a removed job": [
    leaves("result"),
    "nothing of a removed job is left to the next one of its id"
  ],
  "tells the last gasp of no result": [
    gaspsWithoutResult,
    "is given the result and the request to cancel, whichever of them is on record",
    "the last gasp of one is told what the other has recorded, and stands"
  ],
  "tells the last gasp of no request to cancel where there is a result": [
    gaspsWithResultAlone,
    "is given the result and the request to cancel, whichever of them is on record",
    "the last gasp of one is told what the other has recorded, and stands"
  ],
  "tells no watcher of five facts": [
    silentOf("claim", "work", "result", "outcome", "workStopped"),
    ...["claim", "work", "result", "outcome", "workStopped"].map(told),
    "whoever watches through one is told of what the other does"
  ],
  "tells a watcher once": [
    saysItOnce,
    "wakes at the start and after every publication",
    ...facts.map(told),
    "wakes when the job is removed",
    "a job that is submitted later is seen too",
    "serves several watchers, and ends when its scope closes",
    "whoever watches through one is told of what the other does"
  ],
  "never ends a watch": [
    neverEndsWatching,
    "wakes at the start and after every publication",
    ...facts.map(told),
    "wakes when the job is removed",
    "a job that is submitted later is seen too",
    "serves several watchers, and ends when its scope closes",
    "whoever watches through one is told of what the other does"
  ],
  "never answers who reads a log": [
    neverReadsLogs,
    '"96af9a3d0000004d" is not found, and nothing is made of it',
    '"0000" is not found, and nothing is made of it',
    '"../../etc" is not found, and nothing is made of it',
    '"" is not found, and nothing is made of it',
    '"ABCDEF0123456789" is not found, and nothing is made of it',
    "a removed job is gone from every answer, and the others stay",
    "nothing of a removed job is left to the next one of its id",
    "what was appended is read in order, from any offset on",
    "nothing that was appended is no output",
    "what eight append at once is all there, each piece whole",
    "a tail holds the last bytes, and everything when that is less",
    "no read ever splits a character, wherever it begins",
    "a character that is still being written is left for the next read",
    "bytes that are no text do not stop the reading",
    "is read in pages no larger than is asked for, and none of it twice or not at all",
    "is read byte for byte where that is asked for, whatever the bytes are",
    "what one adds to the log is read by the other"
  ],
  "reads a log, and then writes it": [
    appendsInTwoSteps,
    "what eight append at once is all there, each piece whole"
  ],
  "lists a page of active jobs": [
    onePageOfActive,
    "every one of them is active as soon as it is submitted, and found by its prefix"
  ],
  "lists a page of settled jobs": [
    onePageOfSettled,
    "as many of the settled ones are listed as were asked for"
  ],
  "finds by a pattern": [findsByPattern, "finds nothing by a pattern, nor by capital letters"],
  "finds by capital letters": [findsCapitals, "finds nothing by a pattern, nor by capital letters"],
  "empties its index to make it anew": [
    emptiesIndex,
    "misses no job for a reader beside it",
    "misses no job for a reader through another handle"
  ],
  "replaces its index by what was there when it began": [
    replacesIndex,
    "has every job that was submitted or settled meanwhile"
  ],
  "locks the writing of facts in one process": [
    locksItsOwn(lastOneWins(() => true)),
    "of eight rivals for each fact through two handles exactly one wins"
  ],
  "locks submissions in one process": [
    locksItsOwn(lastSubmissionWins),
    "of eight submissions with a claim through two handles exactly one wins"
  ],
  "locks removals in one process": [
    locksItsOwn(judgesThenRemoves),
    "what another handle was told to be recorded is judged before its job goes"
  ],
  "locks its index in one process": [
    locksItsOwn(emptiesIndex),
    "misses no job for a reader through another handle"
  ],
  "reads facts anew when it has written itself": [
    readsItsOwn,
    "a fact that one records is read by the other, which had read none",
    "a job that one submits, settles or removes is so in the listings of the other"
  ],
  "reads a log to its end at once": [
    pagesHoldAll,
    "is read in pages no larger than is asked for, and none of it twice or not at all"
  ],
  "reads a log once": [readsLogsOnce, "what one adds to the log is read by the other"],
  "lists what it has submitted itself": [
    listsItsOwn,
    "misses no job for a reader through another handle",
    "a job that one submits, settles or removes is so in the listings of the other"
  ],
  "knows the leases that it has renewed itself": [
    remembersItsLeases,
    "a lease that one renews has its age for the other"
  ],
  "knows when retention is due when it has noted that itself": [
    remembersWhatIsDue,
    "when retention is due is known to both"
  ],
  "tells watchers of what it has done itself": [
    tellsOfItsOwn,
    "whoever watches through one is told of what the other does"
  ],
  "tells the last gasp of what it has recorded itself": [
    gaspsOfItsOwn,
    "the last gasp of one is told what the other has recorded, and stands"
  ]
}
