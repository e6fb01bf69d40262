/**
 * What was asked for cannot be answered; the message says why, to whoever asked. Not so for a job that
 * is not known: it may be known to whoever looks further.
 */
export class Refusal extends Error {}
