import type { Socket } from "node:net"
import { loadNet } from "./loadNet.ts"
import { socketAddress } from "./socketAddress.ts"

/**
 * Connects to a channel, if there is a path to it that fits. Keeps no process alive. Being refused or
 * reset is no error: that it is over is said by "close". Its other end may end alone.
 */
export const connect = (place: string): Socket | null => {
  const address = socketAddress(place)
  if (address === null) return null
  try {
    // The path is used before this returns (connect(2)).
    const socket = loadNet().connect({ path: address.path, allowHalfOpen: true })
    return socket.unref().on("error", nothing)
  } finally {
    address.release()
  }
}

const nothing = (): void => {}
