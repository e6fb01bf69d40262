import * as Schema from "effect/Schema"

/** The id or prefix names no job in the store that was searched. */
export class JobNotFound extends Schema.TaggedError<JobNotFound>()("JobNotFound", {
  reference: Schema.String,
  searched: Schema.String
}) {
  override get message(): string {
    return `No job "${this.reference}" in ${this.searched}. List all jobs of that store, or search another one.`
  }
}

/** The prefix names more than one job. */
export class JobAmbiguous extends Schema.TaggedError<JobAmbiguous>()("JobAmbiguous", {
  reference: Schema.String,
  matches: Schema.Array(Schema.String),
  searched: Schema.String
}) {
  override get message(): string {
    return `"${this.reference}" names ${this.matches.length} jobs in ${this.searched}: ${this.matches.slice(0, 5).join(", ")}${this.matches.length > 5 ? ", …" : ""}. Give more of the id.`
  }
}

/** The job exists and has no outcome yet. */
export class JobNotFinished extends Schema.TaggedError<JobNotFinished>()("JobNotFinished", {
  id: Schema.String,
  state: Schema.String,
  searched: Schema.String
}) {
  override get message(): string {
    return `Job ${this.id} is ${this.state} in ${this.searched}: it has no result yet. Wait for it, then ask again.`
  }
}

/**
 * A fact that the job cannot be judged without is missing or unreadable. Shown, never guessed. `fact` is `whole`
 * where nothing of the job can be read. `newer`: it is whole, and a newer version wrote it.
 */
export class JobDamaged extends Schema.TaggedError<JobDamaged>()("JobDamaged", {
  id: Schema.String,
  fact: Schema.String,
  detail: Schema.String,
  searched: Schema.String,
  newer: Schema.optionalKey(Schema.Literal(true))
}) {
  override get message(): string {
    if (this.fact === "whole") {
      return `Job ${this.id} in ${this.searched} ${this.detail}. Nothing was changed; check that you may read its folder, or move the folder away if you no longer need it.`
    }
    if (this.newer === true) {
      return `Job ${this.id} in ${this.searched} cannot be read: its ${this.fact} record ${this.detail}. Nothing was changed; update this program to see it.`
    }
    return `Job ${this.id} in ${this.searched} is damaged: its ${this.fact} record ${this.detail}. Nothing was changed; look at the file, and move the job's folder away if you no longer need it.`
  }
}

/** Another owner holds the one claim of this job, or it was voided before anybody claimed it. */
export class ClaimRefused extends Schema.TaggedError<ClaimRefused>()("ClaimRefused", {
  id: Schema.String,
  standing: Schema.Literals(["Owned", "Void"]),
  detail: Schema.String
}) {
  override get message(): string {
    return `Job ${this.id} cannot be started: ${this.detail}. A job is run once; submit a new one with retryOf.`
  }
}

/** The request cannot be carried out as it is written. */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>()("InvalidRequest", {
  field: Schema.String,
  message: Schema.String
}) {}

/** The store could not do what it promises. `reason` says what a caller can do about it. */
export class JobStoreError extends Schema.TaggedError<JobStoreError>()("JobStoreError", {
  operation: Schema.String,
  reason: Schema.Literals([
    "Unreadable",
    "NotWritable",
    "NoSpace",
    "NotAStore",
    "ForeignOwner",
    "NewerFormat",
    "Unexpected"
  ]),
  location: Schema.String,
  detail: Schema.String
}) {
  override get message(): string {
    return `Could not ${this.operation} in ${this.location}: ${this.detail}. ${advice[this.reason]}`
  }
}

const advice: Record<JobStoreError["reason"], string> = {
  Unreadable: "Check that the folder exists and that you may read it, or use another root.",
  NotWritable: "Check that you may write there, or use another root.",
  NoSpace: "Free some space and try again.",
  NotAStore:
    "Nothing was written. Name a folder that is empty or not there yet, or the root of a store.",
  ForeignOwner: "The folder belongs to somebody else: use a root of your own.",
  NewerFormat:
    "It was written by a newer version: update this program; it will only read until then.",
  Unexpected: "Try again, and report it if it goes on."
}
