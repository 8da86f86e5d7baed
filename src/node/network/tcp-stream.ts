/**
 * A connection that stays: text in, text out, as long as both sides want. `curl` in a pod makes whole exchanges;
 * port-forward carries what programs outside the cluster write bit by bit.
 */
import type { PortConnection } from '../../api/request.ts'
import type { Connection } from './connection.ts'
import { readRequest, writeResponse } from './http-wire.ts'

/** Runs something so many seconds of simulated time later. */
export type Later = (seconds: number, task: () => void) => void

/** The client's end of an open connection. */
export function tcpStream(connection: Connection, later: Later): PortConnection {
  return new TcpStream(connection, later)
}

class TcpStream implements PortConnection {
  #input = ''
  #output = ''
  #ended = false
  #onData: ((text: string) => void) | undefined
  #onEnd: (() => void) | undefined
  /** An answer is on its way; what comes after it waits. */
  #answering = false
  #half = false

  constructor(
    private readonly connection: Connection,
    private readonly later: Later,
  ) {}

  onData(listener: (text: string) => void): void {
    this.#onData = listener
    this.#say('')
  }

  onEnd(listener: () => void): void {
    this.#onEnd = listener
    if (this.#ended) listener()
  }

  /** Who has this has been let in. */
  onFailure(): void {}

  write(text: string): void {
    if (this.#ended || this.#half) return
    this.#input += text
    this.#react()
  }

  end(): void {
    this.#half = true
    if (!this.#answering) this.close()
  }

  close(): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd?.()
  }

  #say(text: string): void {
    this.#output += text
    if (!this.#onData || this.#output === '') return
    const said = this.#output
    this.#output = ''
    this.#onData(said)
  }

  #react(): void {
    const { listener, peer } = this.connection
    if (listener.text) {
      const { output, taken, close } = listener.text(this.#input, peer)
      this.#input = this.#input.slice(taken)
      this.#say(output)
      if (close) this.close()
    } else if (listener.http && !listener.tls) this.#serve(listener.http.bind(listener))
    // Bytes of a TLS handshake, or a port whose program says nothing: it hangs up.
    else this.close()
  }

  #serve(http: NonNullable<Connection['listener']['http']>): void {
    if (this.#answering || this.#ended) return
    const read = readRequest(this.#input)
    if (!read) return
    this.#input = read.rest
    const response = http(read.request, this.connection.peer)
    if (response === 'hang') {
      this.#answering = true
      return
    }
    if (response === 'reset') {
      this.close()
      return
    }
    const { text, open } = writeResponse(read.request, response)
    const answer = (): void => {
      this.#answering = false
      if (this.#ended) return
      this.#say(text)
      if (open && !this.#half) this.#serve(http)
      else this.close()
    }
    if (response.seconds === undefined) answer()
    else {
      this.#answering = true
      this.later(response.seconds, answer)
    }
  }
}
