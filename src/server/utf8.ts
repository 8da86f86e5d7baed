/** Bytes that arrive in pieces, as text: a character may be cut in two. What is no UTF-8 is replaced. */
export class Utf8 {
  readonly #decoder = new TextDecoder()

  decode(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true })
  }
}
