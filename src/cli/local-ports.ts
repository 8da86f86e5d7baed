/** kubectl's way to ports of this machine. */
import { type Listen, type ListenAt, type LocalListener, listenError, type Serve } from '../kubectl/sockets.ts'

/** Real ones, which browsers and other programs reach. */
const hostListen: Listen = async (at, accept) => {
  // Few sessions need it.
  const { listenLocally } = await import('../server/local-port.ts')
  try {
    return await listenLocally(at, accept)
  } catch (error) {
    throw listenError(at, (error as NodeJS.ErrnoException).code ?? (error as Error).message)
  }
}

const hostServe: Serve = async (at, answer) => {
  const { serveLocally } = await import('../server/local-http.ts')
  try {
    return await serveLocally(at, answer)
  } catch (error) {
    throw listenError(at, (error as NodeJS.ErrnoException).code ?? (error as Error).message)
  }
}

export const hostPorts = { listen: hostListen, serve: hostServe }

/** Ports to which nobody comes; a free one has always the same number. */
export const silentPort = async (at: ListenAt): Promise<LocalListener> => ({ port: 'path' in at ? 0 : at.port || 40_000, close: () => {} })

/** The same for HTTP. */
export const presentlyServing =
  (serve: Serve, catchUp: () => void): Serve =>
  (at, answer) =>
    serve(at, async (request) => {
      catchUp()
      const answered = await answer(request)
      catchUp()
      return answered
    })

/** Brings the cluster to the present before and after each thing that comes in. */
export const presently =
  (listen: Listen, catchUp: () => void): Listen =>
  (at, accept) =>
    listen(at, (connection) => {
      const then =
        <A extends unknown[]>(listener: (...words: A) => void) =>
        (...words: A): void => {
          catchUp()
          listener(...words)
          catchUp()
        }
      accept({ ...connection, onData: (listener) => connection.onData(then(listener)), onEnd: (listener) => connection.onEnd(then(listener)) })
    })
