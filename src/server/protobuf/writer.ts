/** Writes the wire of protocol buffers: what wire.ts reads. */
export class Writer {
  readonly #parts: Uint8Array[] = []

  text(field: number, value: string): void {
    this.bytes(field, new TextEncoder().encode(value))
  }

  bytes(field: number, value: Uint8Array): void {
    this.#parts.push(varint((field << 3) | 2), varint(value.length), value)
  }

  boolean(field: number, value: boolean): void {
    if (value) this.#parts.push(varint(field << 3), varint(1))
  }

  message(field: number, write: (inner: Writer) => void): void {
    const inner = new Writer()
    write(inner)
    this.bytes(field, inner.done())
  }

  done(): Uint8Array {
    const whole = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of this.#parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  return Uint8Array.from([...bytes, rest])
}
