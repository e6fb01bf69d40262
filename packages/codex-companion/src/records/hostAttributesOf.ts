import { asWritten } from "./asWritten.ts"
import { bySchema } from "./bySchema.ts"
import type { HostAttributes } from "./HostAttributes.ts"

/** Reads the attributes of a job; null when it was not submitted by this adapter. */
export const hostAttributesOf = (attributes: unknown): HostAttributes | null =>
  asWritten.attributes(attributes)
    ? (attributes as HostAttributes)
    : bySchema.attributes(attributes)
