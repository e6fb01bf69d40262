import type { Evidence } from "@job-lifecycle/engine"

/** What came of asking a broker for an answer of its app-server. */
export type BrokerAnswer =
  /** It answered. */
  | "Answered"
  /** Nobody listens at its endpoint: it is not yet there, or not any more. */
  | "Refused"
  /** It is connected to, and says nothing yet. */
  | "Silent"
  /** It has listened, and its endpoint is not there any more: nobody will ever reach it. */
  | "Vanished"

/** What is to be done about a broker that is on record. */
export type BrokerVerdict =
  | "Use"
  /** It is coming, going or busy. */
  | "Wait"
  /** It is there and of no use now: this call does without, and leaves it alone. */
  | "DoWithout"
  /** It is proven gone, or can neither be reached nor examined from here: another one is started. */
  | "Follow"

/**
 * Decides what a recorded broker is good for. Pure and total. Nothing is ever ended because of it, and
 * an answer that does not come in time is no death (F46): only who is proven gone, or out of everybody's
 * reach, is followed at once.
 *
 * @param seen of the broker, or of whoever is starting it
 * @param late no time is left to wait
 */
export const judgeBroker = (answer: BrokerAnswer, seen: Evidence, late: boolean): BrokerVerdict => {
  switch (answer) {
    case "Answered":
      return "Use"
    case "Vanished":
      return "Follow"
    case "Silent":
      return late ? "DoWithout" : "Wait"
    case "Refused":
      switch (seen._tag) {
        case "Gone":
          return "Follow"
        case "Alive":
          return late ? "DoWithout" : "Wait"
        case "Unknown":
          return late ? "Follow" : "Wait"
      }
  }
}
