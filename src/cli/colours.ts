/** Colours where they are wanted: at a terminal that has them, and not where NO_COLOR says no. */
import { Chalk, type ChalkInstance } from 'chalk'

export type Colours = Pick<ChalkInstance, 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan'>

/** Whether the stream shows colours. chalk itself does not ask for NO_COLOR. */
const hasColours = (stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean =>
  stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'

/** The sixteen colours that every terminal has, or none. */
export const colours = (stream: { isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Colours =>
  new Chalk({ level: hasColours(stream, env) ? 1 : 0 })
