/**
 * The keyboard between two questions: what is typed while nobody asks waits for the next one. A prompt takes keystrokes up
 * to the Enter that ends it, and would swallow what came in the same go. (It says of itself that it is no terminal: at one,
 * inquirer throws away what was typed before it asks, and whoever types ahead waits for an answer to nothing.)
 */
import { Readable } from 'node:stream'
import type { ReadStream } from 'node:tty'

export class Keys extends Readable {
  readonly #waiting: string[] = []
  #isComing = false

  constructor(private readonly keyboard: ReadStream) {
    super({ encoding: 'utf8', read: () => {} })
    keyboard.setEncoding('utf8')
    keyboard.on('data', this.#take)
    keyboard.once('end', () => this.push(null))
  }

  setRawMode(on: boolean): this {
    this.keyboard.setRawMode(on)
    return this
  }

  override resume(): this {
    super.resume()
    this.keyboard.resume()
    this.#handOver()
    return this
  }

  override pause(): this {
    super.pause()
    this.keyboard.pause()
    return this
  }

  /** Nobody asks any more. */
  end(): void {
    this.keyboard.off('data', this.#take)
    this.pause()
  }

  #take = (typed: string | Buffer): void => {
    this.#waiting.push(...typed.toString().split(/(?<=[\r\n\x03\x04])/))
    this.#handOver()
  }

  /** One piece at a time: whoever was asked is gone before the next. */
  #handOver(): void {
    if (this.#isComing || this.#waiting.length === 0) return
    this.#isComing = true
    setImmediate(() => {
      this.#isComing = false
      if (!this.readableFlowing) return
      this.push(this.#waiting.shift())
      this.#handOver()
    })
  }
}
