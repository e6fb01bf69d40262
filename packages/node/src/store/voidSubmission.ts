import type { ReadRecord } from "./readRecord.ts"

/**
 * Stands under the name of a submission that was begun and never made: nobody is to make it any
 * more, and there is no such job. It lasts until its folder is swept.
 */
export const voidSubmission = (voidedAt: number): string =>
  JSON.stringify({ _tag: "Void", voidedAt })

export const isVoid = (record: ReadRecord): boolean =>
  record._tag === "Text" && record.text.startsWith('{"_tag":"Void"')
