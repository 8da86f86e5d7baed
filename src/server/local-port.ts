/** A real port of this machine, for kubectl port-forward and kubectl proxy. */
import { chmodSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { Utf8 } from './utf8.ts'

export type LocalAddress = { readonly host: string; readonly port: number } | { readonly path: string }

/** The other end of a connection to it. */
export interface LocalSocket {
  onData(listener: (text: string) => void): void
  onEnd(listener: () => void): void
  write(text: string): void
  end(): void
}

/** Listens. Rejects with the operating system's error, which has a `code`. */
export async function listenLocally(at: LocalAddress, accept: (socket: LocalSocket) => void): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    // Who breaks off has ended.
    socket.on('error', () => socket.destroy())
    accept(localSocket(socket))
  })
  if ('path' in at && isSocket(at.path)) rmSync(at.path)
  await new Promise<void>((done, failed) =>
    server.once('error', failed).listen('path' in at ? { path: at.path } : { host: at.host, port: at.port, ipv6Only: true }, done),
  )
  if ('path' in at) chmodSync(at.path, 0o600)
  return {
    port: 'path' in at ? 0 : (server.address() as AddressInfo).port,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

function isSocket(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false
}

const localSocket = (socket: Socket): LocalSocket => {
  const text = new Utf8()
  return {
    onData: (listener) => void socket.on('data', (bytes: Buffer) => listener(text.decode(bytes))),
    onEnd(listener) {
      let told = false
      const tell = (): void => {
        if (!told) listener()
        told = true
      }
      socket.on('end', tell)
      socket.on('close', tell)
    },
    write: (data) => void (socket.writable && socket.write(data)),
    end: () => void socket.end(),
  }
}
