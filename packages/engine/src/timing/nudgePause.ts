/** The least time between two nudges that are passed on, each way: some look, however many come. */
export const nudgePause = "20 millis"
