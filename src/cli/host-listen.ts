/** kubectl's way to ports of this machine. */
import { type Listen, listenError } from '../kubectl/sockets.ts'
import { listenLocally } from '../server/local-port.ts'

export const hostListen: Listen = async (at, accept) => {
  try {
    return await listenLocally(at, accept)
  } catch (error) {
    throw listenError(at, (error as NodeJS.ErrnoException).code ?? (error as Error).message)
  }
}
