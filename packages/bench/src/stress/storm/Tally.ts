import * as fs from "node:fs"
import * as path from "node:path"
import type { Known, Word } from "./acknowledged.ts"
import { nothingKnown } from "./acknowledged.ts"

/**
 * What a storm has seen so far. Kept in a file after each batch, so that a run that was stopped is
 * taken up again; what was acknowledged in an unfinished batch is forgotten then, its jobs are not.
 */
export class Tally {
  readonly broken: Array<string> = []
  readonly removed = new Set<string>()
  /** Jobs whose outcome was seen, so that a pruner may take them. No other one may ever go. */
  readonly mayGo = new Set<string>()
  /** Each as its role met it: `writer: linkSync outcome.json after`. */
  readonly steps = new Set<string>()
  readonly diedAt = new Set<string>()
  readonly byRole: Record<string, number> = {}
  readonly outcomes: Record<string, number> = {}
  /** What was acknowledged of jobs that nobody has judged yet. */
  readonly known = new Map<string, Known>()
  /** The outcome of each job that was judged, for the last look at all of them. */
  readonly judged = new Map<string, string>()
  /** Listed as active without ever having become a job: their submitters died before that. */
  readonly halfMade = new Set<string>()
  readonly #file: string
  kills = 0
  killsAtSteps = 0
  acknowledged = 0

  constructor(folder: string) {
    this.#file = path.join(folder, "tally.json")
    if (!fs.existsSync(this.#file)) return
    const kept = JSON.parse(fs.readFileSync(this.#file, "utf8")) as Kept
    for (const [id, nonce] of kept.judged) this.judged.set(id, nonce)
    for (const step of kept.steps) this.steps.add(step)
    for (const step of kept.diedAt) this.diedAt.add(step)
    for (const id of kept.removed) this.removed.add(id)
    for (const id of kept.mayGo) this.mayGo.add(id)
    this.broken.push(...kept.broken)
    Object.assign(this.byRole, kept.byRole)
    Object.assign(this.outcomes, kept.outcomes)
    this.kills = kept.kills
    this.killsAtSteps = kept.killsAtSteps
    this.acknowledged = kept.acknowledged
  }

  of(id: string): Known {
    let known = this.known.get(id)
    if (known === undefined) this.known.set(id, (known = nothingKnown()))
    return known
  }

  /** Takes one word of a process. */
  hear(word: Word): void {
    if ("broken" in word) return void this.broken.push(word.broken)
    if ("removed" in word) return word.removed.forEach((id) => this.removed.add(id))
    if ("seen" in word) return void this.mayGo.add(word.seen)
    if ("cut" in word || "ready" in word || "dying" in word || "step" in word) return
    this.acknowledged++
    if ("created" in word) {
      this.of(word.created).name = word.name
      if (word.awaited) this.mayGo.add(word.created)
    }
    if ("claimed" in word) this.#claimed(word.claimed, word.pid)
    else if ("asked" in word) this.of(word.asked).asked = true
    else if ("said" in word) this.of(word.said).upTo = word.upTo
    else if ("settled" in word) this.#settled(word.settled, word.settlement)
  }

  #claimed(id: string, pid: number): void {
    const { claimedBy } = this.of(id)
    if (claimedBy !== null) this.broken.push(`${id} was claimed by ${claimedBy} and by ${pid}`)
    this.of(id).claimedBy = pid
  }

  #settled(id: string, settlement: Known["settlement"]): void {
    const nonce = this.judged.get(id) ?? this.known.get(id)?.settlement?.nonce
    if (nonce !== undefined && nonce !== settlement!.nonce) {
      this.broken.push(`${id} was told to have two outcomes: ${nonce}, ${settlement!.nonce}`)
    }
    // A job that was judged before is not judged anew, nor forgotten.
    if (!this.judged.has(id)) this.of(id).settlement ??= settlement
  }

  keep(): void {
    const kept: Kept = {
      ...this,
      judged: [...this.judged],
      steps: [...this.steps],
      diedAt: [...this.diedAt],
      removed: [...this.removed],
      mayGo: [...this.mayGo]
    }
    fs.writeFileSync(`${this.#file}.new`, JSON.stringify(kept))
    fs.renameSync(`${this.#file}.new`, this.#file)
  }
}

interface Kept extends Pick<
  Tally,
  "kills" | "killsAtSteps" | "acknowledged" | "broken" | "byRole" | "outcomes"
> {
  readonly judged: ReadonlyArray<readonly [string, string]>
  readonly steps: ReadonlyArray<string>
  readonly diedAt: ReadonlyArray<string>
  readonly removed: ReadonlyArray<string>
  readonly mayGo: ReadonlyArray<string>
}
