/** What was asked for cannot be answered; the message says why, to whoever asked. */
export class Refusal extends Error {}
