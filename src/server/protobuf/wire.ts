/** The wire of protocol buffers: numbered fields, each a varint, eight or four bytes, or a run of bytes. */

export type WireValue = bigint | Uint8Array

export class Reader {
  #at = 0

  constructor(private readonly data: Uint8Array) {}

  /** @throws RangeError for data that ends too early, or is no protobuf. */
  *fields(): Generator<[number, WireValue]> {
    while (this.#at < this.data.length) {
      const tag = Number(this.#varint())
      yield [tag >>> 3, this.#value(tag & 7)]
    }
  }

  *varints(): Generator<bigint> {
    while (this.#at < this.data.length) yield this.#varint()
  }

  #value(wireType: number): WireValue {
    if (wireType === 0) return this.#varint()
    if (wireType === 1) return this.#take(8)
    if (wireType === 2) return this.#take(Number(this.#varint()))
    if (wireType === 5) return this.#take(4)
    throw new RangeError(`proto: illegal wireType ${wireType}`)
  }

  #varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.data[this.#at++]
      if (byte === undefined) throw new RangeError('unexpected EOF')
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new RangeError('proto: integer overflow')
  }

  #take(length: number): Uint8Array {
    if (length > this.data.length - this.#at) throw new RangeError('unexpected EOF')
    const part = this.data.subarray(this.#at, this.#at + length)
    this.#at += length
    return part
  }
}
