/**
 * The files that answer first, as they are installed: each of `early/` and what it takes. The build
 * puts them here; nothing can be installed out of sources.
 *
 * `entry` answers out of files alone, `settling` with as much of the engine as settles what is over.
 */
export const parts = { entry: "", settling: "" }
